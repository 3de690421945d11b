"""The lists of the editors' desk: what readers see, the stage, and who must act."""

from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from articles.admin.article import ArticleAdmin
from articles.editions.proposals import proposals
from articles.editions.publishing import withdraw
from articles.models import Article
from articles.stages import Stage
from tests.articles.editors import EVERYTHING, list_page, signed_in
from tests.articles.factories import REASON, article, publish, published, sign_off, signed, staff
from tests.articles.workflow import edit, submit
from tests.moments import NOW


def listed(client: Client, **query: str) -> list[str]:
    rows = client.get(list_page("article"), query).context["cl"].result_list
    return sorted(row.slug for row in rows)


@pytest.fixture
def one_at_each_stage() -> None:
    published("sample")
    submit(article("asked"), staff("submit_article"))
    sign_off(article("signed"))
    publish(article("later"), at=NOW + timedelta(days=1))
    withdraw(published("gone").pk, by=None, now=NOW, reason=REASON)
    article("fresh")


@pytest.mark.usefixtures("one_at_each_stage")
def test_list_says_what_readers_see_and_the_stage_of_an_article(
    client: Client, editor: User
) -> None:
    signed("read")
    shown = client.get(list_page("article")).text
    for part in ("Nothing yet", "Edition 1, not signed off", "Edition 1<", "Withdrawn"):
        assert part in shown
    assert "March 1, 2028" in shown
    for stage in (Stage.PUBLISHED, Stage.IN_REVIEW, Stage.SIGNED_OFF, Stage.SCHEDULED):
        assert f"stage--{stage}" in shown
    assert listed(client, stage="in-review") == ["asked"]
    assert client.get(list_page("article"), {"stage": "no-such"}).status_code == 200


@pytest.mark.usefixtures("one_at_each_stage")
def test_list_of_what_needs_me(client: Client) -> None:
    mine = article("mine")
    for permission, wanted in (
        ("sign_off_edition", ["asked"]),
        ("publish_edition", ["signed"]),
        ("submit_article", ["fresh", "mine"]),
        ("view_article", []),
    ):
        edit(mine, signed_in(client, "view_article", permission))
        assert listed(client, needs="me") == wanted, permission


def test_staff_are_told_that_readers_see_nothing_of_an_unsigned_edition(
    settings: Settings, rf: RequestFactory
) -> None:
    edition = published("one")
    # Not through the client: outside demo mode this person would need a second factor.
    settings.DEMO = False
    admin = ArticleAdmin(Article, site)
    (row,) = admin.get_queryset(rf.get("/"))
    assert admin.standing(row) == "Nothing: edition 1 is not signed off"
    (proposal,) = proposals([edition.article_id], NOW)
    shown = render_to_string("admin/articles/status.html", {"proposal": proposal})
    assert "Readers see nothing of this article: edition 1 is not signed off." in shown


def test_list_needs_the_same_queries_for_any_number_of_articles(
    client: Client, editor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for more in (1, 5):
        for _each in range(more):
            published()
        with django_assert_max_num_queries(14):
            client.get(list_page("article"))


def test_lists_open_and_are_called_what_they_hold(client: Client) -> None:
    signed_in(client, *EVERYTHING, "view_searchmiss")
    published()
    for noun in ("article", "reference", "searchmiss", "topic", "glossaryterm"):
        answer = client.get(list_page(noun))
        assert answer.status_code == 200, noun
        if noun not in ("topic", "glossaryterm"):
            assert "Select" not in answer.text.split("</h1>")[0], noun
    for noun in ("topic", "glossaryterm", "reference"):
        assert client.get(reverse(f"admin:articles_{noun}_add")).status_code == 200, noun
