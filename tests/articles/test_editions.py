"""Publishing, signing off, withdrawing; and that nothing else changes an edition."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries, Settings

from articles import editions, search
from articles.exceptions import (
    AddressTaken,
    HasErrors,
    MovedOn,
    NothingNew,
    NotSignedOff,
    PublishingError,
    ReasonNeeded,
)
from articles.models import Article, Edition, EditionIsFinal, GlossaryTerm, Section, SignOff
from tests.articles.factories import (
    LATER,
    NOW,
    REASON,
    article,
    publish,
    published,
    reference,
    sign_off,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]


def live_slugs() -> list[str]:
    return sorted(Edition.objects.live(LATER).values_list("slug", flat=True))


def edit(made: Article, **changes: object) -> None:
    Article.objects.filter(pk=made.pk).update(**changes)


def test_publish_freezes_the_draft() -> None:
    made = article("walking", body="<p>Try a walk.</p>")
    edition = publish(made, what_changed=" New page. ")
    Section.objects.filter(article=made).update(body="<p>Changed.</p>")
    edit(made, title="Changed")
    edition.refresh_from_db()
    assert (edition.number, edition.title, edition.slug) == (1, "Walking", "walking")
    assert "Try a walk." in edition.html
    assert "Try a walk." in edition.plain_text
    assert edition.snapshot["sections"][0]["body"] == "<p>Try a walk.</p>"
    assert edition.snapshot["warning_signs"] == 1
    assert edition.what_changed == "New page."
    assert edition.references[0]["key"] == "R1"
    assert [entry["label"] for entry in edition.contents] == [
        "Walking may help",
        "What we do not know yet",
        "References",
    ]


def test_publish_numbers_editions_one_after_the_other() -> None:
    made = article()
    publish(made)
    edit(made, title="Second")
    second = publish(made, LATER)
    assert second.number == 2
    assert [e.title for e in Edition.objects.live(LATER)] == ["Second"]


def test_edition_number_is_unique_in_the_database() -> None:
    edition = published()
    edition.pk, edition._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()


def test_publish_refuses_errors_and_names_them() -> None:
    made = article(body="<p>This will cure you.</p>")
    with pytest.raises(HasErrors, match="cure") as caught:
        publish(made)
    assert [found.code for _title, found in caught.value.findings] == ["banned-word"]
    assert not Edition.objects.exists()


def test_publish_with_warnings_needs_a_reason_that_is_kept() -> None:
    made = article(not_known="")
    with pytest.raises(ReasonNeeded):
        publish(made, override_reason=" ")
    edition = publish(made, override_reason="All is known.")
    assert edition.override_reason == "All is known."
    assert [found["code"] for found in edition.overridden] == ["nothing-unknown"]


def test_publish_without_warnings_keeps_no_reason() -> None:
    edition = published()
    assert (edition.overridden, edition.override_reason) == ([], "")


def test_publish_together_lets_articles_link_to_each_other() -> None:
    one = article("one", body='<p>Try <a href="/articles/two/">two</a>.</p>')
    two = article("two", body='<p>Try <a href="/articles/one/">one</a>.</p>')
    with pytest.raises(HasErrors):
        publish(one)
    made = editions.publish([one.pk, two.pk], by=None, now=NOW, what_changed="x")
    assert [edition.slug for edition in made] == ["one", "two"]


def test_publish_together_is_all_or_nothing() -> None:
    good, bad = article("good"), article("bad", care_cards=[], kind="condition")
    with pytest.raises(HasErrors):
        editions.publish([good.pk, bad.pk], by=None, now=NOW, what_changed="x")
    assert live_slugs() == []


def test_publish_tells_the_second_of_two_people() -> None:
    made = article()
    (seen,) = editions.proposals([made.pk], NOW)
    tokens = {made.pk: seen.token}
    publish(made, seen=tokens)
    with pytest.raises(MovedOn):
        publish(made, seen=tokens)
    assert Edition.objects.count() == 1


def test_publish_refuses_a_draft_that_changed_since_it_was_seen() -> None:
    made = article()
    (seen,) = editions.proposals([made.pk], NOW)
    edit(made, summary="Other words.")
    with pytest.raises(MovedOn):
        publish(made, seen={made.pk: seen.token})


def test_publish_of_an_article_that_is_gone_is_told() -> None:
    with pytest.raises(MovedOn):
        editions.publish([0], by=None, now=NOW, what_changed="x")


def test_publish_refuses_what_readers_already_see() -> None:
    made = article()
    publish(made)
    with pytest.raises(NothingNew):
        publish(made, LATER)


def test_publish_refuses_an_address_that_another_article_holds() -> None:
    first = article("first")
    publish(first)
    edit(first, slug="moved")
    with pytest.raises(AddressTaken):
        publish(article("first"), LATER)


def test_publish_outside_demo_mode_needs_sign_off(real_mode: None) -> None:
    made = article()
    with pytest.raises(NotSignedOff):
        publish(made)
    sign_off(made)
    edition = publish(made, LATER)
    assert (edition.signed_off_at, edition.signed_off_role) == (NOW, "a therapist")
    assert str(edition.review_due) == "2027-06-01"
    assert live_slugs() == [edition.slug]


def test_sign_off_holds_for_one_text_only(real_mode: None) -> None:
    made = article(body="<p>Try a disc.</p>")
    sign_off(made)
    GlossaryTerm.objects.create(term="Disc", definition="A cushion.")
    with pytest.raises(NotSignedOff):
        publish(made)


def test_sign_off_of_a_text_that_changed_is_refused() -> None:
    made = article()
    (seen,) = editions.proposals([made.pk], NOW)
    edit(made, title="Other")
    with pytest.raises(MovedOn):
        editions.sign_off(
            made.pk, token=seen.token, by=staff("sign_off_edition"), role="r", now=NOW
        )
    assert not SignOff.objects.exists()


def test_sign_off_of_a_sample_lets_the_same_text_go_out_signed() -> None:
    made = article()
    publish(made)
    sign_off(made)
    assert publish(made, LATER).signed_off_at == NOW


def test_review_is_due_by_a_day_that_exists() -> None:
    made = article(review_months=3)
    sign_off(made, now=NOW.replace(month=11, day=30))
    assert str(publish(made).review_due) == "2027-02-28"


def test_live_leaves_out_unsigned_editions_outside_demo_mode(
    settings: Settings,
) -> None:
    published("unsigned")
    assert live_slugs() == ["unsigned"]
    settings.DEMO = False
    assert live_slugs() == []


def test_live_never_falls_back_to_an_older_edition(settings: Settings) -> None:
    made = article()
    sign_off(made)
    publish(made)
    edit(made, title="Unsigned second")
    publish(made, LATER)
    settings.DEMO = False
    assert live_slugs() == []


def test_live_waits_for_the_hour_of_publication() -> None:
    published(now=LATER)
    assert not Edition.objects.live(NOW).exists()
    assert Edition.objects.live(LATER).exists()


def test_withdraw_takes_the_page_down_and_no_older_one_comes_up() -> None:
    made = article()
    publish(made)
    edit(made, title="Second")
    edition = publish(made, LATER)
    who, onward = staff(), article()
    editions.withdraw(edition.pk, by=who, now=LATER, reason=" Wrong. ", onward_id=onward.pk)
    edition.refresh_from_db()
    assert (edition.withdrawn_at, edition.withdrawn_by) == (LATER, who)
    assert (edition.withdrawn_reason, edition.withdrawn_onward) == ("Wrong.", onward)
    assert live_slugs() == []
    assert search.find("walk", LATER).results == []


def test_withdraw_needs_a_reason() -> None:
    with pytest.raises(ReasonNeeded):
        editions.withdraw(published().pk, by=None, now=NOW, reason=" ")


def test_withdraw_twice_is_told() -> None:
    edition = published()
    editions.withdraw(edition.pk, by=None, now=NOW, reason=REASON)
    with pytest.raises(MovedOn):
        editions.withdraw(edition.pk, by=None, now=NOW, reason=REASON)


def test_withdraw_of_an_edition_that_no_longer_decides_is_told() -> None:
    made = article()
    first = publish(made)
    edit(made, title="Second")
    publish(made, LATER)
    for pk in (first.pk, 0):
        with pytest.raises(MovedOn):
            editions.withdraw(pk, by=None, now=LATER, reason=REASON)
    assert len(live_slugs()) == 1


def test_publish_after_a_withdrawal_shows_the_same_text_again() -> None:
    made = article()
    editions.withdraw(publish(made).pk, by=None, now=NOW, reason=REASON)
    assert publish(made, LATER).number == 2
    assert live_slugs() == [made.slug]


def test_withdrawal_voids_the_sign_off_that_came_before_it(real_mode: None) -> None:
    made = article()
    sign_off(made)
    editions.withdraw(publish(made).pk, by=None, now=LATER, reason=REASON)
    with pytest.raises(NotSignedOff):
        publish(made, LATER)
    again = LATER + timedelta(days=1)
    sign_off(made, now=again)
    assert publish(made, again).number == 2


def test_edition_refuses_change_and_delete() -> None:
    edition = published()
    edition.title = "Forged"
    everything = Edition.objects.all()
    for deed in (
        edition.save,
        edition.delete,
        everything.delete,
        lambda: everything.update(title="Forged"),
        lambda: everything.bulk_update([edition], ["title"]),
        lambda: everything.bulk_create([edition]),
    ):
        with pytest.raises(EditionIsFinal):
            deed()
    assert Edition.objects.get().title != "Forged"


def test_article_with_editions_cannot_be_deleted() -> None:
    edition = published()
    with pytest.raises(ProtectedError):
        edition.article.delete()


def test_draft_lists_references_in_reading_order() -> None:
    made = article(body="<p>See [R7] and [R9].</p>")
    made.sources.set([reference("R3"), reference("R7")])
    draft = Article.objects.whole().get(pk=made.pk).to_draft()
    assert [source.key for source in draft.references] == ["R7", "R1", "R3"]


@pytest.mark.parametrize("count", [1, 3])
def test_proposals_need_the_same_queries_for_any_number(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pks = [article().pk for _each in range(count)]
    with django_assert_max_num_queries(12):
        editions.proposals(pks, NOW)


def test_refusals_are_one_family() -> None:
    family = (AddressTaken, HasErrors, MovedOn, NothingNew, NotSignedOff, ReasonNeeded)
    assert all(issubclass(each, PublishingError) for each in family)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_publish_at_once_make_one_edition() -> None:
    """Each sees the same proposal; the barrier releases both into `publish` together."""
    made = article()
    (seen,) = editions.proposals([made.pk], NOW)
    barrier = Barrier(4)

    def race(_number: int) -> str:
        try:
            barrier.wait()
            publish(made, seen={made.pk: seen.token})
        except MovedOn:
            return "told"
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(4) as people:
        outcomes = sorted(people.map(race, range(4)))
    assert outcomes == ["published", "told", "told", "told"]
    assert Edition.objects.count() == 1


def test_latest_is_by_time() -> None:
    edition = published()
    assert Edition.objects.latest() == edition
    assert edition.published_at + timedelta(days=1) == LATER
