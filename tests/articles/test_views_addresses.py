"""Addresses that moved, and pages that were taken down."""

import pytest
import time_machine
from django.test import Client

from articles.editions.publishing import withdraw
from articles.models import Article
from tests.articles.factories import LATER, NOW, REASON, article, publish, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


def test_article_withdrawn_is_gone_and_points_onward(client: Client) -> None:
    onward = published("onward")
    edition = published("walking")
    withdraw(edition.pk, by=None, now=NOW, reason="Inner reason.", onward_id=onward.article_id)
    response = client.get("/articles/walking/")
    assert response.status_code == 410
    assert b"/articles/onward/" in response.content
    assert b"Inner reason" not in response.content
    assert b"Walking is safe" not in response.content


def test_article_withdrawn_without_onward_is_gone(client: Client) -> None:
    withdraw(published("walking").pk, by=None, now=NOW, reason=REASON)
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
    assert "Second owner" in client.get("/articles/walking/").content.decode()


def test_old_address_of_a_withdrawn_article_is_gone(client: Client) -> None:
    made = article("old")
    publish(made)
    Article.objects.update(slug="new")
    withdraw(publish(made).pk, by=None, now=NOW, reason=REASON)
    assert client.get("/articles/old/").status_code == 410


def test_no_browser_keeps_for_good_that_a_page_is_gone_or_has_moved(client: Client) -> None:
    """A browser keeps a 301 or 410 forever unless told otherwise, and either may come back."""
    made = article("first")
    publish(made)
    Article.objects.update(slug="second")
    edition = publish(Article.objects.get(), LATER)
    with time_machine.travel(LATER, tick=False):
        moved = client.get("/articles/first/")
        assert (moved.status_code, moved["Cache-Control"]) == (301, "no-cache")
        withdraw(edition.pk, by=None, now=LATER, reason="A test.")
        gone = client.get("/articles/second/")
        assert (gone.status_code, gone["Cache-Control"]) == (410, "no-cache")
