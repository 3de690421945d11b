"""The lists of articles."""

import pytest
from django.test import Client

from articles.models import Topic
from tests.articles.factories import article, published, topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


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
