"""Taking a page down, and that nothing brings it back but a clinician's new word."""

from datetime import timedelta

import pytest

from articles.editions.publishing import withdraw
from articles.exceptions import NotSignedOff, ReasonNeeded, StaleVersion
from articles.search.searching import search_editions
from tests.articles.factories import (
    LATER,
    NOW,
    REASON,
    article,
    publish,
    published,
    sign_off,
    staff,
)
from tests.articles.workflow import edit, live_slugs

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]


def test_withdraw_takes_the_page_down_and_no_older_one_comes_up() -> None:
    made = article()
    publish(made)
    edit(made, title="Second")
    edition = publish(made, LATER)
    who, onward = staff(), article()
    withdraw(edition.pk, by=who, now=LATER, reason=" Wrong. ", onward_id=onward.pk)
    edition.refresh_from_db()
    assert (edition.withdrawn_at, edition.withdrawn_by) == (LATER, who)
    assert (edition.withdrawn_reason, edition.withdrawn_onward) == ("Wrong.", onward)
    assert live_slugs() == []
    assert search_editions("walk", LATER).results == []


def test_withdraw_needs_a_reason() -> None:
    with pytest.raises(ReasonNeeded):
        withdraw(published().pk, by=None, now=NOW, reason=" ")


def test_withdraw_twice_is_told() -> None:
    edition = published()
    withdraw(edition.pk, by=None, now=NOW, reason=REASON)
    with pytest.raises(StaleVersion):
        withdraw(edition.pk, by=None, now=NOW, reason=REASON)


def test_withdraw_of_an_edition_that_no_longer_decides_is_told() -> None:
    made = article()
    first = publish(made)
    edit(made, title="Second")
    publish(made, LATER)
    for pk in (first.pk, 0):
        with pytest.raises(StaleVersion):
            withdraw(pk, by=None, now=LATER, reason=REASON)
    assert len(live_slugs()) == 1


def test_publish_after_a_withdrawal_shows_the_same_text_again() -> None:
    made = article()
    withdraw(publish(made).pk, by=None, now=NOW, reason=REASON)
    assert publish(made, LATER).number == 2
    assert live_slugs() == [made.slug]


def test_withdrawal_voids_the_sign_off_that_came_before_it(real_mode: None) -> None:
    made = article()
    sign_off(made)
    withdraw(publish(made).pk, by=None, now=LATER, reason=REASON)
    with pytest.raises(NotSignedOff):
        publish(made, LATER)
    again = LATER + timedelta(days=1)
    sign_off(made, now=again)
    assert publish(made, again).number == 2


def test_no_edition_of_the_text_that_was_withdrawn_comes_back_on_an_old_word(
    real_mode: None,
) -> None:
    """Not even after another text was signed off and published in between."""
    made = article(title="First")
    sign_off(made)
    first = publish(made)
    withdraw(first.pk, by=None, now=LATER, reason=REASON)
    edit(made, title="Second")
    sign_off(made, now=LATER + timedelta(hours=1))
    publish(made, LATER + timedelta(hours=1))
    edit(made, title="First")
    with pytest.raises(NotSignedOff):
        publish(made, LATER + timedelta(hours=2))
