"""Time that comes free and is taken again, a thousand times: it never has two owners."""

import pytest

from intake.actions import time_cells
from intake.actions.requesting import request_booking
from intake.exceptions import SlotTaken
from intake.models import Booking, TimeCell
from tests.intake.factories import (
    act,
    make_booking,
    make_clinic,
    make_practitioner,
    make_service,
    make_staff,
    make_wish,
)
from tests.moments import NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]

TIMES = 1_000
WHOLE_TIMES = 50
CELLS = 6


def owners() -> list[object]:
    return list(TimeCell.objects.values_list("booking", flat=True).order_by().distinct())


def test_rebooking_after_letting_go_a_thousand_times_never_gives_two() -> None:
    """The layer that every transition goes through, by itself: it is the one that could slip."""
    make_clinic()
    owner, rival = make_booking(), None
    act("withdraw", owner.pk, version=1, now=NOW)
    rival, owner = Booking.objects.get(), make_booking()
    assert rival.start == owner.start == START
    for _time in range(TIMES):
        with pytest.raises(SlotTaken):
            time_cells.reclaim(rival)
        time_cells.release(owner)
        time_cells.reclaim(rival)
        owner, rival = rival, owner
        assert list(TimeCell.objects.values_list("booking", flat=True)) == [owner.pk] * CELLS


def test_rebooking_after_cancel_leaves_one_live_booking_each_time() -> None:
    make_clinic()
    service, staff = make_service(), make_staff()
    make_practitioner(service)
    for _time in range(WHOLE_TIMES):
        booking = request_booking(make_wish(service), now=NOW)
        with pytest.raises(SlotTaken):
            request_booking(make_wish(service), now=NOW)
        act("confirm", booking.pk, version=1, by=staff, now=NOW)
        assert owners() == [booking.pk]
        act("cancel", booking.pk, version=2, by=staff, now=NOW, note="Closed")
        assert owners() == []
    statuses = Booking.objects.values_list("status", flat=True)
    assert list(statuses) == ["cancelled"] * WHOLE_TIMES
