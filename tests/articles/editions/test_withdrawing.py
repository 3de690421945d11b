"""Scheduled editions, and editions that are taken off the schedule or the site."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from articles.editions.publishing import unschedule, withdraw
from articles.exceptions import (
    AddressTaken,
    BadMoment,
    HasErrors,
    NotSignedOff,
    ReasonNeeded,
    StaleVersion,
)
from articles.models import Article, Edition
from articles.search.searching import search_editions
from articles.stages import Stage
from tests.articles.factories import LATER, REASON, article, publish, published, sign_off, staff
from tests.articles.workflow import edit, live_slugs, stage_of
from tests.moments import NOW

pytestmark = pytest.mark.django_db

MAY = NOW + timedelta(days=30)
SECOND = timedelta(seconds=1)


def live_titles(now: datetime) -> list[str]:
    return [edition.title for edition in Edition.objects.live(now)]


def scheduled(made: Article, at: datetime = MAY) -> Edition:
    return publish(made, at=at)


def test_a_scheduled_edition_goes_live_by_itself_at_its_hour() -> None:
    made = published(title="First").article
    edit(made, title="Second")
    second = scheduled(made)
    assert (second.number, second.published_at) == (2, MAY)
    assert live_titles(MAY - SECOND) == ["First"]
    assert live_titles(MAY) == ["Second"]
    assert stage_of(made) == Stage.SCHEDULED
    assert stage_of(made, MAY) == Stage.PUBLISHED


def test_search_finds_the_live_text_until_the_hour_and_the_scheduled_one_then() -> None:
    made = published(body="<p>Try a short walk with llamas.</p>").article
    made.sections.update(body="<p>Try a short walk with alpacas.</p>")
    second = scheduled(made)
    for word, before, after in (("llamas", 1, 0), ("alpacas", 0, 1)):
        assert len(search_editions(word, MAY - SECOND).results) == before
        assert len(search_editions(word, MAY).results) == after
    unschedule(second.pk, by=None, now=LATER)
    assert len(search_editions("llamas", MAY).results) == 1


def test_schedule_refuses_what_is_past_or_too_far_ahead() -> None:
    made = article()
    for at in (NOW, NOW - SECOND, NOW + timedelta(days=367)):
        with pytest.raises(BadMoment):
            scheduled(made, at)
    assert not Edition.objects.exists()


def test_schedule_outside_demo_mode_needs_sign_off(real_mode: None) -> None:
    made = article()
    with pytest.raises(NotSignedOff):
        scheduled(made)
    sign_off(made)
    scheduled(made)
    assert live_slugs(MAY) == [made.slug]


def test_schedule_refuses_a_day_on_which_the_review_is_overdue(real_mode: None) -> None:
    made = article(review_months=1)
    sign_off(made)
    with pytest.raises(NotSignedOff):
        scheduled(made, NOW + timedelta(days=32))


def test_schedule_takes_the_place_of_what_was_scheduled() -> None:
    made, who = article(title="First"), staff()
    first = scheduled(made)
    edit(made, title="Second")
    scheduled(made, LATER)
    first.refresh_from_db()
    assert first.unscheduled_at == NOW
    assert live_titles(LATER) == live_titles(MAY) == ["Second"]
    edit(made, title="Third")
    publish(made, NOW + SECOND, by=who)
    assert live_titles(NOW + SECOND) == live_titles(MAY) == ["Third"]
    assert Edition.objects.filter(unscheduled_by=who).count() == 1


def test_the_database_holds_one_scheduled_edition_for_each_article() -> None:
    """Whatever the code does: the second place is refused, and so is a change to what was seen."""
    made = article()
    first = scheduled(made)
    with pytest.raises(IntegrityError, match=r"(?i)unique|append-only"), transaction.atomic():
        Edition(**{**values_of(first), "number": 2}).save()
    with pytest.raises(IntegrityError, match=r"(?i)check"), transaction.atomic():
        QuerySet(Edition).filter(pk=first.pk).update(unscheduled_at=MAY, holds_schedule=False)


def values_of(edition: Edition) -> dict[str, object]:
    kept = {field.attname: getattr(edition, field.attname) for field in Edition._meta.fields}
    return {name: value for name, value in kept.items() if name != "id"}


def test_the_place_is_free_again_once_the_hour_has_come() -> None:
    made = article(title="First")
    scheduled(made)
    edit(made, title="Second")
    publish(made, MAY + SECOND, at=MAY + timedelta(days=2))
    assert live_titles(MAY + SECOND) == ["First"]
    assert not Edition.objects.exclude(unscheduled_at=None).exists()


def test_unschedule_keeps_an_edition_from_ever_going_live() -> None:
    made, who = article(), staff()
    edition = scheduled(made)
    unschedule(edition.pk, by=who, now=LATER)
    edition.refresh_from_db()
    assert (edition.unscheduled_at, edition.unscheduled_by) == (LATER, who)
    assert live_slugs(MAY) == []
    assert stage_of(made, LATER) == Stage.DRAFT
    with pytest.raises(StaleVersion):
        unschedule(edition.pk, by=who, now=LATER)
    # Its number is not used twice.
    assert publish(made, LATER).number == 2


def test_unschedule_of_what_readers_already_see_is_told() -> None:
    edition = scheduled(article())
    for pk in (edition.pk, 0):
        with pytest.raises(StaleVersion):
            unschedule(pk, by=None, now=MAY)
    assert live_slugs(MAY) == [edition.slug]


def test_withdraw_takes_what_is_scheduled_off_too() -> None:
    made = article(title="First")
    first = publish(made)
    edit(made, title="Second")
    scheduled(made)
    withdraw(first.pk, by=None, now=LATER, reason=REASON)
    assert live_slugs(MAY) == []
    assert not Edition.objects.scheduled(LATER).exists()


def test_no_page_may_link_to_one_that_is_only_scheduled() -> None:
    scheduled(article("soon"))
    made = article(body='<p>See <a href="/articles/soon/">soon</a>.</p>')
    with pytest.raises(HasErrors):
        publish(made, LATER)
    assert publish(made, MAY).number == 1


def test_publish_refuses_an_address_that_is_scheduled_for_another_article() -> None:
    first = article("one")
    scheduled(first)
    edit(first, slug="other")
    with pytest.raises(AddressTaken):
        publish(article("one"))


def test_withdraw_takes_the_page_down_and_no_older_one_comes_up() -> None:
    made = published().article
    edit(made, title="Second")
    edition = publish(made, LATER)
    who, onward = staff(), article()
    withdraw(edition.pk, by=who, now=LATER, reason=" Wrong. ", onward_id=onward.pk)
    edition.refresh_from_db()
    assert (edition.withdrawn_at, edition.withdrawn_by) == (LATER, who)
    assert (edition.withdrawn_reason, edition.withdrawn_onward) == ("Wrong.", onward)
    assert live_slugs() == []
    assert search_editions("walk", LATER).results == []


def test_withdraw_needs_a_reason_and_is_told_of_what_no_longer_decides() -> None:
    made = article()
    first = publish(made)
    edit(made, title="Second")
    second = publish(made, LATER)
    with pytest.raises(ReasonNeeded):
        withdraw(second.pk, by=None, now=LATER, reason=" ")
    for pk in (first.pk, 0):
        with pytest.raises(StaleVersion):
            withdraw(pk, by=None, now=LATER, reason=REASON)
    assert len(live_slugs()) == 1
    withdraw(second.pk, by=None, now=LATER, reason=REASON)
    with pytest.raises(StaleVersion):
        withdraw(second.pk, by=None, now=LATER, reason=REASON)


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


def test_no_edition_of_a_withdrawn_text_comes_back_on_an_old_word(real_mode: None) -> None:
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
