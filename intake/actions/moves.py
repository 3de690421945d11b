"""The moves by name. What they check and raise is said at intake.actions.moving.move."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.contrib.auth.models import User

from intake.actions.moving import move
from intake.models import Booking
from intake.states import Actor


class StaffMove(Protocol):
    """A move by a member of staff, on a booking they were shown at that version."""

    def __call__(
        self, booking_id: UUID, *, version: int, by: User | None, now: datetime, note: str = ""
    ) -> Booking:
        """Make it and give the booking as it is now."""


def _by_staff(name: str) -> StaffMove:
    def act(
        booking_id: UUID, *, version: int, by: User | None, now: datetime, note: str = ""
    ) -> Booking:
        return move(name, booking_id, actor=Actor.STAFF, version=version, by=by, now=now, note=note)

    return act


confirm = _by_staff("confirm")
decline = _by_staff("decline")
cancel = _by_staff("cancel")
attended = _by_staff("attended")
missed = _by_staff("missed")
called = _by_staff("called")
close = _by_staff("close")


def withdraw(booking_id: UUID, *, version: int, by: User | None = None, now: datetime) -> Booking:
    """The patient does not want it any more. Every link of the booking stops working."""
    return move("withdraw", booking_id, actor=Actor.PATIENT, version=version, by=by, now=now)


def lapse(booking_id: UUID, *, version: int, by: User | None = None, now: datetime) -> Booking:
    """The start has come and nobody decided."""
    return move("lapse", booking_id, actor=Actor.CLOCK, version=version, by=by, now=now)
