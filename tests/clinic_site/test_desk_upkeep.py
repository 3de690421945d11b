"""What the desk tells of live articles: what fails in them, and what readers say and seek."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition, SearchMiss
from clinic_site import roles
from clinic_site.desk.article_workflow import LONGEST
from tests.articles.factories import (
    LATER,
    NOW,
    answered,
    article,
    publish,
    published,
    signed,
    staff,
)
from tests.articles.reviewers import invite, remark
from tests.articles.workflow import submit
from tests.clinic_site.desks import DESK, counted, desk, part
from tests.clinic_site.staff import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

IN_REVIEW, UNSIGNED = "in clinical review", "shown without a sign-off"
DAY = timedelta(days=1)
MOST_QUERIES = 35


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def editor() -> Client:
    return signed_in(member(roles.EDITOR))


def test_remarks_of_invited_reviewers_wait_for_who_may_mend_them(editor: Client) -> None:
    made = signed("walking").article
    token = invite(made)
    remark(token)
    remark(token, text="And the third.")
    text = part(desk(editor), "remarks")
    assert "2 open remarks" in text
    assert reverse("admin:articles_reviewers", args=[made.pk]) in text
    assert "remarks" not in desk(signed_in(member(roles.RECEPTION)))


def test_link_to_a_page_that_was_taken_down_is_listed_by_its_page(editor: Client) -> None:
    sitting = signed("sitting")
    link = '<p>Sit well: <a href="/articles/sitting/">how</a>.</p>'
    signed("walking", body=link)
    assert "with links that fail" not in counted(desk(editor))
    with_link = Edition.objects.get(slug="walking")
    Article.objects.filter(pk=sitting.article_id).update(slug="sitting-well")
    publish(sitting.article, now=LATER)
    text = part(desk(editor), "links")
    assert "/articles/sitting/ has moved and still opens." in text
    assert reverse("admin:articles_article_change", args=[with_link.article_id]) in text


def test_words_searched_for_in_vain_are_for_the_editors(editor: Client) -> None:
    SearchMiss.objects.create(day=NOW.date(), words="lumbago", searches=3)
    SearchMiss.objects.create(day=LATER.date(), words="lumbago", searches=2)
    SearchMiss.objects.create(day=LATER.date() - 40 * DAY, words="old news")
    text = desk(editor)
    assert "lumbago" in part(text, "searches")
    assert "5 searches" in part(text, "searches")
    assert "old news" not in text
    assert "lumbago" not in desk(signed_in(member(roles.CLINICAL_REVIEWER)))


def test_what_readers_wrote_is_shown_and_bare_answers_are_not(editor: Client) -> None:
    edition = signed("walking")
    answered(edition, useful=False)
    assert "answers" not in str(counted(desk(editor)))
    answered(edition, useful=False, reason="How far <b>should</b> I walk?")
    text = part(desk(editor), "answers")
    assert "Walking, edition 1" in text
    assert "Not useful. “How far &lt;b&gt;should&lt;/b&gt; I walk?”" in text


def test_long_list_is_cut_and_its_tile_counts_all(editor: Client) -> None:
    asking = staff("submit_article")
    for number in range(LONGEST + 2):
        SearchMiss.objects.create(day=NOW.date(), words=f"word{number}")
        submit(article(f"walking-{number}"), asking)
    text = desk(editor)
    assert counted(text)[IN_REVIEW] == str(LONGEST + 2)
    assert counted(text)["searched for, not found"] == str(LONGEST + 2)
    assert "and 2 more" in part(text, "in-review")


@pytest.mark.parametrize("role", [roles.RECEPTION, roles.CLINICIAN])
def test_who_has_no_business_with_articles_sees_none(role: str) -> None:
    answered(published("walking"), reason="Fine.")
    text = desk(signed_in(member(role)))
    assert "Fine." not in text
    assert UNSIGNED not in counted(text)


def test_desk_takes_as_many_queries_for_many_articles_as_for_few(
    django_assert_max_num_queries: Any,
) -> None:
    browser = signed_in(member("superuser"))
    sitting = published("sitting").article
    for number in range(8):
        made = published(f"page-{number}", body='<p><a href="/articles/sitting/">Sit.</a></p>')
        answered(made, reason="Fine.")
        SearchMiss.objects.create(day=NOW.date(), words=f"word{number}")
    Article.objects.filter(pk=sitting.pk).update(slug="sitting-well")
    publish(sitting, now=LATER)
    browser.get(DESK)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = desk(browser)
    assert counted(text)["with links that fail"] == "8"
