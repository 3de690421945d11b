"""The statuses of a booking, who moves it, and why staff may say no."""

from collections.abc import Mapping
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

LIVE: frozenset[Status] = frozenset({Status.HELD, Status.OFFERED, Status.CONFIRMED})
"""The statuses that may own time that is still to come."""

OPEN: frozenset[Status] = LIVE | {Status.WAITING}
"""The statuses in which the matter goes on; in all others it is over, though staff may undo."""

UNTIMED: frozenset[Status] = frozenset(
    {Status.HELD, Status.OFFERED, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED}
)
"""The statuses in which an appointment may have no time of its own; OFFERED never has one."""


class DeclineReason(StrEnum):
    """Why staff said no, for the clinic's own lists. Patients are never shown it."""

    NO_TIME = "no-time"
    WRONG_CLINIC = "wrong-clinic"
    NOT_REACHED = "not-reached"
    DOCTOR_FIRST = "doctor-first"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"
    OTHER = "other"


DECLINE_REASONS: Mapping[DeclineReason, str] = {
    DeclineReason.NO_TIME: _("No free time that suits"),
    DeclineReason.WRONG_CLINIC: _("Not the right clinic for this"),
    DeclineReason.NOT_REACHED: _("We could not reach the patient"),
    DeclineReason.DOCTOR_FIRST: _("The answers need a doctor first"),
    DeclineReason.DUPLICATE: _("The same request came twice"),
    DeclineReason.AUTOMATIC: _("The request looks automatic"),
    DeclineReason.OTHER: _("Another reason"),
}


class Actor(StrEnum):
    """Who makes a transition."""

    PATIENT = "patient"
    STAFF = "staff"
    CLOCK = "clock"
