"""Who may make which transition, and when."""

from datetime import datetime

from django.contrib.auth.models import User

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox import posting as outbox
from intake.exceptions import NotAllowed, NoteRequired, PastCutoff, ReasonRequired
from intake.models import Booking, Event
from intake.queries.times import change_cutoff
from intake.transitions.statuses import LIVE, OPEN, Actor, DeclineReason, Status
from intake.transitions.table import allowed_transitions, transitions_named
from intake.transitions.transition import Timing, Transition

DONE_AT = {"second_look": "second_look_at", "called": "called_at"}


def possible_transitions(
    booking: Booking, *, actor: Actor, by: User | None, now: datetime
) -> tuple[Transition, ...]:
    """Return the transitions that this person can make with the booking as it stands now.

    Read off the table, in its order: what is refused here is refused by apply_transition, and what
    is given fails only for what the transition asks for, or because somebody was faster.
    """
    return tuple(
        row
        for row in allowed_transitions(Status(booking.status), actor)
        if _has_rights(row, booking, actor, by) and _refusal(row, booking, by=by, now=now) is None
    )


def check_actor(name: str, booking: Booking, *, actor: Actor, by: User | None) -> None:
    """Raise NotAllowed unless this actor may ever make that transition on such a booking."""
    own = [row for row in transitions_named(name) if actor in row.actors]
    if not own:
        raise NotAllowed(f"the {actor} may not {name}")
    if actor is not Actor.STAFF and by is not None:
        raise NotAllowed("a member of staff acts as staff")
    if not any(_has_rights(row, booking, actor, by) for row in own):
        raise NotAllowed(f"this member of staff may not {name}")


def check_booking(
    row: Transition, booking: Booking, *, by: User | None, now: datetime, note: str, reason: str
) -> None:
    """Raise NotAllowed, ReasonRequired or NoteRequired if the transition cannot be made so, now."""
    refusal = _refusal(row, booking, by=by, now=now)
    if refusal is not None:
        raise refusal
    if row.asks_reason and reason not in set(DeclineReason):
        raise ReasonRequired(f"{row.name} needs a reason from the list")
    if row.needs_note(flagged=booking.flagged, reason=reason) and not note.strip():
        raise NoteRequired(f"{row.name} needs a note")


def _has_rights(row: Transition, booking: Booking, actor: Actor, by: User | None) -> bool:
    if actor is not Actor.STAFF:
        return by is None
    needed = [f"intake.{name}" for name in row.permissions(flagged=booking.flagged)]
    return by is not None and by.has_perms(needed)


def _refusal(
    row: Transition, booking: Booking, *, by: User | None, now: datetime
) -> NotAllowed | None:
    """Return why the transition makes no sense now, or None."""
    cutoff = change_cutoff(booking, Clinic.current())
    if not row.is_timely(booking.turning_point, now, cutoff=cutoff):
        if row.timing is Timing.BEFORE_CUTOFF:
            return PastCutoff(f"{row.name} is possible by phone only")
        return NotAllowed(f"{row.name} is not possible at this time")
    if row.only_flagged and not booking.flagged:
        return NotAllowed(f"{row.name} is for answers with a flag")
    if row.once and getattr(booking, DONE_AT[row.name]) is not None:
        return NotAllowed(f"{row.name} was done before")
    status = Status(booking.status)
    if booking.purged_at and status not in OPEN and row.target_from(status) in LIVE:
        return NotAllowed("nobody is known who could come")
    if row.by_another and by is not None:
        arrival = Event.objects.filter(booking=booking).exclude(source=booking.status)
        if arrival.order_by("-version").values_list("user", flat=True).first() == by.pk:
            return NotAllowed(f"{row.name} is for another person")
    return None


def is_in_doubt(booking: Booking) -> bool:
    """Return whether a script may have typed its address: nothing was sent to it yet.

    What its sender does then writes to nobody but staff.
    """
    answered = outbox.about(booking.id).filter(to_staff=False)
    return bool(booking.quarantine) and not answered.exists()
