"""Words that are explained anew, and the pages that still explain them the old way."""

import pytest

from articles.models import GlossaryTerm
from articles.outdated.pages import editions_explaining, editions_with_old_words
from tests.articles.factories import LATER, NOW, article, publish, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def disc() -> GlossaryTerm:
    return GlossaryTerm.objects.create(
        term="Disc", definition="A cushion.", synonyms="spinal cushion"
    )


def test_old_words_are_told_of_until_the_article_is_published_again(disc: GlossaryTerm) -> None:
    made = article(body="<p>Try a walk. A disc is tough.</p>")
    publish(made)
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
