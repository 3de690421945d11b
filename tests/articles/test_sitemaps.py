"""The sitemap."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from articles.editions.publishing import withdraw
from tests.articles.factories import NOW, REASON, article, publish, published, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


def test_sitemap_lists_live_pages_only(client: Client) -> None:
    published("walking")
    article("draft")
    shown = client.get(reverse("sitemap")).content.decode()
    for address in ("/articles/walking/", "/topics/treatments/", "/topics/"):
        assert f"http://testserver{address}</loc>" in shown
    for address in ("/", "/warning-signs/", "/privacy/", "/accessibility/", "/editorial-policy/"):
        assert f"http://testserver{address}</loc>" in shown
    assert "<lastmod>2027-03-01</lastmod>" in shown
    assert "/book/" not in shown
    assert "draft" not in shown


def test_sitemap_dates_a_page_by_the_review_that_readers_see(client: Client) -> None:
    made = article("walking")
    sign_off(made, now=NOW - timedelta(days=9))
    publish(made, now=NOW - timedelta(days=7))
    shown = client.get(reverse("sitemap")).content.decode()
    assert "<loc>http://testserver/articles/walking/</loc><lastmod>2027-02-22</lastmod>" in shown


def test_sitemap_leaves_out_what_is_withdrawn_or_not_signed_off(
    client: Client, settings: Settings
) -> None:
    withdraw(published("withdrawn").pk, by=None, now=NOW, reason=REASON)
    published("unsigned")
    assert b"/articles/unsigned/" in client.get(reverse("sitemap")).content
    settings.DEMO = False
    shown = client.get(reverse("sitemap")).content.decode()
    assert "/articles/" not in shown
