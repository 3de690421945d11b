"""What is written down about a booking: its events, and the staff's sealed notes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from intake import envelopes
from intake.exceptions import NotAllowed, NoteRequired, StaleVersion
from intake.models import Booking, Event
from intake.transitions.statuses import KEPT, OTHER_EVENTS, REQUEST, Actor, Status

LONGEST_NOTE = 4000


def write_event(
    booking: Booking, name: str, *, actor: Actor, by: User | None, now: datetime, source: str
) -> None:
    """Write that something happened, which brought the booking to its present version."""
    Event.objects.create(
        booking=booking,
        version=booking.version,
        transition=name,
        actor=actor,
        user=by,
        at=now,
        source=source,
        target=booking.status,
    )


def stale_version(booking: Booking) -> StaleVersion:
    """Return the error that says who was faster, and when, from the last event."""
    event = Event.objects.filter(booking=booking).select_related("user").latest("version")
    who = event.user.get_full_name() or event.user.get_username() if event.user else ""
    return StaleVersion(status=Status(event.target), actor=event.actor, who=who, when=event.at)


def record(name: str, booking_id: UUID, *, version: int, now: datetime) -> Booking:
    """Write the event of what the patient did with a booking that was shown at that version.

    name is one of OTHER_EVENTS that are the patient's. Raises StaleVersion when somebody was
    faster, KeyError for any other name.
    """
    if name not in OTHER_EVENTS - {REQUEST, KEPT}:
        raise KeyError(name)
    with transaction.atomic():
        return raise_version(name, booking_id, version, now)


def raise_version(
    name: str,
    booking_id: UUID,
    version: int,
    now: datetime,
    *,
    by: User | None = None,
    **facts: Any,
) -> Booking:
    """Compare and set, as a transition does, and write the event; the status stays.

    So a form that was shown before is out of date. by is the member of staff; None is the patient.
    """
    booking = Booking.objects.select_related("service", "practitioner").get(pk=booking_id)
    seen = Booking.objects.filter(pk=booking_id, version=version)
    if seen.update(version=version + 1, **facts) != 1:
        raise stale_version(booking)
    booking.refresh_from_db()
    actor = Actor.STAFF if by else Actor.PATIENT
    write_event(booking, name, actor=actor, by=by, now=now, source=booking.status)
    return booking


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
        "text": text[:LONGEST_NOTE],
        "transition": transition,
        "by": by.get_username() if by else "",
        "at": now.isoformat(),
    }
    envelopes.append(booking_id, series, note, now=now)
