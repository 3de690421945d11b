"""Editions: numbered, final, and live only when their time has come and a clinician has spoken."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries, Settings

from articles import exceptions
from articles.editions.proposals import proposals
from articles.exceptions import PublishingError
from articles.models import Article, Edition, EditionIsFinal
from tests.articles.factories import (
    LATER,
    NOW,
    article,
    publish,
    published,
    reference,
    sign_off,
)
from tests.articles.workflow import edit, live_slugs

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]


def test_edition_number_is_unique_in_the_database() -> None:
    edition = published()
    edition.pk, edition._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()


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
        proposals(pks, NOW)


def test_refusals_are_one_family() -> None:
    found = [each for each in vars(exceptions).values() if isinstance(each, type)]
    refusals = [each for each in found if each.__module__ == exceptions.__name__]
    assert len(refusals) >= 10
    assert all(issubclass(each, PublishingError) for each in refusals)


def test_latest_is_by_time() -> None:
    edition = published()
    assert Edition.objects.latest() == edition
    assert edition.published_at + timedelta(days=1) == LATER
