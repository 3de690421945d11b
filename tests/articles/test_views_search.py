"""The search page."""

import pytest
from django.test import Client

from articles.models import GlossaryTerm
from tests.articles.factories import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


def test_search_shows_results_and_what_was_asked(client: Client) -> None:
    published("walking")
    GlossaryTerm.objects.create(term="Walk", definition="x", synonyms="stroll")
    response = client.get("/search/", {"q": ' stroll <script>"'})
    assert response.context["query"] == 'stroll <script>"'
    assert b"<script>" not in response.content
    assert response.context["expanded"] == [("stroll", "Walk")]
    assert client.get("/search/").context["results"] == []


def test_search_result_holds_no_open_placeholder(client: Client) -> None:
    published("walking", body="<p>Try this. Call {emergency_number} in an emergency.</p>")
    shown = client.get("/search/?q=emergency").content.decode()
    assert "Call 911 in an <mark" in shown
    assert "{" not in shown


def test_search_says_what_it_looked_for_instead(client: Client) -> None:
    published("walking", body="<p>Try sciatica.</p>")
    shown = client.get("/search/?q=sciattica").content.decode()
    assert "We found nothing for “sciattica”, so we looked for “sciatica”." in shown
    assert "1 article found for “sciatica”." in shown


def test_search_says_when_only_some_words_were_found(client: Client) -> None:
    published("walking")
    shown = client.get("/search/?q=walking+xylophone").content.decode()
    assert "No article has all of these words. 1 article has some of them." in shown


def test_search_is_not_listed_by_search_engines(client: Client) -> None:
    response = client.get("/search/?q=walk")
    assert response["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in response.content


@pytest.mark.parametrize("query", ["%00", "%ff", "a" * 100_000, "NEAR(", "%22", "*"])
def test_search_takes_any_query(client: Client, query: str) -> None:
    published("walking")
    assert client.get(f"/search/?q={query}").status_code == 200
