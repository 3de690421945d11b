"""The lists of articles, search, feed and sitemap, and what holds for every page readers open."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import Traveller

from articles.editions.publishing import withdraw
from articles.models import Article, GlossaryTerm, Topic
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import LATER, REASON, article, publish, published, sign_off, topic
from tests.moments import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


def test_topics_shows_those_that_hold_something(client: Client) -> None:
    Topic.objects.create(slug="empty", title="Empty")
    published(topic=topic("one"))
    published(topic=topic("one"))
    shown = client.get("/topics/").context["topics"]
    assert [(each.slug, count) for each, count in shown] == [("one", 2)]


def test_topic_lists_live_editions_in_their_order(client: Client) -> None:
    published("second", order=2)
    published("first", order=1)
    article("draft")
    published("elsewhere", topic=topic("other"))
    shown = client.get("/topics/treatments/").context["editions"]
    assert [each.slug for each in shown] == ["first", "second"]
    assert client.get("/topics/none/").status_code == 404


def test_lists_fill_in_the_clinics_facts(client: Client) -> None:
    published("walking", summary="Call {emergency_number}.")
    for address in ("/", "/topics/treatments/", "/feed/", "/search/?q=walk"):
        shown = client.get(address).content
        assert b"{emergency_number}" not in shown
        assert b"Call 911." in shown


# Each with the most queries it may need.
PAGES = {
    "/articles/walking/": 4, "/topics/treatments/": 4, "/topics/": 4, "/search/?q=walk": 5,
    "/feed/": 3, "/sitemap.xml": 4,
}  # fmt: skip


def test_reading_changes_nothing_sets_no_cookie_and_refuses_post(client: Client) -> None:
    published("walking")

    def refuse_writes(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        assert sql.lstrip().upper().startswith(("SELECT", "WITH")), sql
        return execute(sql, params, many, context)

    for address in PAGES:
        with connection.execute_wrapper(refuse_writes):
            response = client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address
        assert client.head(address).status_code == 200, address
        if address not in ("/feed/", "/sitemap.xml"):
            assert client.post(address).status_code == 405, address


@pytest.mark.parametrize("count", [1, 12])
def test_reading_needs_few_queries_for_any_number_of_articles(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    made = article("walking")
    for _each in range(count):
        made.related.add(published().article)
    publish(made)
    for address, most in PAGES.items():
        with django_assert_max_num_queries(most, info=address):
            assert client.get(address).status_code == 200, address


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


def test_search_says_what_it_sought_instead_and_if_only_some_words_were_found(
    client: Client,
) -> None:
    published("walking", body="<p>Try sciatica.</p>")
    response = client.get("/search/?q=sciattica")
    assert "We found nothing for “sciattica”, so we looked for “sciatica”." in response.text
    assert "1 article found for “sciatica”." in response.text
    # Search engines do not list it.
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.text
    shown = client.get("/search/?q=walking+xylophone").text
    assert "No article has all of these words. 1 article has some of them." in shown


def test_search_takes_any_query(client: Client) -> None:
    published("walking")
    queries = ["%00", "%ff", "a" * 100_000, "NEAR(", "%22", "*"]
    answers = {query[:9]: client.get(f"/search/?q={query}").status_code for query in queries}
    assert set(answers.values()) == {200}, answers


def test_feed_lists_the_newest_first(client: Client, at_now: Traveller) -> None:
    published("older")
    published("newer", now=LATER)
    withdrawn = published("withdrawn")
    withdraw(withdrawn.pk, by=None, now=NOW, reason=REASON)
    at_now.move_to(LATER)
    response = client.get("/feed/")
    assert response["Content-Type"].startswith("application/atom+xml")
    shown = response.content.decode()
    assert shown.index("/articles/newer/") < shown.index("/articles/older/")
    assert "withdrawn" not in shown
    assert "#edition-1" in shown


def test_feed_gives_plain_texts_and_whole_addresses(client: Client, settings: Settings) -> None:
    published("walking", title="Less <b> & more", summary="Pain <script> & {emergency_number}.")
    feed = ElementTree.fromstring(client.get("/feed/").content)  # noqa: S314
    entry = feed.find("{*}entry")
    assert entry is not None
    assert entry.findtext("{*}title") == "Less <b> & more"
    assert entry.findtext("{*}summary") == (
        "<p>Edition 1. What changed: First.</p><p>Pain &lt;script&gt; &amp; 911.</p>"
    )
    assert entry.findtext("{*}id") == f"{settings.SITE_URL}/articles/walking/#edition-1"
    assert feed.findtext("{*}author/{*}name") == Clinic.current().name


def test_feed_has_an_entry_for_each_edition_with_what_it_changed(
    client: Client, at_now: Traveller
) -> None:
    made = published("walking", title="Old words").article
    Article.objects.update(title="New words")
    publish(made, LATER, what_changed="A <safer> start.")
    at_now.move_to(LATER)
    shown = client.get("/feed/").content.decode()
    assert shown.index("#edition-2") < shown.index("#edition-1")
    assert "Edition 2. What changed: A &amp;lt;safer&amp;gt; start." in shown
    assert "Old words" not in shown


def test_feed_does_not_tell_of_an_edition_before_its_time_or_after_it_was_taken_down(
    client: Client, at_now: Traveller
) -> None:
    made = article("walking")
    withdraw(publish(made, what_changed="A mistake.").pk, by=None, now=NOW, reason=REASON)
    assert "#edition" not in client.get("/feed/").content.decode()
    sign_off(made, now=LATER)
    publish(made, LATER, what_changed="Mended.")
    assert "#edition" not in client.get("/feed/").content.decode()
    at_now.move_to(LATER)
    shown = client.get("/feed/").content.decode()
    assert ("#edition-2" in shown, "A mistake." in shown) == (True, False)


def test_sitemap_lists_live_pages_only(client: Client) -> None:
    published("walking")
    article("draft")
    shown = client.get(reverse("sitemap")).content.decode()
    for address in ("/articles/walking/", "/topics/treatments/", "/topics/"):
        assert f"http://testserver{address}</loc>" in shown
    for address in ("/", "/warning-signs/", "/privacy/", "/accessibility/", "/editorial-policy/"):
        assert f"http://testserver{address}</loc>" in shown
    assert "<lastmod>2027-03-01</lastmod>" in shown
    assert "/book/" not in shown
    assert "draft" not in shown


def test_sitemap_dates_a_page_by_the_review_that_readers_see(client: Client) -> None:
    made = article("walking")
    sign_off(made, now=NOW - timedelta(days=9))
    publish(made, now=NOW - timedelta(days=7))
    shown = client.get(reverse("sitemap")).content.decode()
    assert "<loc>http://testserver/articles/walking/</loc><lastmod>2027-02-22</lastmod>" in shown


def test_sitemap_leaves_out_what_is_withdrawn_or_unsigned(
    client: Client, settings: Settings
) -> None:
    withdraw(published("withdrawn").pk, by=None, now=NOW, reason=REASON)
    published("unsigned")
    assert b"/articles/unsigned/" in client.get(reverse("sitemap")).content
    settings.DEMO = False
    shown = client.get(reverse("sitemap")).content.decode()
    assert "/articles/" not in shown
