"""What readers are told of the editions of an article."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from articles.editions.publishing import withdraw
from articles.models import Article
from tests.articles.factories import LATER, NOW, REASON, article, publish, published, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

ADDRESS = "/articles/walking/editions/"


def test_article_says_what_its_edition_changed_and_leads_to_all_of_them(client: Client) -> None:
    publish(article("walking"), what_changed="A <safer> start.")
    shown = client.get("/articles/walking/").content.decode()
    assert "<strong>What changed:</strong> A &lt;safer&gt; start." in shown
    assert f'href="{ADDRESS}"' in shown


def test_editions_are_listed_newest_first_with_date_role_and_change(
    client: Client, at_now: time_machine.Traveller
) -> None:
    made = article("walking", body="<p>Old words.</p>")
    publish(made, what_changed="First.")
    made.sections.update(body="<p>New words.</p>")
    sign_off(made, now=LATER)
    publish(made, LATER, what_changed="A <safer> start.")
    at_now.move_to(LATER)
    shown = client.get(ADDRESS).content.decode()
    newest, oldest = (
        shown.index("Edition 2, March 2, 2027"),
        shown.index("Edition 1, March 1, 2027"),
    )
    assert newest < shown.index("A &lt;safer&gt; start.") < oldest
    assert "Reviewed March 2, 2027 by a therapist." in shown
    assert "A sample. No clinician has checked it." in shown
    assert "words" not in shown


def test_editions_tell_only_when_one_was_taken_down(
    client: Client, at_now: time_machine.Traveller
) -> None:
    made = article("walking")
    first = publish(made, what_changed="A mistake.")
    withdraw(first.pk, by=None, now=NOW, reason="Inner reason.")
    sign_off(made, now=LATER)
    publish(made, LATER, what_changed="Mended.")
    at_now.move_to(LATER)
    shown = client.get(ADDRESS).content.decode()
    assert "Taken down on March 1, 2027." in shown
    assert "Mended." in shown
    assert "A mistake." not in shown
    assert "Inner reason." not in shown


def test_edition_is_not_listed_before_its_time(
    client: Client, at_now: time_machine.Traveller
) -> None:
    made = article("walking")
    publish(made)
    Article.objects.update(title="New words")
    publish(made, LATER, what_changed="Not yet.")
    at_now.move_to(LATER - timedelta(seconds=1))
    assert b"Not yet." not in client.get(ADDRESS).content
    at_now.move_to(LATER)
    assert b"Not yet." in client.get(ADDRESS).content


def test_edition_that_nobody_signed_off_is_not_listed_outside_demo_mode(
    client: Client, settings: Settings
) -> None:
    made = article("walking")
    publish(made, what_changed="Unsigned words.")
    assert b"Unsigned words." in client.get(ADDRESS).content
    settings.DEMO = False
    assert client.get(ADDRESS).status_code == 404
    sign_off(made)
    publish(made, what_changed="Signed.")
    shown = client.get(ADDRESS).content
    assert (b"Signed." in shown, b"Unsigned words." in shown) == (True, False)


def test_editions_follow_their_article(client: Client) -> None:
    made = article("old")
    publish(made)
    Article.objects.update(slug="walking")
    last = publish(made)
    moved = client.get("/articles/old/editions/")
    assert (moved.status_code, moved["Location"]) == (301, ADDRESS)
    withdraw(last.pk, by=None, now=NOW, reason=REASON)
    assert client.get(ADDRESS).status_code == 410
    assert client.get("/articles/none/editions/").status_code == 404


def test_editions_need_few_queries_for_any_number(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = published("walking").article
    for number in range(9):
        Article.objects.update(title=f"Walking {number}")
        publish(made)
    with django_assert_max_num_queries(3):
        assert client.get(ADDRESS).context["editions"][0].number == 10
