"""The sitemap."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.articles.factories import article, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


def test_sitemap_lists_live_pages_only(client: Client) -> None:
    published("walking")
    article("draft")
    shown = client.get(reverse("sitemap")).content.decode()
    for address in ("/articles/walking/", "/topics/treatments/", "/topics/"):
        assert f"http://testserver{address}</loc>" in shown
    assert "<lastmod>2026-06-01</lastmod>" in shown
    assert "draft" not in shown
