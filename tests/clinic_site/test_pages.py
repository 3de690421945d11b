"""The pages of the whole site: they lead somewhere, say what is so, and name it by SITE_URL."""

import json
import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from articles.models import Article, Edition
from articles.review_dates import InDate, count_in_date
from clinic_site.foundation.clinic.facts import fill
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT
from intake.privacy.deletion import WITHOUT_A_VISIT, kept_for
from intake.transitions.statuses import Status
from tests.articles.factories import LATER, NOW, article, publish, published, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(sample_clinic: Clinic) -> None:
    call_command("load_starter", publish=True, verbosity=0)


def test_warning_signs_stand_by_themselves_before_anything_is_published(
    client: Client, clinic: Clinic
) -> None:
    text = unescape(client.get("/warning-signs/").text)
    for card in (CURRENT.emergency, CURRENT.urgent, CURRENT.self_care):
        assert fill(card.heading, clinic) in text
        assert all(fill(sign.text, clinic) in text for sign in card.signs)
    assert text.index("card--emergency") < text.index("card--urgent")
    assert "{" not in text
    assert "/articles/when-to-get-help/" not in text


def test_warning_signs_lead_on_to_the_article_once_it_is_live(
    client: Client, starter: None, settings: Settings
) -> None:
    assert "/articles/when-to-get-help/" in client.get("/warning-signs/").text
    settings.DEMO = False
    assert "/articles/when-to-get-help/" not in client.get("/warning-signs/").text


@pytest.mark.parametrize("demo", [True, False], ids=["samples shown", "nothing signed off"])
def test_every_link_of_the_first_page_leads_somewhere(
    client: Client, starter: None, settings: Settings, demo: bool
) -> None:
    settings.DEMO = demo
    page = client.get("/").text
    links = {part.split('"')[0] for part in page.split('href="')[1:]}
    inner = {link for link in links if link.startswith("/") and not link.startswith("/static/")}
    assert "/warning-signs/" in inner
    assert {link: client.get(link).status_code for link in inner} == dict.fromkeys(inner, 200)


def test_text_that_names_no_fact_keeps_its_braces(clinic: Clinic) -> None:
    assert fill("Call {emergency_number} {unknown}", clinic) == "Call 911 {unknown}"


def said(client: Client) -> str:
    return " ".join(client.get(reverse("privacy")).content.decode().split())


@pytest.mark.parametrize("days", [1, 45, 365])
def test_days_after_a_visit_are_the_clinics_on_the_page_and_in_the_purge(
    client: Client, clinic: Clinic, days: int
) -> None:
    clinic.kept_days_after_visit = days
    clinic.save()
    assert f"<td>{days} day{'' if days == 1 else 's'} after it</td>" in said(client)
    assert kept_for(Clinic.current())[Status.ATTENDED].days == days


def test_days_without_a_visit_are_those_of_the_purge(client: Client, clinic: Clinic) -> None:
    assert f"{WITHOUT_A_VISIT.days} days after it ended" in said(client)


def test_page_says_what_is_counted_and_how_to_fetch_and_delete(
    client: Client, clinic: Clinic
) -> None:
    text = said(client)
    for phrase in (
        "we count them by internet address, and by the phone number or e-mail address",
        "Download what we hold",
        "Have it deleted at once",
        "notes are not in the download",
    ):
        assert phrase in text


# --- Addresses that leave the site ----------------------------------------------------------------

SITE = "http://127.0.0.1:8123"
ADDRESS = re.compile(r"https?://[^\s\"<]+")
NAMES_OF_FORMATS = ("http://www.w3.org/", "http://www.sitemaps.org/", "https://schema.org")


@pytest.fixture
def edition(clinic: Clinic, settings: Settings, at_now: object) -> Edition:
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["localhost"]
    return published("walking")


@pytest.fixture
def other_name(edition: Edition) -> Client:
    """Somebody who came by another name for the same machine."""
    return Client(headers={"host": "localhost:8123"})


def strangers(text: str) -> list[str]:
    found = ADDRESS.findall(text)
    assert found
    return [each for each in found if not each.startswith((f"{SITE}/", *NAMES_OF_FORMATS))]


@pytest.mark.parametrize("path", ["/feed/", "/sitemap.xml", "/robots.txt"])
def test_addresses_for_machines_begin_with_the_sites_own(other_name: Client, path: str) -> None:
    answer = other_name.get(path)
    assert answer.status_code == 200
    assert strangers(answer.text) == []


def test_feed_links_to_itself_and_to_its_articles(other_name: Client) -> None:
    feed = ElementTree.fromstring(other_name.get("/feed/").content)  # noqa: S314
    links = {link.get("rel"): link.get("href") for link in feed.findall("{*}link")}
    assert links == {"alternate": f"{SITE}/topics/", "self": f"{SITE}/feed/"}
    entry = feed.find("{*}entry/{*}link")
    assert entry is not None
    assert entry.get("href") == f"{SITE}/articles/walking/"


def test_page_names_itself_and_its_leaflet_by_the_sites_own_address(
    other_name: Client, edition: Edition
) -> None:
    shown = other_name.get("/articles/walking/").text
    block = re.search(r'<script type="application/ld\+json">(.+?)</script>', shown)
    assert block is not None
    facts = json.loads(block[1])
    assert facts["url"] == f"{SITE}/articles/walking/"
    assert facts["isPartOf"]["url"] == f"{SITE}/topics/treatments/"
    assert facts["publisher"]["url"] == f"{SITE}/"
    assert f"<strong>127.0.0.1:8123/e/{edition.article_id}-1</strong>" in shown


# --- "N of M pages in date": what is counted, and honest words for every count --------------------

PLACES = ("/", "/editorial-policy/")
DAY = timedelta(days=1)


def assert_says(client: Client, words: str) -> None:
    for address in PLACES:
        assert words in " ".join(client.get(address).text.split()), address


@pytest.mark.usefixtures("clinic")
def test_line_is_left_out_while_there_is_no_page(client: Client) -> None:
    article("draft")
    for address in PLACES:
        assert "in date" not in client.get(address).text


@pytest.mark.usefixtures("clinic")
def test_demo_says_that_none_is_signed_off(client: Client) -> None:
    published("walking", now=NOW)
    published("sitting", now=NOW)
    with time_machine.travel(LATER, tick=False):
        assert_says(client, "0 of 2 pages are in date: none has been signed off yet.")


@pytest.mark.usefixtures("clinic")
def test_outside_demo_unsigned_pages_are_no_pages(client: Client, settings: Settings) -> None:
    published("walking")
    signed("sitting")
    settings.DEMO = False
    with time_machine.travel(LATER, tick=False):
        assert_says(client, "1 of 1 page is in date: signed off by a clinician")
        assert "not been signed off" not in client.get("/").text


@pytest.mark.usefixtures("clinic")
def test_every_page_is_counted_once_and_in_its_place(client: Client) -> None:
    signed("new", review_months=12)
    signed("old", review_months=1)
    published("unsigned")
    article("draft")
    publish(article("tomorrow"), now=NOW + 300 * DAY)
    with time_machine.travel(NOW + 60 * DAY, tick=False):
        assert_says(client, "1 of 3 pages are in date: signed off by a clinician")
        assert_says(client, "1 page is past that day. 1 page has not been signed off yet.")


@pytest.mark.usefixtures("clinic")
def test_newer_edition_without_a_sign_off_takes_its_page_out_of_date(client: Client) -> None:
    made = signed("walking").article
    Article.objects.update(summary="Other words.")
    publish(made, now=LATER)
    with time_machine.travel(LATER, tick=False):
        assert_says(client, "0 of 1 page is in date: it has not been signed off yet.")


@pytest.mark.usefixtures("clinic")
def test_page_is_in_date_on_its_last_day_and_not_after() -> None:
    due = signed("walking").review_due
    assert due is not None
    later = NOW + 500 * DAY
    assert count_in_date(later, due) == InDate(1, 0, 0)
    assert count_in_date(later, due + DAY) == InDate(0, 0, 1)
