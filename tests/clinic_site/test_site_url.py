"""Every address that leaves the site begins with SITE_URL, whatever address a request came by."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import Settings

from articles.models import Edition
from tests.articles.factories import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

SITE = "http://127.0.0.1:8123"
ADDRESS = re.compile(r"https?://[^\s\"<]+")
NAMES_OF_FORMATS = ("http://www.w3.org/", "http://www.sitemaps.org/", "https://schema.org")


@pytest.fixture
def edition(settings: Settings) -> Edition:
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["localhost"]
    return published("walking")


@pytest.fixture
def visitor(edition: Edition) -> Client:
    """Somebody who came by another name for the same machine."""
    return Client(headers={"host": "localhost:8123"})


def strangers(text: str) -> list[str]:
    found = ADDRESS.findall(text)
    assert found
    return [each for each in found if not each.startswith((f"{SITE}/", *NAMES_OF_FORMATS))]


@pytest.mark.parametrize("path", ["/feed/", "/sitemap.xml", "/robots.txt"])
def test_addresses_for_machines_begin_with_the_sites_own(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert strangers(answer.text) == []


def test_feed_links_to_itself_and_to_its_articles(visitor: Client) -> None:
    feed = ElementTree.fromstring(visitor.get("/feed/").content)  # noqa: S314
    links = {link.get("rel"): link.get("href") for link in feed.findall("{*}link")}
    assert links == {"alternate": f"{SITE}/topics/", "self": f"{SITE}/feed/"}
    entry = feed.find("{*}entry/{*}link")
    assert entry is not None
    assert entry.get("href") == f"{SITE}/articles/walking/"


def test_page_names_itself_and_its_leaflet_by_the_sites_own_address(
    visitor: Client, edition: Edition
) -> None:
    shown = visitor.get("/articles/walking/").text
    block = re.search(r'<script type="application/ld\+json">(.+?)</script>', shown)
    assert block is not None
    facts = json.loads(block[1])
    assert facts["url"] == f"{SITE}/articles/walking/"
    assert facts["isPartOf"]["url"] == f"{SITE}/topics/treatments/"
    assert facts["publisher"]["url"] == f"{SITE}/"
    assert f"<strong>127.0.0.1:8123/e/{edition.article_id}-1</strong>" in shown
