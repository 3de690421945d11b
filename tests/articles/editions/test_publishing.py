"""Publishing at once: what is frozen, what is refused, and that what was published is final."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from articles import exceptions
from articles.editions import publishing
from articles.editions.proposals import proposals
from articles.exceptions import (
    AddressTaken,
    HasErrors,
    NothingNew,
    NotSignedOff,
    PublishingError,
    ReasonNeeded,
    StaleVersion,
)
from articles.models import Article, Edition, EditionIsFinal, Section
from tests.articles.factories import (
    LATER,
    NOW,
    article,
    publish,
    published,
    reference,
    sign_off,
    signed,
    topic,
)
from tests.articles.workflow import edit, live_slugs, proposal_of

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.quick]


def test_edition_number_is_unique_in_the_database() -> None:
    edition = published()
    edition.pk, edition._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()


def test_live_outside_demo_mode_leaves_out_the_unsigned_and_falls_back_to_nothing(
    settings: Settings,
) -> None:
    made = signed("signed-first").article
    edit(made, title="Unsigned second")
    publish(made, LATER)
    published("unsigned")
    assert live_slugs() == ["signed-first", "unsigned"]
    settings.DEMO = False
    assert live_slugs() == []


def test_live_waits_for_the_hour_of_publication() -> None:
    published(now=LATER)
    assert not Edition.objects.live(NOW).exists()
    assert Edition.objects.live(LATER).exists()


def test_edition_refuses_change_and_delete_and_keeps_its_article() -> None:
    edition = published()
    edition.title = "Forged"
    everything = Edition.objects.all()
    for action in (
        edition.save,
        edition.delete,
        everything.delete,
        lambda: everything.update(title="Forged"),
        lambda: everything.bulk_update([edition], ["title"]),
        lambda: everything.bulk_create([edition]),
    ):
        with pytest.raises(EditionIsFinal):
            action()
    with pytest.raises(ProtectedError):
        edition.article.delete()
    assert Edition.objects.get().title != "Forged"


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
        proposals(pks, NOW)


def test_refusals_are_one_family() -> None:
    found = [each for each in vars(exceptions).values() if isinstance(each, type)]
    refusals = [each for each in found if each.__module__ == exceptions.__name__]
    assert len(refusals) >= 10
    assert all(issubclass(each, PublishingError) for each in refusals)


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
    made = published().article
    edit(made, title="Second")
    second = publish(made, LATER)
    assert second.number == 2
    assert [e.title for e in Edition.objects.live(LATER)] == ["Second"]
    assert Edition.objects.latest() == second


def test_publish_refuses_errors_and_names_them() -> None:
    made = article(body="<p>This will cure you.</p>")
    with pytest.raises(HasErrors, match="cure") as caught:
        publish(made)
    assert [found.code for _title, found in caught.value.findings] == ["banned-word"]
    assert not Edition.objects.exists()


def test_publish_with_warnings_needs_a_reason_that_is_kept_and_without_none_is() -> None:
    made = article(not_known="")
    with pytest.raises(ReasonNeeded):
        publish(made, override_reason=" ")
    edition = publish(made, override_reason="All is known.")
    assert edition.override_reason == "All is known."
    assert [found["code"] for found in edition.overridden] == ["nothing-unknown"]
    edition = published()
    assert (edition.overridden, edition.override_reason) == ([], "")


def test_publish_together_lets_articles_link_to_each_other() -> None:
    one = article("one", body='<p>Try <a href="/articles/two/">two</a>.</p>')
    two = article("two", body='<p>Try <a href="/articles/one/">one</a>.</p>')
    with pytest.raises(HasErrors):
        publish(one)
    made = publishing.publish([one.pk, two.pk], by=None, now=NOW, what_changed="x")
    assert [edition.slug for edition in made] == ["one", "two"]


def test_publish_together_is_all_or_nothing() -> None:
    good, bad = article("good"), article("bad", care_cards=[], kind="condition")
    with pytest.raises(HasErrors):
        publishing.publish([good.pk, bad.pk], by=None, now=NOW, what_changed="x")
    assert live_slugs() == []


def test_publish_tells_the_second_of_two_people() -> None:
    made, other = article(), article()
    tokens = {each.pk: proposal_of(each).token for each in (made, other)}
    publish(made, seen=tokens)
    with pytest.raises(StaleVersion):
        publish(made, seen=tokens)
    edit(other, summary="Other words.")
    with pytest.raises(StaleVersion):
        publish(other, seen=tokens)
    with pytest.raises(StaleVersion):
        publishing.publish([0], by=None, now=NOW, what_changed="x")
    assert Edition.objects.count() == 1


def test_publish_refuses_what_readers_already_see_unless_it_moves_to_another_topic() -> None:
    made = published().article
    with pytest.raises(NothingNew):
        publish(made, LATER)
    edit(made, topic=topic("living"))
    assert publish(made, LATER).topic.slug == "living"


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
    assert str(edition.review_due) == "2028-03-01"
    assert live_slugs() == [edition.slug]


def test_publish_needs_a_word_to_readers_on_what_changed() -> None:
    with pytest.raises(ReasonNeeded, match="what changed"):
        publish(article(), what_changed=" ")


def test_publish_of_a_page_reviewed_again_says_that_nothing_changed(real_mode: None) -> None:
    made = article()
    sign_off(made)
    first = publish(made)
    sign_off(made, now=LATER)
    second = publish(made, LATER, what_changed="")
    assert (second.number, second.what_changed) == (2, "Reviewed. Nothing changed.")
    assert (second.html, second.digest) == (first.html, first.digest)
    assert (str(first.review_due), str(second.review_due)) == ("2028-03-01", "2028-03-02")


def test_publish_refuses_a_sign_off_whose_review_is_overdue(real_mode: None) -> None:
    made = article(review_months=1)
    sign_off(made)
    with pytest.raises(NotSignedOff):
        publish(made, NOW.replace(month=4, day=2))
    assert publish(made, NOW.replace(month=4, day=1)).number == 1


def test_an_old_address_leads_to_the_new_one_only_after_publication(client: Client) -> None:
    made = published("one").article
    edit(made, slug="never-published")
    edit(made, slug="two")
    with time_machine.travel(LATER, tick=False):
        assert client.get("/articles/two/").status_code == 404
        assert client.get("/articles/one/").status_code == 200
        publish(made, LATER)
        edit(made, slug="three")
        publish(made, LATER)
        # The chain has one link, wherever it begins.
        for old in ("one", "two"):
            assert client.get(f"/articles/{old}/")["Location"] == "/articles/three/"
        assert client.get("/articles/never-published/").status_code == 404
