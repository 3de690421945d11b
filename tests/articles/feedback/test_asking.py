"""Asking readers whether a page was useful: the links, the form, and what becomes of an answer."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from articles.models import Article, Edition, Feedback
from tests.articles.editors import EVERYTHING, signed_in
from tests.articles.factories import LATER, NOW, article, publish, published
from tests.articles.feedback.reader import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def walking() -> Edition:
    return published("walking")


@pytest.fixture
def reader(walking: Edition) -> Reader:
    """A reader of the page on walking."""
    return Reader()


@pytest.mark.usefixtures("walking")
def test_article_ends_with_two_plain_links(client: Client) -> None:
    text = client.get("/articles/walking/").text
    assert "Was this page useful?" in text
    for answer in ("yes", "no"):
        assert f'href="/useful/walking/?answer={answer}&amp;edition=1"' in text
    assert text.index("Was this page useful?") < text.index('class="footer"')


def test_link_fills_in_the_answer_and_counts_nothing(reader: Reader) -> None:
    for answer in ("yes", "no"):
        text = reader.get(f"/useful/walking/?answer={answer}&edition=1").text
        assert f'value="{answer}"' in text.split("checked")[0].rpartition("<input")[2]
    assert "checked" not in reader.get("/useful/walking/?answer=perhaps").text
    assert Feedback.objects.count() == 0


def test_answer_is_kept_with_its_edition_and_day_and_thanked(
    walking: Edition, reader: Reader
) -> None:
    # At once: people may be quick.
    sent = reader.send(reader.open(), "no", "How far should I walk?")
    assert (sent.status_code, sent["Location"]) == (302, "/useful/walking/thanks/")
    kept = Feedback.objects.get()
    assert (kept.edition, kept.useful, kept.reason) == (walking, False, "How far should I walk?")
    assert kept.day == NOW.date()
    # The row does not say at what time of day.
    names = {column.name for column in Feedback._meta.get_fields()}
    assert names == {"id", "edition", "useful", "reason", "day", "form"}
    thanks = reader.get(sent["Location"]).text
    for address in (reverse("warning_signs"), reverse("intake:start"), "/articles/walking/"):
        assert f'href="{address}"' in thanks


def test_form_counts_once_for_each_person_and_may_stay_open_for_a_day(reader: Reader) -> None:
    slip, other = reader.open(), Reader()
    assert [reader.send(slip).status_code for _each in range(2)] == [302, 302]
    assert Feedback.objects.count() == 1
    slip = other.open()
    with time_machine.travel(NOW + DAY, tick=False):
        assert other.send(slip).status_code == 302
    assert Feedback.objects.count() == 2


def test_answer_belongs_to_the_edition_that_was_read() -> None:
    made = article("walking")
    first, second = publish(made), None
    reader = Reader()
    slip = reader.open()
    with time_machine.travel(LATER, tick=False):
        Article.objects.update(summary="Other words.")
        second = publish(made, now=LATER)
        reader.send(reader.open(query="?answer=no&edition=1"), "no")
        reader.send(reader.open(query="?answer=yes&edition=2"))
    with time_machine.travel(NOW + MINUTE, tick=False):
        reader.send(slip)
    given = Feedback.objects.order_by("pk").values_list("edition", flat=True)
    assert list(given) == [first.pk, second.pk, first.pk]


def test_edition_that_never_was_counts_for_the_live_one(walking: Edition, reader: Reader) -> None:
    numbers = ["", "0", "7", "-1", "x", "9" * 40, "１", "²", "%00"]
    for number in numbers:
        reader.send(reader.open(query=f"?answer=yes&edition={number}"))
    given = Feedback.objects.values_list("edition", flat=True)
    assert list(given) == [walking.pk] * len(numbers)


def test_old_address_leads_to_the_form_of_the_new_one() -> None:
    made = published("walking").article
    slip = Reader().open()
    Article.objects.update(slug="walking-well")
    with time_machine.travel(LATER, tick=False):
        publish(made, now=LATER)
        moved = Reader().get("/useful/walking/?answer=no&edition=1")
        assert (moved.status_code, moved["Location"]) == (
            302,
            "/useful/walking-well/?answer=no&edition=1",
        )
    # Somebody had the form open meanwhile: nothing of theirs is lost.
    with time_machine.travel(LATER, tick=False):
        assert Reader().send(slip)["Location"] == "/useful/walking-well/thanks/"


def test_page_that_readers_cannot_open_is_not_asked_about(settings: Settings) -> None:
    published("unsigned")
    article("draft")
    settings.DEMO = False
    for slug in ("unsigned", "draft", "nothing"):
        assert Reader().get(f"/useful/{slug}/").status_code == 404
        assert Reader().get(f"/useful/{slug}/thanks/").status_code == 404
        assert Reader().send("", slug=slug).status_code == 404


def test_preview_and_old_edition_of_the_staff_do_not_ask(client: Client) -> None:
    edition = published("walking")
    signed_in(client, *EVERYTHING)
    for address in (
        reverse("admin:articles_preview", args=[edition.article_id]),
        reverse("admin:articles_edition_page", args=[edition.pk]),
    ):
        text = client.get(address).text
        assert "Walking may help" in text
        assert "Was this page useful?" not in text
