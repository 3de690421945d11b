"""The staff's notes, sealed like everything that is private."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from intake import envelopes
from intake.exceptions import NotAllowed, NoteRequired
from intake.models import Booking

MOST_CHARACTERS = 4000


def add_note(booking: Booking, text: str, *, by: User, now: datetime) -> None:
    """Add a note outside of any transition. It never changes; the patient never sees it.

    Raises NotAllowed without the permission write_note, NoteRequired when the text is blank.
    """
    if not by.has_perm("intake.write_note"):
        raise NotAllowed("may not write notes")
    if not text.strip():
        raise NoteRequired("the note is empty")
    keep_note(booking.id, text.strip(), transition="", by=by, now=now)


def keep_note(
    booking_id: UUID,
    text: str,
    *,
    transition: str,
    by: User | None,
    now: datetime,
    series: str = envelopes.NOTE,
) -> None:
    """Seal a note that comes with a transition. For the actions only."""
    note = {
        "text": text[:MOST_CHARACTERS],
        "transition": transition,
        "by": by.get_username() if by else "",
        "at": now.isoformat(),
    }
    envelopes.append(booking_id, series, note, now=now)
