"""Live pages with older care cards, older explanations of words, or links that lead nowhere."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site

from articles.editions import publishing
from articles.models import Article, Edition, GlossaryTerm, Topic
from articles.outdated.pages import (
    FailingLinks,
    editions_explaining,
    editions_with_old_words,
    editions_with_older_cards,
    failing_links,
)
from clinic_site.foundation.warning_signs import CURRENT, Wording
from tests.articles.factories import LATER, NOW, publish, published, signed, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

OLD_WORDS = CURRENT.self_care.lead
NEW_WORDS = "Keep moving, in new words. Any one of these is a reason to come."


def plant(monkeypatch: pytest.MonkeyPatch) -> Wording:
    """Make version 2 the current one, as a new file and two lines in `__init__` would."""
    second = replace(CURRENT, version=2, self_care=replace(CURRENT.self_care, lead=NEW_WORDS))
    for room in ("rendering.composing", "editions.proposals", "outdated.pages"):
        monkeypatch.setattr(f"articles.{room}.CURRENT", second)
    return second


def test_edition_keeps_the_wording_it_was_published_with(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = published()
    plant(monkeypatch)
    kept = Edition.objects.get(pk=edition.pk)
    assert OLD_WORDS in kept.html
    assert NEW_WORDS not in kept.html
    assert kept.snapshot["warning_signs"] == 1


def test_older_cards_are_told_of_until_the_article_is_published_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = published().article
    assert editions_with_older_cards(NOW) == []
    plant(monkeypatch)
    (found,) = editions_with_older_cards(NOW)
    assert (found.article_id, found.number, found.snapshot["warning_signs"]) == (made.pk, 1, 1)
    # The draft has not changed, and the page would: so there is something new to publish.
    again = publish(made, LATER)
    assert NEW_WORDS in again.html
    assert again.snapshot["warning_signs"] == 2
    assert editions_with_older_cards(LATER) == []


def test_edition_without_a_card_has_no_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    published(care_cards=[])
    plant(monkeypatch)
    assert editions_with_older_cards(NOW) == []


@pytest.fixture
def disc() -> GlossaryTerm:
    return GlossaryTerm.objects.create(
        term="Disc", definition="A cushion.", synonyms="spinal cushion"
    )


def test_old_words_are_told_of_until_the_article_is_published_again(disc: GlossaryTerm) -> None:
    made = published(body="<p>Try a walk. A disc is tough.</p>").article
    published(body="<p>Try a walk without the word.</p>")
    assert [each.article_id for each in editions_explaining("Disc", NOW)] == [made.pk]
    assert editions_with_old_words(NOW) == []
    GlossaryTerm.objects.update(definition="A soft cushion.")
    (found,) = editions_with_old_words(NOW)
    assert (found.article_id, found.number, found.words) == (made.pk, 1, ("Disc",))
    assert editions_with_old_words(NOW, "Nerve") == []
    publish(made, LATER)
    assert editions_with_old_words(LATER) == []


def test_word_taken_out_of_the_glossary_is_an_old_word(disc: GlossaryTerm) -> None:
    published(body="<p>Try a walk. A disc is tough.</p>")
    disc.delete()
    assert [each.words for each in editions_with_old_words(NOW)] == [("Disc",)]


def test_everyday_word_is_for_search_and_is_not_explained_on_the_page(disc: GlossaryTerm) -> None:
    edition = published(body="<p>Try a walk. A spinal cushion is tough.</p>")
    assert edition.snapshot["words"] == []
    assert "popovertarget" not in edition.html


def linking(*links: str) -> Edition:
    return published("walking", body="".join(f'<p><a href="{link}">See.</a></p>' for link in links))


def failing() -> dict[str, FailingLinks]:
    return {each.title: each for each in failing_links(LATER + timedelta(days=1))}


def withdraw(made: Article) -> None:
    by = staff("withdraw_edition")
    newest = made.editions.get(number=made.editions.count())
    publishing.withdraw(newest.pk, by=by, reason="Wrong.", now=LATER)


def test_link_that_opens_is_no_news() -> None:
    published("sitting")
    linking(
        "/", "/articles/sitting/", "/articles/sitting/#part", "/articles/sitting/?from=here",
        "/articles/sitting", "/topics/treatments/", "/warning-signs/", "/privacy/", "/book/",
        "/search/?q=walk", "https://elsewhere.example/articles/none/", "mailto:pat@example.org",
        "#here",
    )  # fmt: skip
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
    signed("walking", body='<p><a href="/articles/sitting/">See.</a></p>')
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
