"""A second version of the safety wording, planted: old editions keep theirs, and staff are told."""

from dataclasses import replace

import pytest

from articles.models import Edition
from articles.outdated.pages import editions_with_older_cards
from clinic_site.foundation.warning_signs import CURRENT, Wording
from tests.articles.factories import LATER, NOW, article, publish, published

pytestmark = pytest.mark.django_db

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
    made = article()
    publish(made)
    assert editions_with_older_cards(NOW) == []
    plant(monkeypatch)
    (found,) = editions_with_older_cards(NOW)
    assert (found.article_id, found.number, found.version) == (made.pk, 1, 1)
    # The draft has not changed, and the page would: so there is something new to publish.
    again = publish(made, LATER)
    assert NEW_WORDS in again.html
    assert again.snapshot["warning_signs"] == 2
    assert editions_with_older_cards(LATER) == []


def test_edition_without_a_card_has_no_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    published(care_cards=[])
    plant(monkeypatch)
    assert editions_with_older_cards(NOW) == []
