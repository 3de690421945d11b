"""The feed."""

from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from articles import editions
from clinic_site.clinic.models import Clinic
from tests.articles.factories import LATER, NOW, REASON, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


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
