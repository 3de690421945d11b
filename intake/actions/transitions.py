"""The moves by name. What they check and raise is said at intake.actions.moving.make."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.contrib.auth.models import User

from intake.actions.answers import TransitionInput
from intake.actions.moving import apply_transition
from intake.actions.time_cells import Slot
from intake.models import Booking
from intake.transitions.statuses import Actor


class StaffTransition(Protocol):
    """A move by a member of staff, on a booking they were shown at that version."""

    def __call__(
        self, booking_id: UUID, *, version: int, by: User | None, now: datetime, note: str = ""
    ) -> Booking:
        """Make it and give the booking as it is now."""


def _by_staff(name: str) -> StaffTransition:
    def act(
        booking_id: UUID, *, version: int, by: User | None, now: datetime, note: str = ""
    ) -> Booking:
        return apply_transition(
            name, booking_id, actor=Actor.STAFF, version=version, by=by, now=now, note=note
        )

    return act


confirm = _by_staff("confirm")
cancel = _by_staff("cancel")
attended = _by_staff("attended")
missed = _by_staff("missed")
undo = _by_staff("undo")
second_look = _by_staff("second_look")
called = _by_staff("called")
close = _by_staff("close")


def decline(
    booking_id: UUID,
    *,
    version: int,
    by: User | None,
    now: datetime,
    reason: str,
    note: str = "",
) -> Booking:
    """Say no, for a DeclineReason; OTHER needs a note. Its time is free at once."""
    answer = TransitionInput(note=note, reason=reason)
    return apply_transition(
        "decline", booking_id, actor=Actor.STAFF, version=version, by=by, now=now, answer=answer
    )


def offer(
    booking_id: UUID,
    *,
    version: int,
    by: User | None,
    now: datetime,
    times: Sequence[Slot],
    until: datetime,
    note: str = "",
) -> Booking:
    """Let go of the held time, and claim one to three others until the patient answers.

    times are pairs of a practitioner's id (None for anyone) and a start; until, at the latest the
    first of them, is when all are freed. SlotTaken.start says which of them is gone.
    """
    answer = TransitionInput(note=note, times=tuple(times), until=until)
    return apply_transition(
        "offer", booking_id, actor=Actor.STAFF, version=version, by=by, now=now, answer=answer
    )


def accept(
    booking_id: UUID, *, version: int, by: User | None = None, now: datetime, offer_id: int
) -> Booking:
    """Book the offered time of that id and free the others. by is the member of staff on the phone.

    Raises NotOffered for a time that was not offered, or that the clinic has closed since.
    """
    answer = TransitionInput(offer_id=offer_id)
    return apply_transition(
        "accept", booking_id, actor=_actor(by), version=version, by=by, now=now, answer=answer
    )


def refuse(
    booking_id: UUID, *, version: int, by: User | None = None, now: datetime, note: str = ""
) -> Booking:
    """None of the offered times suits: a request without a time again, with a new deadline."""
    return apply_transition(
        "refuse", booking_id, actor=_actor(by), version=version, by=by, now=now, note=note
    )


def reschedule(
    booking_id: UUID,
    *,
    version: int,
    by: User | None = None,
    now: datetime,
    to: Slot,
    note: str = "",
) -> Booking:
    """Put a confirmed visit, or (staff) a hold, to another time; overlapping its own is fine.

    Without by it is the patient, who needs the service's notice and raises PastCutoff where only
    the phone is left. Staff need no notice.
    """
    answer = TransitionInput(note=note, times=(to,))
    return apply_transition(
        "reschedule", booking_id, actor=_actor(by), version=version, by=by, now=now, answer=answer
    )


def withdraw(
    booking_id: UUID, *, version: int, by: User | None = None, now: datetime, note: str = ""
) -> Booking:
    """The patient does not want it any more; by is the member of staff whom they told.

    Where the patient does it, every link of the booking stops working.
    """
    return apply_transition(
        "withdraw", booking_id, actor=_actor(by), version=version, by=by, now=now, note=note
    )


def lapse(booking_id: UUID, *, version: int, by: User | None = None, now: datetime) -> Booking:
    """The start has come and nobody decided, or the patient did not answer an offer in time."""
    return apply_transition("lapse", booking_id, actor=Actor.CLOCK, version=version, by=by, now=now)


def _actor(by: User | None) -> Actor:
    return Actor.PATIENT if by is None else Actor.STAFF
