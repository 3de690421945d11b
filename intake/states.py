"""What may happen to a booking, as one table.

Pure: the standard library only. The actions, the staff's buttons, the refusals, the letters and the
full-matrix test all read MOVES, so adding a row here is how a new deed comes into being.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


def _(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


class Status(StrEnum):
    """Where a booking stands. An appointment is never WAITING; a call-back never holds time."""

    HELD = "held"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"
    WAITING = "waiting"
    CALLED = "called"
    CLOSED = "closed"


STATUS_LABELS: Mapping[Status, str] = {
    Status.HELD: _("Held, waiting for a decision"),
    Status.OFFERED: _("Other times offered"),
    Status.CONFIRMED: _("Confirmed"),
    Status.DECLINED: _("Declined by the clinic"),
    Status.WITHDRAWN: _("Withdrawn by the patient"),
    Status.LAPSED: _("Lapsed without a decision"),
    Status.CANCELLED: _("Canceled by the clinic"),
    Status.ATTENDED: _("Attended"),
    Status.MISSED: _("Missed"),
    Status.WAITING: _("Waiting for a call"),
    Status.CALLED: _("Called"),
    Status.CLOSED: _("Closed without a call"),
}


class DeclineReason(StrEnum):
    """Why staff said no, for the clinic's own lists. Patients are never shown it."""

    NO_TIME = "no-time"
    WRONG_CLINIC = "wrong-clinic"
    NOT_REACHED = "not-reached"
    DOCTOR_FIRST = "doctor-first"
    DUPLICATE = "duplicate"
    OTHER = "other"


DECLINE_REASONS: Mapping[DeclineReason, str] = {
    DeclineReason.NO_TIME: _("No free time that suits"),
    DeclineReason.WRONG_CLINIC: _("Not the right clinic for this"),
    DeclineReason.NOT_REACHED: _("We could not reach the patient"),
    DeclineReason.DOCTOR_FIRST: _("The answers need a doctor first"),
    DeclineReason.DUPLICATE: _("The same request came twice"),
    DeclineReason.OTHER: _("Another reason"),
}


class Actor(StrEnum):
    """Who makes a move."""

    PATIENT = "patient"
    STAFF = "staff"
    CLOCK = "clock"


class Timing(StrEnum):
    """When a move makes sense, measured against the start of the visit."""

    ANY = "any"
    BEFORE_START = "before-start"
    FROM_START = "from-start"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    letters go to the patient, staff_letters to the staff; calendar is the iCalendar method that the
    patient's letter carries, if any; permission is the codename (app intake) that a member of staff
    needs, and permission_if_flagged what they need besides where an answer was flagged: nobody
    approves over answers that they cannot read. A move with frees_time lets go of the claims.
    """

    name: str
    label: str
    sources: frozenset[Status]
    target: Status
    actors: frozenset[Actor]
    letters: tuple[str, ...] = ()
    staff_letters: tuple[str, ...] = ()
    note_required: bool = False
    note_if_flagged: bool = False
    frees_time: bool = False
    calendar: str = ""
    timing: Timing = Timing.ANY
    permission: str = "decide_booking"
    permission_if_flagged: str = ""

    def permissions(self, *, flagged: bool) -> tuple[str, ...]:
        """Name everything a member of staff needs for this move on such a booking."""
        also = self.permission_if_flagged if flagged else ""
        return (self.permission, also) if also else (self.permission,)

    def needs_note(self, *, flagged: bool) -> bool:
        """Say whether this move on such a booking must come with a note."""
        return self.note_required or (self.note_if_flagged and flagged)

    def is_timely(self, start: datetime | None, now: datetime) -> bool:
        """Say whether the move makes sense now; a booking without a start is never untimely."""
        if start is None or self.timing is Timing.ANY:
            return True
        return (now < start) if self.timing is Timing.BEFORE_START else (start <= now)


_STAFF = frozenset({Actor.STAFF})

MOVES: tuple[Move, ...] = (
    Move(
        name="confirm",
        label=_("Confirm"),
        sources=frozenset({Status.HELD}),
        target=Status.CONFIRMED,
        actors=_STAFF,
        letters=("booking.confirmed",),
        note_if_flagged=True,
        permission_if_flagged="read_answers",
        calendar="REQUEST",
        timing=Timing.BEFORE_START,
    ),
    Move(
        name="decline",
        label=_("Decline"),
        sources=frozenset({Status.HELD}),
        target=Status.DECLINED,
        actors=_STAFF,
        letters=("booking.declined",),
        note_required=True,
        frees_time=True,
    ),
    Move(
        name="withdraw",
        label=_("Withdraw"),
        sources=frozenset({Status.HELD, Status.CONFIRMED}),
        target=Status.WITHDRAWN,
        actors=frozenset({Actor.PATIENT}),
        letters=("booking.withdrawn",),
        staff_letters=("booking.patient_withdrew",),
        frees_time=True,
        calendar="CANCEL",
        timing=Timing.BEFORE_START,
    ),
    Move(
        name="cancel",
        label=_("Cancel"),
        sources=frozenset({Status.CONFIRMED}),
        target=Status.CANCELLED,
        actors=_STAFF,
        letters=("booking.cancelled",),
        note_required=True,
        frees_time=True,
        calendar="CANCEL",
    ),
    Move(
        name="lapse",
        label=_("Lapse"),
        sources=frozenset({Status.HELD}),
        target=Status.LAPSED,
        actors=frozenset({Actor.CLOCK}),
        letters=("booking.lapsed",),
        staff_letters=("booking.lapsed_call_patient",),
        frees_time=True,
        timing=Timing.FROM_START,
    ),
    Move(
        name="attended",
        label=_("Attended"),
        sources=frozenset({Status.CONFIRMED}),
        target=Status.ATTENDED,
        actors=_STAFF,
        timing=Timing.FROM_START,
    ),
    Move(
        name="missed",
        label=_("Missed"),
        sources=frozenset({Status.CONFIRMED}),
        target=Status.MISSED,
        actors=_STAFF,
        timing=Timing.FROM_START,
    ),
    Move(
        name="called",
        label=_("Called"),
        sources=frozenset({Status.WAITING}),
        target=Status.CALLED,
        actors=_STAFF,
    ),
    Move(
        name="close",
        label=_("Close without a call"),
        sources=frozenset({Status.WAITING}),
        target=Status.CLOSED,
        actors=_STAFF,
        note_required=True,
    ),
)

REQUEST = "request"
"""The name under which the first event of every booking is written; it is not a move."""

LIVE: frozenset[Status] = frozenset({Status.HELD, Status.OFFERED, Status.CONFIRMED})
"""The statuses that may own time that is still to come."""

OPEN: frozenset[Status] = LIVE | {Status.WAITING}
"""The statuses in which the matter goes on; in all others it is over, though staff may undo."""

UNTIMED: frozenset[Status] = frozenset(
    {Status.HELD, Status.OFFERED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED}
)
"""The statuses in which an appointment may have no time of its own; OFFERED never has one."""


def find(name: str) -> Move:
    """Give the move of that name; a name not in the table is a KeyError."""
    for move in MOVES:
        if move.name == name:
            return move
    raise KeyError(name)


def allowed(status: Status, actor: Actor) -> tuple[Move, ...]:
    """Give the moves that actor may make from status, in the order of the table."""
    return tuple(m for m in MOVES if status in m.sources and actor in m.actors)
