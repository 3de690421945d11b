"""The page of an article: what it shows, where it moves, and when it is gone."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import Traveller

from articles.draft import SourceStatus
from articles.editions.publishing import withdraw
from articles.models import Article, Edition, Reference
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import (
    LATER,
    NOW,
    REASON,
    article,
    publish,
    published,
    reference,
    sign_off,
    signed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic"), pytest.mark.quick]


def page(client: Client, slug: str) -> str:
    response = client.get(f"/articles/{slug}/")
    assert response.status_code == 200
    return response.content.decode()


def test_article_shows_the_edition_and_not_the_draft(client: Client) -> None:
    edition = published("walking", body="<p>Try a walk.</p>")
    edition.article.sections.update(body="<p>Secret draft.</p>")
    Article.objects.update(title="Secret draft", summary="Secret draft")
    shown = page(client, "walking")
    assert "Try a walk." in shown
    assert "Secret draft" not in shown


def test_article_that_was_never_published_is_not_found(client: Client) -> None:
    article("draft")
    assert client.get("/articles/draft/").status_code == 404
    assert client.get("/articles/none/").status_code == 404


def test_article_fills_in_the_clinics_facts_of_today(client: Client) -> None:
    made = article(
        "walking",
        body="<p>Call {emergency_number}. {interest}</p>",
        summary="Or {emergency_number}.",
        key_points="Call {emergency_number}.\nb\nc",
    )
    made.sections.update(heading="When to call {emergency_number}")
    publish(made)
    Clinic.objects.update(emergency_number="112", interest_statement="We are <paid>.")
    shown = page(client, "walking")
    assert shown.count("112.") >= 3
    # The heading itself and the contents list.
    assert shown.count("When to call 112") >= 2
    assert "We are &lt;paid&gt;." in shown
    assert "{emergency" not in shown


def test_article_gives_every_date_in_the_clinics_zone(client: Client, at_now: Traveller) -> None:
    late = datetime(2026, 6, 11, 1, 30, tzinfo=UTC)
    made = article("walking")
    sign_off(made, now=late)
    publish(made, late)
    at_now.move_to(late)
    shown = page(client, "walking")
    assert "published June 10, 2026" in shown
    assert "Reviewed June 10, 2026" in shown


def test_article_says_that_it_awaits_sign_off_and_outside_demo_mode_needs_it(
    client: Client, settings: Settings
) -> None:
    made = published("walking").article
    assert client.get("/articles/walking/").context["awaits_sign_off"] is True
    settings.DEMO = False
    assert client.get("/articles/walking/").status_code == 404
    sign_off(made)
    publish(made)
    response = client.get("/articles/walking/")
    assert response.context["awaits_sign_off"] is False
    assert "a therapist" in response.content.decode()


def test_article_outside_demo_mode_is_not_named_unless_it_was_signed_off(
    client: Client, settings: Settings
) -> None:
    unsigned = published("unsigned", title="Unsigned words")
    made = article("signed")
    sign_off(made)
    for edition in (unsigned, publish(made)):
        withdraw(edition.pk, by=None, now=NOW, reason=REASON)
    settings.DEMO = False
    assert client.get("/articles/signed/").status_code == 410
    response = client.get("/articles/unsigned/")
    assert response.status_code == 404
    assert b"Unsigned words" not in response.content


def test_article_that_is_overdue_stays_up_and_says_so(client: Client, at_now: Traveller) -> None:
    signed("walking", review_months=1)
    assert client.get("/articles/walking/").context["overdue"] is False
    at_now.move_to(NOW.replace(month=4, day=3))
    assert client.get("/articles/walking/").context["overdue"] is True


def test_article_lists_only_related_articles_that_are_live(client: Client) -> None:
    made = article("walking")
    made.related.add(published("live").article, article("draft"))
    publish(made)
    related = client.get("/articles/walking/").context["related"]
    assert [each.slug for each in related] == ["live"]


@pytest.mark.parametrize("slug", ["a" * 1_900, "..%2f..%2fetc", "%00", "%ff", "walking%20"])
def test_article_at_a_bad_address_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/articles/{slug}/").status_code == 404


def test_edition_and_topic_know_their_addresses() -> None:
    edition = published("walking")
    assert edition.get_absolute_url() == "/articles/walking/"
    assert edition.topic.get_absolute_url() == "/topics/treatments/"
    assert str(edition) == "Walking (1)"
    assert Edition.objects.get().is_open


def test_article_withdrawn_is_gone_and_points_onward_if_there_is_something(client: Client) -> None:
    onward = published("onward")
    edition, other = published("walking"), published("other")
    withdraw(edition.pk, by=None, now=NOW, reason="Inner reason.", onward_id=onward.article_id)
    withdraw(other.pk, by=None, now=NOW, reason=REASON)
    response = client.get("/articles/walking/")
    assert response.status_code == 410
    assert b"/articles/onward/" in response.content
    assert b"Inner reason" not in response.content
    assert b"Walking is safe" not in response.content
    response = client.get("/articles/other/")
    assert (response.status_code, response.context["related"]) == (410, [])


def test_old_address_leads_to_the_new_one_until_that_is_gone(client: Client) -> None:
    """A browser keeps a 301 or 410 forever unless told otherwise, and either may come back."""
    made = published("old").article
    for slug in ("middle", "new"):
        Article.objects.update(slug=slug)
        edition = publish(made)
    for slug in ("old", "middle"):
        moved = client.get(f"/articles/{slug}/")
        assert (moved.status_code, moved["Location"]) == (301, "/articles/new/")
        assert moved["Cache-Control"] == "no-cache"
    withdraw(edition.pk, by=None, now=NOW, reason=REASON)
    for slug in ("old", "middle", "new"):
        gone = client.get(f"/articles/{slug}/")
        assert (gone.status_code, gone["Cache-Control"]) == (410, "no-cache")


def test_address_of_a_draft_does_not_redirect_before_publication(client: Client) -> None:
    publish(article("old"))
    Article.objects.update(slug="new")
    assert client.get("/articles/old/").status_code == 200
    assert client.get("/articles/new/").status_code == 404


def test_old_address_taken_over_shows_its_new_owner(client: Client, at_now: Traveller) -> None:
    made = published("walking").article
    Article.objects.update(slug="moved")
    publish(made)
    publish(article("walking", title="Second owner"), LATER)
    at_now.move_to(LATER)
    assert "Second owner" in client.get("/articles/walking/").content.decode()


SAID = "A source of this page has been withdrawn since we published it."
AT_THE_SOURCE = '<li id="ref-R1"><strong>Withdrawn since we published this page:</strong> Study R1.'


def stands(key: str, status: SourceStatus) -> None:
    Reference.objects.filter(key=key).update(status=status)


def test_page_names_a_source_withdrawn_since_and_not_a_superseded_one(client: Client) -> None:
    published("walking")
    assert "withdrawn" not in page(client, "walking").lower()
    stands("R1", SourceStatus.SUPERSEDED)
    assert "withdrawn" not in page(client, "walking").lower()
    stands("R1", SourceStatus.RETRACTED)
    shown = page(client, "walking")
    assert SAID in shown
    assert '<a href="#ref-R1">source 1</a>.' in shown
    assert AT_THE_SOURCE in shown


def test_page_tells_of_several_sources_at_once(client: Client) -> None:
    made = article("walking")
    claim = made.sections.get().claims.get()
    claim.references.set([reference("R1"), reference("R2"), reference("R3")])
    publish(made)
    stands("R1", SourceStatus.RETRACTED)
    stands("R3", SourceStatus.RETRACTED)
    shown = page(client, "walking")
    assert "2 sources of this page have been withdrawn" in shown
    assert '<a href="#ref-R1">source 1</a>, <a href="#ref-R3">source 3</a>.' in shown
    assert '<li id="ref-R2">Study R2.' in shown


def test_page_says_nothing_of_what_it_tells_as_history(client: Client) -> None:
    made = article("walking", body="<p>One study was retracted [R24].</p>")
    made.sources.add(reference("R24"))
    publish(made)
    stands("R24", SourceStatus.RETRACTED)
    shown = page(client, "walking")
    assert SAID not in shown
    assert '<li id="ref-R24">Study R24.' in shown


def test_page_needs_one_query_more_until_it_is_published_without_the_source(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = article("walking")
    made.related.add(published().article)
    publish(made)
    stands("R1", SourceStatus.RETRACTED)
    with django_assert_max_num_queries(4):
        assert SAID in page(client, "walking")
    made.sections.get().claims.get().references.set([reference("R2")])
    publish(made)
    assert SAID not in page(client, "walking")


def test_printed_copy_is_told_of_the_withdrawn_source(client: Client) -> None:
    edition = published("walking")
    address = f"/e/{edition.article_id}-{edition.number}/"
    assert SAID not in client.get(address).text
    stands("R1", SourceStatus.RETRACTED)
    shown = client.get(address).text
    assert SAID in shown
    assert '<a href="/articles/walking/#ref-R1">source 1</a>' in shown
