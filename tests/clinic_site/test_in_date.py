"""The public line "N of M pages in date": what is counted, and honest words for every count."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from articles.models import Article
from articles.review_dates import InDate, count_in_date
from tests.articles.factories import LATER, NOW, article, publish, published, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

PLACES = ("/", "/editorial-policy/")
DAY = timedelta(days=1)


def assert_says(client: Client, words: str) -> None:
    for address in PLACES:
        assert words in " ".join(client.get(address).text.split()), address


def test_line_is_left_out_while_there_is_no_page(client: Client) -> None:
    article("draft")
    for address in PLACES:
        assert "in date" not in client.get(address).text


def test_demo_says_that_none_is_signed_off(client: Client) -> None:
    published("walking", now=NOW)
    published("sitting", now=NOW)
    with time_machine.travel(LATER, tick=False):
        assert_says(client, "0 of 2 pages are in date: none has been signed off yet.")


def test_outside_demo_unsigned_pages_are_no_pages(client: Client, settings: Settings) -> None:
    published("walking")
    signed("sitting")
    settings.DEMO = False
    with time_machine.travel(LATER, tick=False):
        assert_says(client, "1 of 1 page is in date: signed off by a clinician")
        assert "not been signed off" not in client.get("/").text


def test_every_page_is_counted_once_and_in_its_place(client: Client) -> None:
    signed("new", review_months=12)
    signed("old", review_months=1)
    published("unsigned")
    article("draft")
    publish(article("tomorrow"), now=NOW + 300 * DAY)
    with time_machine.travel(NOW + 60 * DAY, tick=False):
        assert_says(client, "1 of 3 pages are in date: signed off by a clinician")
        assert_says(client, "1 page is past that day. 1 page has not been signed off yet.")


def test_newer_edition_without_a_sign_off_takes_its_page_out_of_date(client: Client) -> None:
    made = signed("walking").article
    Article.objects.update(summary="Other words.")
    publish(made, now=LATER)
    with time_machine.travel(LATER, tick=False):
        assert_says(client, "0 of 1 page is in date: it has not been signed off yet.")


def test_page_is_in_date_on_its_last_day_and_not_after() -> None:
    due = signed("walking").review_due
    assert due is not None
    later = NOW + 500 * DAY
    assert count_in_date(later, due) == InDate(1, 0, 0)
    assert count_in_date(later, due + DAY) == InDate(0, 0, 1)
