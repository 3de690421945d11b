"""A booking whose time the hours no longer cover is orphaned, until it is moved or they return."""

from datetime import time

import pytest
from pytest_django import DjangoAssertNumQueries

from intake.actions.clock import mark_orphans
from intake.models import Booking, Closure, Opening, Practitioner, TimeCell, WeeklyHours
from intake.queries import worklists
from intake.transitions.statuses import Status
from tests.intake.factories import (
    DAY,
    NOW,
    START,
    ZONE,
    act,
    make_booking,
    make_practitioner,
    make_service,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.usefixtures("clinic")]

WEDNESDAY = START.astimezone(ZONE).date()
HOUR = DAY / 24


def orphans() -> list[Booking]:
    mark_orphans(NOW)
    return list(worklists.orphaned(NOW))


def test_visit_within_the_hours_is_no_orphan() -> None:
    for status in Status:
        make_booking(status)
        TimeCell.objects.all().delete()
    make_booking(Status.CONFIRMED)
    assert mark_orphans(NOW) == 0
    assert orphans() == []


def test_closure_orphans_and_its_end_mends() -> None:
    booking = make_booking(Status.CONFIRMED)
    closure = Closure.objects.create(date=WEDNESDAY)
    assert mark_orphans(NOW) == 1
    assert orphans() == [booking]
    booking.refresh_from_db()
    assert (booking.orphaned_since, booking.version) == (NOW, 2)
    # Since when is kept, however often the clock looks.
    mark_orphans(NOW + HOUR)
    booking.refresh_from_db()
    assert booking.orphaned_since == NOW
    closure.delete()
    assert orphans() == []


@pytest.mark.parametrize("how", ["shorter", "elsewhere", "inactive", "partly"])
def test_whatever_takes_the_time_out_of_the_hours_orphans(how: str) -> None:
    booking = make_booking(Status.CONFIRMED)
    wednesdays = WeeklyHours.objects.filter(weekday=WEDNESDAY.weekday())
    if how == "shorter":
        wednesdays.update(starts=time(9, 15))
    elif how == "elsewhere":
        wednesdays.delete()
    elif how == "inactive":
        Practitioner.objects.update(is_active=False)
    else:
        Closure.objects.create(
            practitioner=Practitioner.objects.get(),
            date=WEDNESDAY,
            starts=time(9, 25),
            ends=time(10),
        )
    assert orphans() == [booking]


def test_buffer_must_fit_within_the_hours_too() -> None:
    service = make_service(buffer_before_minutes=10, buffer_after_minutes=15)
    make_practitioner(service)
    booking = make_booking(service=service, start=START + HOUR)
    wednesdays = WeeklyHours.objects.filter(weekday=WEDNESDAY.weekday())
    wednesdays.update(starts=time(9, 50), ends=time(10, 45))
    assert orphans() == []
    for starts, ends in ((time(9, 55), time(10, 45)), (time(9, 50), time(10, 40))):
        wednesdays.update(starts=starts, ends=ends)
        assert orphans() == [booking]


def test_visit_keeps_the_length_it_was_booked_with() -> None:
    booking = make_booking(start=START + 7.5 * HOUR)
    assert booking.service is not None
    booking.service.length_minutes, booking.service.buffer_after_minutes = 90, 15
    booking.service.save()
    assert orphans() == []
    WeeklyHours.objects.update(ends=time(16, 45))
    assert orphans() == [booking]


def test_dated_opening_covers_what_the_week_does_not() -> None:
    booking = make_booking()
    WeeklyHours.objects.all().delete()
    assert orphans() == [booking]
    Opening.objects.create(
        practitioner=Practitioner.objects.get(), date=WEDNESDAY, starts=time(9), ends=time(10)
    )
    assert orphans() == []


def test_moving_an_orphan_ends_it_at_once() -> None:
    booking = make_booking(Status.CONFIRMED)
    Closure.objects.create(date=WEDNESDAY)
    assert orphans() == [booking]
    staff = make_staff()
    moved = act("reschedule", booking.id, version=2, by=staff, now=NOW, to=(None, START + DAY))
    assert moved.orphaned_since is None
    assert orphans() == []


def test_offered_time_that_was_closed_orphans_the_offer() -> None:
    booking = make_booking(Status.OFFERED)
    assert orphans() == []
    Closure.objects.create(date=booking.offers.earliest("start").start.astimezone(ZONE).date())
    assert orphans() == [booking]


def test_past_and_ended_bookings_are_left_alone() -> None:
    Closure.objects.all().delete()
    make_booking(Status.CANCELLED)
    make_booking(Status.CONFIRMED)
    WeeklyHours.objects.all().delete()
    assert mark_orphans(START) == 0


def test_looking_takes_a_handful_of_queries_however_many_there_are(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        make_booking(start=START + number * DAY)
    make_booking(Status.OFFERED, start=START + HOUR)
    Closure.objects.create(date=WEDNESDAY)
    with django_assert_max_num_queries(12):
        assert mark_orphans(NOW) == 1
