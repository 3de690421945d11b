"""The reader's pages."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from articles import editions
from articles.models import Article, Edition, GlossaryTerm, Topic
from clinic_site.clinic.models import Clinic
from tests.articles.factories import (
    LATER,
    NOW,
    REASON,
    article,
    publish,
    published,
    sign_off,
    topic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

PAGES = ["/topics/", "/topics/treatments/", "/articles/walking/", "/search/?q=walk", "/feed/"]


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
    assert "{" not in shown


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
        editions.withdraw(edition.pk, by=None, now=NOW, reason=REASON)
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
    at_now.move_to(NOW.replace(month=7, day=3))
    assert client.get("/articles/walking/").context["overdue"] is True


def test_article_withdrawn_is_gone_and_points_onward(client: Client) -> None:
    onward = published("onward")
    edition = published("walking")
    editions.withdraw(
        edition.pk, by=None, now=NOW, reason="Inner reason.", onward_id=onward.article_id
    )
    response = client.get("/articles/walking/")
    assert response.status_code == 410
    assert b"/articles/onward/" in response.content
    assert b"Inner reason" not in response.content
    assert b"Walking is safe" not in response.content


def test_article_withdrawn_without_onward_is_gone(client: Client) -> None:
    editions.withdraw(published("walking").pk, by=None, now=NOW, reason=REASON)
    response = client.get("/articles/walking/")
    assert (response.status_code, response.context["related"]) == (410, [])


def test_old_address_leads_to_the_new_one(client: Client) -> None:
    made = article("old")
    publish(made)
    for slug in ("middle", "new"):
        Article.objects.update(slug=slug)
        publish(made)
    for slug in ("old", "middle"):
        response = client.get(f"/articles/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/articles/new/")


def test_address_of_a_draft_does_not_redirect_before_publication(client: Client) -> None:
    publish(article("old"))
    Article.objects.update(slug="new")
    assert client.get("/articles/old/").status_code == 200
    assert client.get("/articles/new/").status_code == 404


def test_old_address_taken_over_shows_its_new_owner(
    client: Client, at_now: time_machine.Traveller
) -> None:
    made = article("walking")
    publish(made)
    Article.objects.update(slug="moved")
    publish(made)
    publish(article("walking", title="Second owner"), LATER)
    at_now.move_to(LATER)
    assert "Second owner" in page(client, "walking")


def test_old_address_of_a_withdrawn_article_is_gone(client: Client) -> None:
    made = article("old")
    publish(made)
    Article.objects.update(slug="new")
    editions.withdraw(publish(made).pk, by=None, now=NOW, reason=REASON)
    assert client.get("/articles/old/").status_code == 410


def test_article_lists_only_related_articles_that_are_live(client: Client) -> None:
    made = article("walking")
    made.related.add(published("live").article, article("draft"))
    publish(made)
    related = client.get("/articles/walking/").context["related"]
    assert [each.slug for each in related] == ["live"]


def test_topics_shows_those_that_hold_something(client: Client) -> None:
    Topic.objects.create(slug="empty", title="Empty")
    published(topic=topic("one"))
    published(topic=topic("one"))
    shown = client.get("/topics/").context["topics"]
    assert [(each.slug, each.count) for each in shown] == [("one", 2)]


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


@pytest.mark.parametrize("slug", ["a" * 9000, "..%2f..%2fetc", "%00", "%ff", "walking%20"])
def test_article_at_a_bad_address_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/articles/{slug}/").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_reading_gives_no_cookie_and_refuses_post(client: Client, address: str) -> None:
    published("walking")
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.head(address).status_code == 200
    if address != "/feed/":
        assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/articles/walking/", 3),
        ("/topics/treatments/", 4),
        ("/topics/", 4),
        ("/search/?q=walk", 5),
        ("/feed/", 3),
        ("/sitemap.xml", 4),
    ],
)
@pytest.mark.parametrize("count", [1, 12])
def test_reading_needs_few_queries_for_any_number_of_articles(
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
    most: int,
    count: int,
) -> None:
    made = article("walking")
    for _each in range(count):
        made.related.add(published().article)
    publish(made)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_reading_changes_nothing(client: Client, address: str) -> None:
    published("walking")
    with connection.execute_wrapper(_refuse_writes):
        client.get(address)


def _refuse_writes(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    assert sql.lstrip().upper().startswith(("SELECT", "WITH")), sql
    return execute(sql, params, many, context)


def test_feed_lists_the_newest_first(client: Client, at_now: time_machine.Traveller) -> None:
    published("older")
    published("newer", now=LATER)
    withdrawn = published("withdrawn")
    editions.withdraw(withdrawn.pk, by=None, now=NOW, reason=REASON)
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
    assert entry.findtext("{*}summary") == "Pain &lt;script&gt; &amp; 911."
    assert entry.findtext("{*}id") == f"{settings.SITE_URL}/articles/walking/#edition-1"
    assert feed.findtext("{*}author/{*}name") == Clinic.current().name


def test_sitemap_lists_live_pages_only(client: Client) -> None:
    published("walking")
    article("draft")
    shown = client.get(reverse("sitemap")).content.decode()
    for address in ("/articles/walking/", "/topics/treatments/", "/topics/"):
        assert f"http://testserver{address}</loc>" in shown
    assert "<lastmod>2026-06-01</lastmod>" in shown
    assert "draft" not in shown


def test_edition_and_topic_know_their_addresses() -> None:
    edition = published("walking")
    assert edition.get_absolute_url() == "/articles/walking/"
    assert edition.topic.get_absolute_url() == "/topics/treatments/"
    assert str(edition) == "Walking (1)"
    assert Edition.objects.get().is_open
