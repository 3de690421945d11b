"""The clock command may run late, twice or never: nothing goes wrong by itself."""

from datetime import timedelta

import pytest

from clinic_site.foundation.outbox.models import Notification
from intake.actions.clock import lapse_due
from intake.actions.requesting import request_booking
from intake.exceptions import NotOffered, SlotTaken
from intake.models import Booking, Event, Offer, Practitioner, TimeCell
from intake.queries import worklists
from intake.queries.times import free_times
from intake.transitions.statuses import Status
from tests.intake.factories import (
    DAY,
    NOW,
    START,
    ZONE,
    make_booking,
    make_service,
    make_staff,
    make_wish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.usefixtures("clinic")]

HALF_HOUR = timedelta(minutes=30)


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
