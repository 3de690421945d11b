"""No sequence of actions shows readers what is unsigned, withdrawn, unscheduled or ahead."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db.models import Q
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test
from pytest_django import Settings

from articles.models import EditionQuerySet, PreviewLink, edition
from articles.previews import views
from tests.articles.editions.simulation import Day
from tests.articles.workflow import live_slugs

# What each action needs of the database is tested with that action, on both.
pytestmark = pytest.mark.django_db

FEW = hypothesis_settings(
    max_examples=15, stateful_step_count=12, suppress_health_check=list(HealthCheck)
)


def test_no_sequence_of_actions_shows_what_is_not_live(clinic: object, settings: Settings) -> None:
    run_state_machine_as_test(Day, settings=FEW)


def unsigned_in_demo(day: Day) -> None:
    day.publish(0, None)
    day.switch_demo()


def withdrawn(day: Day) -> None:
    day.publish(0, None)
    day.withdraw(0)


def ahead(day: Day) -> None:
    day.publish(0, 3)


def off_the_schedule(day: Day) -> None:
    day.publish(0, 3)
    day.unschedule(0)
    day.time_passes(20)


def older_under_withdrawn(day: Day) -> None:
    day.publish(0, None)
    day.edit(0, 0)
    day.publish(0, None)
    day.withdraw(0)


def signed_and_open(day: Day) -> None:
    day.edit(0, 0)
    day.sign_off(0, 1)
    day.publish(0, None)
    day.switch_demo()


def everything(self: EditionQuerySet, _now: datetime) -> EditionQuerySet:
    return self.all()


def not_withdrawn(self: EditionQuerySet, now: datetime) -> EditionQuerySet:
    return self.published(now).filter(withdrawn_at=None)


def whatever_its_hour(self: EditionQuerySet, _now: datetime) -> EditionQuerySet:
    return self.filter(unscheduled_at=None)


def on_the_schedule_or_off(self: EditionQuerySet, now: datetime) -> EditionQuerySet:
    return self.filter(published_at__lte=now)


WALKS = {
    "unsigned": (unsigned_in_demo, "live", everything),
    "withdrawn": (withdrawn, "live", everything),
    "ahead": (ahead, "published", whatever_its_hour),
    "off the schedule": (off_the_schedule, "published", on_the_schedule_or_off),
    "an older one": (older_under_withdrawn, "live", not_withdrawn),
}


@pytest.mark.parametrize("name", WALKS)
def test_the_property_fails_when_what_is_live_is_weakened(
    clinic: object, settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The control: the same walk is fine as the code stands, and is caught with the rule gone."""
    walk, method, weak = WALKS[name]
    run(walk)
    monkeypatch.setattr(EditionQuerySet, method, weak)
    with pytest.raises(AssertionError):
        run(walk)


def test_the_property_fails_when_nobody_asks_for_a_sign_off(
    clinic: object, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edition, "_open_to_readers", lambda: Q(withdrawn_at__isnull=True))
    with pytest.raises(AssertionError):
        run(unsigned_in_demo)


def test_the_property_fails_when_a_link_to_a_draft_opens_after_its_end(
    clinic: object, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def published_then_edited(day: Day) -> None:
        day.publish(0, None)
        day.edit(0, 0)

    run(published_then_edited)
    monkeypatch.setattr(views, "find_link", lambda *_asked: PreviewLink.objects.first())
    with pytest.raises(AssertionError):
        run(published_then_edited)


def test_the_property_sees_what_readers_may_see(clinic: object, settings: Settings) -> None:
    """The other control: it is not true of an empty site alone."""
    assert run(signed_and_open) == ["page-1"]


def run(walk: Callable[[Day], None]) -> list[str]:
    """Walk, look at every public address as the property does, and return what was live."""
    day = Day()
    try:
        walk(day)
        day.readers_see_what_is_live_and_nothing_else()
        return live_slugs(day.now)
    finally:
        day.teardown()
