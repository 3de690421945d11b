"""Moving a booking on: the one door for every row of MOVES."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from clinic_site.outbox.post import post
from intake import envelopes, links
from intake.actions.notes import keep_note
from intake.exceptions import MovedOn, NotAllowed, NoteRequired
from intake.models import Booking, Claim, Event
from intake.states import OPEN, Actor, Move, Status, find


def move(
    name: str,
    booking_id: UUID,
    *,
    actor: Actor,
    version: int,
    by: User | None,
    now: datetime,
    note: str = "",
) -> Booking:
    """Make the move of that name on a booking that was shown at that version.

    Raises KeyError for an unknown name, Booking.DoesNotExist, MovedOn when somebody was faster,
    NotAllowed when this actor may not make this move from here or now, and NoteRequired. Then
    nothing was written.
    """
    return _move(find(name), booking_id, actor, version, by, now, note.strip())


def _move(
    row: Move,
    booking_id: UUID,
    actor: Actor,
    version: int,
    by: User | None,
    now: datetime,
    note: str,
) -> Booking:
    with transaction.atomic():
        booking = Booking.objects.get(pk=booking_id)
        _check_actor(row, actor, by, booking)
        if booking.version != version:
            raise _moved_on(booking)
        _check_booking(row, booking, now, note)
        source = booking.status
        _change(row, booking, now)
        Event.objects.create(
            booking=booking,
            version=booking.version,
            move=row.name,
            actor=actor,
            user=by,
            at=now,
            source=source,
            target=booking.status,
        )
        if note:
            over_a_flag = booking.flagged and row.permission_if_flagged
            series = envelopes.APPROVAL if over_a_flag else envelopes.NOTE
            keep_note(booking.id, note, move=row.name, by=by, now=now, series=series)
        if actor is Actor.PATIENT:
            # What the link allowed is done; the link ends with it.
            links.revoke_all(booking, now)
        _post_letters(row, booking, now)
    return booking


def _check_actor(row: Move, actor: Actor, by: User | None, booking: Booking) -> None:
    if actor not in row.actors:
        raise NotAllowed(f"the {actor} may not {row.name}")
    if actor is Actor.STAFF:
        needed = [f"intake.{name}" for name in row.permissions(flagged=booking.flagged)]
        if by is None or not by.has_perms(needed):
            raise NotAllowed(f"this member of staff may not {row.name}")
    elif by is not None:
        raise NotAllowed("a member of staff acts as staff")


def _check_booking(row: Move, booking: Booking, now: datetime, note: str) -> None:
    if Status(booking.status) not in row.sources:
        raise NotAllowed(f"{row.name} is not possible from {booking.status}")
    if not row.is_timely(booking.start, now):
        raise NotAllowed(f"{row.name} is not possible at this time")
    if row.needs_note(flagged=booking.flagged) and not note:
        raise NoteRequired(f"{row.name} needs a note")


def _change(row: Move, booking: Booking, now: datetime) -> None:
    """Compare and set: of two who decide at once, the database lets one through."""
    changes: dict[str, object] = {"status": row.target, "version": F("version") + 1}
    if row.target not in OPEN:
        changes["closed_at"] = now
    if _sends_calendar(row, booking):
        changes["calendar_sequence"] = F("calendar_sequence") + 1
    seen = Booking.objects.filter(pk=booking.pk, status=booking.status, version=booking.version)
    if seen.update(**changes) != 1:
        raise _moved_on(booking)
    if row.frees_time:
        Claim.objects.filter(booking=booking).delete()
    booking.refresh_from_db()


def _sends_calendar(row: Move, booking: Booking) -> bool:
    # There is nothing to cancel in the calendar of somebody who was never sent an entry.
    was_sent = booking.calendar_sequence >= 0
    return row.calendar == "REQUEST" or (row.calendar == "CANCEL" and was_sent)


def _post_letters(row: Move, booking: Booking, now: datetime) -> None:
    letters = [(kind, False) for kind in row.letters] + [(kind, True) for kind in row.staff_letters]
    for kind, to_staff in letters:
        post(kind=kind, subject=booking.id, version=booking.version, to_staff=to_staff, now=now)


def _moved_on(booking: Booking) -> MovedOn:
    """Say who was faster, and when, from the last event."""
    event = Event.objects.filter(booking=booking).select_related("user").latest("version")
    who = event.user.get_full_name() or event.user.get_username() if event.user else ""
    return MovedOn(status=Status(event.target), actor=event.actor, who=who, when=event.at)
