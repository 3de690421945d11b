"""The feed."""

from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from articles.editions.publishing import withdraw
from articles.models import Article
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import LATER, NOW, REASON, article, publish, published, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


def test_feed_lists_the_newest_first(client: Client, at_now: time_machine.Traveller) -> None:
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
    client: Client, at_now: time_machine.Traveller
) -> None:
    made = article("walking", title="Old words")
    publish(made)
    Article.objects.update(title="New words")
    publish(made, LATER, what_changed="A <safer> start.")
    at_now.move_to(LATER)
    shown = client.get("/feed/").content.decode()
    assert shown.index("#edition-2") < shown.index("#edition-1")
    assert "Edition 2. What changed: A &amp;lt;safer&amp;gt; start." in shown
    assert "Old words" not in shown


def test_feed_does_not_tell_of_an_edition_before_its_time_or_after_it_was_taken_down(
    client: Client, at_now: time_machine.Traveller
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
