"""Deleting everything about a person because they ask for it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from intake import actions, enquiries
from intake.exceptions import NotAllowed
from intake.models import Booking
from intake.privacy.forgetting import forget
from intake.transitions.statuses import OPEN, Actor, Status
from intake.transitions.table import ERASURE


def can_erase(booking: Booking, now: datetime) -> bool:
    """Return whether the person can have it deleted now: it is over, or they may still withdraw."""
    if booking.purged_at is not None:
        return False
    transitions = actions.possible_transitions(booking, actor=Actor.PATIENT, by=None, now=now)
    return Status(booking.status) not in OPEN or any(
        transition.name == "withdraw" for transition in transitions
    )


def erase(booking_id: UUID, *, version: int, now: datetime) -> None:
    """Withdraw what is still open, and delete at once what says who the booking is for.

    Also what the person typed on the way. A notification that is on the way to them is not sent
    any more. Raises StaleVersion when somebody was faster, and PastCutoff or NotAllowed when it
    cannot be withdrawn now, or is deleted already. Then nothing was written.
    """
    with transaction.atomic():
        booking = Booking.objects.get(pk=booking_id)
        if booking.purged_at is not None:
            raise NotAllowed("it is deleted already")
        if Status(booking.status) in OPEN:
            booking = actions.apply_transition(
                "withdraw", booking_id, actor=Actor.PATIENT, version=version, now=now
            )
            version = booking.version
        actions.record(ERASURE, booking_id, version=version, now=now)
        forget([booking_id], now)
        enquiries.forget(booking.enquiry)
