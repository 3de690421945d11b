"""The clock may run late, twice or never; it marks what the hours no longer cover."""

from datetime import time

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic_site.foundation.outbox.models import Notification
from intake.actions.clock import lapse_due, mark_orphans
from intake.actions.requesting import request_booking
from intake.exceptions import NotOffered, SlotTaken
from intake.models import (
    Booking,
    Closure,
    Event,
    Offer,
    Opening,
    Practitioner,
    TimeCell,
    WeeklyHours,
)
from intake.queries import worklists
from intake.queries.times import free_times
from intake.transitions.statuses import Status
from tests.intake.factories import (
    act,
    make_booking,
    make_practitioner,
    make_service,
    make_staff,
    make_wish,
)
from tests.moments import DAY, HALF_HOUR, HOUR, NOW, START, WEDNESDAY, ZONE

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.usefixtures("clinic")]


def everything() -> list[list[tuple[object, ...]]]:
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Booking, TimeCell, Event, Notification, Offer)
    ]


def test_hold_past_its_start_frees_nothing_while_the_clock_does_not_run() -> None:
    held, service = make_booking(), make_service("other", notice_hours=0)
    service.practitioners.set(Practitioner.objects.all())
    for moment in (START, START + HALF_HOUR / 2, START + 30 * DAY):
        with pytest.raises((NotOffered, SlotTaken)):
            request_booking(make_wish(service), now=moment)
    assert TimeCell.objects.filter(booking=held).count() == 6
    assert Booking.objects.get().status == "held"


def test_hold_past_its_start_blocks_nothing_that_is_still_ahead() -> None:
    held = make_booking()
    now, day = START + HALF_HOUR, START.date()
    assert held.service is not None
    ahead = free_times(held.service, None, day, day, now, ZONE, for_staff=True)
    starts = {free.start for free in ahead}
    TimeCell.objects.filter(booking=held).delete()
    again = free_times(held.service, None, day, day, now, ZONE, for_staff=True)
    assert starts == {free.start for free in again}
    assert START + HALF_HOUR in starts


def test_clock_that_runs_twice_or_late_does_everything_once() -> None:
    held = make_booking()
    offered = make_booking(Status.OFFERED, start=START + DAY)
    assert offered.offer_until is not None
    late = max(START, offered.offer_until) + 20 * DAY
    assert lapse_due(late) == 2
    once = everything()
    assert lapse_due(late) == 0
    assert lapse_due(late + DAY) == 0
    assert everything() == once
    assert set(Booking.objects.values_list("status", flat=True)) == {"lapsed"}
    assert not TimeCell.objects.exists()
    for booking in (held, offered):
        assert Event.objects.filter(booking=booking, transition="lapse").count() == 1
        told = Notification.objects.filter(subject=booking.pk, kind__contains="lapsed")
        assert sorted(told.values_list("to_staff", flat=True)) == [False, True]


def test_confirmed_visit_never_lapses() -> None:
    booking = make_booking(Status.CONFIRMED)
    assert lapse_due(START + 30 * DAY) == 0
    assert Booking.objects.get().status == "confirmed"
    assert TimeCell.objects.filter(booking=booking).count() == 6


def test_request_without_a_time_waits_for_staff_and_not_for_the_clock() -> None:
    booking = make_booking(doubt="too-fast")
    assert booking.start is None
    assert lapse_due(NOW + 300 * DAY) == 0
    assert list(worklists.to_decide(NOW + 300 * DAY)) == [booking]


def test_time_of_a_lapsed_hold_can_be_had_again_while_it_is_ahead() -> None:
    """An offer lapses before its times begin, so they are of use to the next."""
    offered = make_booking(Status.OFFERED, by=make_staff())
    first = offered.offers.earliest("position").start
    assert offered.offer_until is not None
    now = offered.offer_until
    with pytest.raises(SlotTaken):
        request_booking(make_wish(offered.service, first), now=now)
    lapse_due(now)
    taken = request_booking(make_wish(offered.service, first), now=now)
    assert (taken.start, taken.status) == (first, "held")


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
