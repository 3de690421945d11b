"""The page of an article."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from articles.editions.publishing import withdraw
from articles.models import Article, Edition
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import NOW, REASON, article, publish, published, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


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
    published(
        "walking",
        body="<p>Call {emergency_number}. {interest}</p>",
        summary="Or {emergency_number}.",
        key_points="Call {emergency_number}.\nb\nc",
    )
    Clinic.objects.update(emergency_number="112", interest_statement="We are <paid>.")
    shown = page(client, "walking")
    assert shown.count("112.") >= 3
    assert "We are &lt;paid&gt;." in shown
    assert "{emergency" not in shown


def test_article_fills_in_its_contents_list(client: Client) -> None:
    made = article("walking")
    made.sections.update(heading="When to call {emergency_number}")
    publish(made)
    shown = page(client, "walking")
    assert shown.count("When to call 911") >= 2
    assert "{emergency_number}" not in shown


def test_article_gives_every_date_in_the_clinics_zone(
    client: Client, at_now: time_machine.Traveller
) -> None:
    late = datetime(2026, 6, 11, 1, 30, tzinfo=UTC)
    made = article("walking")
    sign_off(made, now=late)
    publish(made, late)
    at_now.move_to(late)
    shown = page(client, "walking")
    assert "published June 10, 2026" in shown
    assert "Reviewed June 10, 2026" in shown


def test_article_says_that_it_awaits_sign_off(client: Client) -> None:
    made = article("walking")
    publish(made)
    assert client.get("/articles/walking/").context["awaits_sign_off"] is True
    sign_off(made)
    publish(made)
    response = client.get("/articles/walking/")
    assert response.context["awaits_sign_off"] is False
    assert "a therapist" in response.content.decode()


def test_article_outside_demo_mode_needs_sign_off(client: Client, settings: Settings) -> None:
    made = article("walking")
    publish(made)
    settings.DEMO = False
    assert client.get("/articles/walking/").status_code == 404
    sign_off(made)
    publish(made)
    assert client.get("/articles/walking/").status_code == 200


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


def test_article_that_is_overdue_stays_up_and_says_so(
    client: Client, at_now: time_machine.Traveller
) -> None:
    made = article("walking", review_months=1)
    sign_off(made)
    publish(made)
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
