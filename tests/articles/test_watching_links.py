"""Links of our own that fail after publication, found on the pages that readers see."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site

from articles.editions import publishing
from articles.models import Article, Edition, Topic
from articles.outdated.pages import FailingLinks, failing_links
from tests.articles.factories import LATER, NOW, article, publish, published, sign_off, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.usefixtures("clinic")]


def linking(*links: str) -> Edition:
    return published("walking", body="".join(f'<p><a href="{link}">See.</a></p>' for link in links))


def failing() -> dict[str, FailingLinks]:
    return {each.title: each for each in failing_links(LATER + timedelta(days=1))}


def withdraw(made: Article) -> None:
    by = staff("withdraw_edition")
    newest = made.editions.get(number=made.editions.count())
    publishing.withdraw(newest.pk, by=by, reason="Wrong.", now=LATER)


@pytest.mark.parametrize(
    "link",
    [
        "/",
        "/articles/sitting/",
        "/articles/sitting/#part",
        "/articles/sitting/?from=here",
        "/articles/sitting",
        "/topics/treatments/",
        "/warning-signs/",
        "/privacy/",
        "/book/",
        "/search/?q=walk",
        "https://elsewhere.example/articles/none/",
        "mailto:pat@example.org",
        "#here",
    ],
)
def test_link_that_opens_is_no_news(link: str) -> None:
    published("sitting")
    linking(link)
    assert failing() == {}


def test_link_to_a_page_that_was_taken_down_is_dead() -> None:
    sitting = published("sitting")
    linking("/articles/sitting/", "/articles/sitting/#part", f"{site.SITE_URL}/articles/sitting/")
    assert failing() == {}
    withdraw(sitting.article)
    found = failing()["Walking"]
    assert found.dead == ("/articles/sitting/", "/articles/sitting/#part")
    assert found.moved == ()
    assert (found.number, found.title) == (1, "Walking")


def test_link_to_an_older_address_still_opens_by_a_detour() -> None:
    sitting = published("sitting")
    linking("/articles/sitting/")
    Article.objects.filter(pk=sitting.article_id).update(slug="sitting-well")
    publish(sitting.article, now=LATER)
    found = failing()["Walking"]
    assert (found.dead, found.moved) == ((), ("/articles/sitting/",))
    # Then the page is taken down: the old address leads nowhere either.
    withdraw(sitting.article)
    assert failing()["Walking"].dead == ("/articles/sitting/",)


def test_link_to_a_topic_that_was_renamed_is_dead() -> None:
    linking("/topics/treatments/")
    Topic.objects.update(slug="care")
    assert failing()["Walking"].dead == ("/topics/treatments/",)


def test_page_outside_demo_that_only_demo_shows_is_dead(settings: Any) -> None:
    published("sitting")
    made = article("walking", body='<p><a href="/articles/sitting/">See.</a></p>')
    sign_off(made)
    publish(made)
    assert failing() == {}
    settings.DEMO = False
    assert failing()["Walking"].dead == ("/articles/sitting/",)


def test_only_what_readers_see_now_is_looked_at() -> None:
    sitting = published("sitting")
    walking = linking("/articles/sitting/").article
    withdraw(sitting.article)
    assert failing()
    walking.sections.update(body="<p>Try a short walk.</p>")
    publish(walking, now=LATER)
    assert failing() == {}


def test_dead_links_stand_before_moved_ones() -> None:
    gone, moved = published("gone"), published("moved")
    published("a-page", body='<p><a href="/articles/moved/">See.</a></p>')
    published("b-page", body='<p><a href="/articles/gone/">See.</a></p>')
    Article.objects.filter(pk=moved.article_id).update(slug="elsewhere")
    publish(moved.article, now=LATER)
    withdraw(gone.article)
    assert list(failing()) == ["B page", "A page"]


def test_queries_do_not_grow_with_the_pages(django_assert_num_queries: Any) -> None:
    published("sitting", now=NOW)
    for number in range(6):
        published(f"page-{number}", body='<p><a href="/articles/sitting/">See.</a></p>')
    with django_assert_num_queries(3):
        failing_links(LATER)
