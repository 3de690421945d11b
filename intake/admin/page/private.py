"""The sealed parts of a booking, as far as one member of staff may read them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User

from intake import envelopes
from intake.admin import answers
from intake.exceptions import EnvelopeError, NotAllowed
from intake.models import Booking

PAGE = "booking"
"""The page's name in the read log."""


class Access(StrEnum):
    """Why a private part is shown or not."""

    OPEN = "open"
    CLOSED = "closed"  # this person may not read it
    GONE = "gone"  # deleted on the clock
    BROKEN = "broken"  # does not open


@dataclass(frozen=True, slots=True)
class Private:
    """A sealed part, if this person may read it and it opens."""

    access: Access
    data: Any = field(default_factory=dict)


def open_contact(booking: Booking, *, by: User, page: str, now: datetime) -> Private:
    """Open who the person is and how to reach them, if this member of staff may."""
    return _open(
        lambda: envelopes.open(booking.id, envelopes.CONTACT, by=by, page=page, now=now), booking
    )


def open_answers(booking: Booking, by: User, now: datetime) -> Private:
    """Open what the patient answered, and what they want us to know."""
    return _open(lambda: _answers(booking, by, now), booking)


def open_notes(booking: Booking, by: User, now: datetime) -> Private:
    """Open the notes of colleagues."""
    return _open(lambda: _notes(booking, by, now), booking)


def _answers(booking: Booking, by: User, now: datetime) -> dict[str, Any]:
    data = envelopes.open(booking.id, envelopes.ANSWERS, by=by, page=PAGE, now=now)
    sets = answers.read(data)
    return {
        "sealed": data,
        "sets": sets,
        "unfolded": any(one.unfolded for one in sets),
        "reason": data.get("reason") or "",
    }


def _notes(booking: Booking, by: User, now: datetime) -> list[dict[str, Any]]:
    notes = envelopes.open_notes(booking.id, by=by, page=PAGE, now=now)
    return [{**note, "when": datetime.fromisoformat(note["at"])} for note in notes]


def _open(opener: Callable[[], Any], booking: Booking) -> Private:
    try:
        return Private(Access.OPEN, opener())
    except NotAllowed:
        return Private(Access.CLOSED)
    except EnvelopeError:
        return Private(Access.GONE if booking.purged_at else Access.BROKEN)
