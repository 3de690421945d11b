"""A source that no longer stands leads to every article that rests on it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from articles.draft import SourceStatus
from articles.editions.publishing import withdraw
from articles.exceptions import HasErrors
from articles.models import Edition, Reference, Section
from articles.outdated.sources import resting_on_shaken_sources, uses_of
from tests.articles.factories import LATER, NOW, article, publish, published, reference

pytestmark = pytest.mark.django_db

CHECKED = date(2026, 5, 1)


def retract(key: str = "R1") -> Reference:
    source = reference(key)
    source.status, source.status_note, source.status_checked_on = "retracted", "Notice.", CHECKED
    source.full_clean()
    source.save()
    return source


def test_shaken_source_leads_to_the_live_edition_and_to_the_draft() -> None:
    seen, written = published("seen"), article("written")
    assert resting_on_shaken_sources(NOW) == []
    retract()
    found = {each.article_id: each for each in resting_on_shaken_sources(NOW)}
    assert set(found) == {seen.article_id, written.pk}
    assert (found[seen.article_id].live, found[seen.article_id].in_draft) == (1, True)
    assert (found[written.pk].live, found[written.pk].in_draft) == (None, True)
    assert [source.key for source in found[written.pk].sources] == ["R1"]
    assert found[written.pk].is_retracted


def test_shaken_source_stays_on_the_desk_until_readers_no_longer_see_it() -> None:
    made = published().article
    retract()
    claim = made.sections.get().claims.get()
    claim.references.set([reference("R2")])
    (found,) = resting_on_shaken_sources(NOW)
    assert (found.live, found.in_draft) == (1, False)
    publish(made, LATER)
    assert resting_on_shaken_sources(LATER) == []


def test_shaken_source_of_an_old_or_withdrawn_edition_is_no_matter() -> None:
    edition = published()
    made = edition.article
    made.sections.all().delete()
    retract()
    withdraw(edition.pk, by=None, now=NOW, reason="Wrong.")
    assert resting_on_shaken_sources(NOW) == []


def test_source_told_as_history_does_not_count() -> None:
    made = article(body="<p>One trial was later withdrawn [R9]. Try a walk.</p>")
    made.sources.add(reference("R9"))
    publish(made)
    retract("R9")
    assert resting_on_shaken_sources(NOW) == []
    Section.objects.update(body="<p>One trial found more [R9]. Try a walk.</p>")
    assert [each.in_draft for each in resting_on_shaken_sources(NOW)] == [True]


def test_retracted_comes_before_superseded() -> None:
    article("a-first")
    other = article("z-last")
    other.sections.get().claims.get().references.set([reference("R2")])
    Reference.objects.filter(key="R1").update(status=SourceStatus.SUPERSEDED)
    Reference.objects.filter(key="R2").update(status=SourceStatus.RETRACTED)
    found = resting_on_shaken_sources(NOW)
    assert [each.title for each in found] == ["Z last", "A first"]


def test_shaken_sources_need_one_query_while_all_stand_and_few_otherwise(
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _each in range(3):
        published()
    with django_assert_num_queries(1):
        resting_on_shaken_sources(NOW)
    retract()
    with django_assert_max_num_queries(11):
        assert len(resting_on_shaken_sources(NOW)) == 3


def test_publishing_is_refused_once_the_only_source_is_retracted() -> None:
    made = article()
    retract()
    with pytest.raises(HasErrors, match="retracted"):
        publish(made)
    assert not Edition.objects.exists()


def test_uses_of_a_source_are_the_live_editions_and_the_drafts() -> None:
    edition, draft = published(), article()
    reference("R2")
    drafts, editions = uses_of(reference(), NOW)
    assert {each.pk for each in drafts} == {edition.article_id, draft.pk}
    assert editions == [edition]
    assert uses_of(reference("R2"), NOW) == ([], [])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"status": "retracted", "status_checked_on": CHECKED}, "status_note"),
        ({"status": "retracted", "status_note": "Notice."}, "status_checked_on"),
        ({"status": "superseded", "status_checked_on": CHECKED}, "superseded_by"),
        ({"status": "current", "superseded_by_id": -1}, "superseded_by"),
    ],
)
def test_status_of_a_source_asks_for_its_grounds(facts: dict[str, object], field: str) -> None:
    source = reference()
    for name, value in facts.items():
        setattr(source, name, source.pk if value == -1 else value)
    with pytest.raises(ValidationError) as refused:
        source.full_clean()
    assert field in refused.value.message_dict
