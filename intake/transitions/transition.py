"""One row of the table of transitions, and what can be read off it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.transitions.statuses import Actor, DeclineReason, NotificationKind, Status


class Timing(StrEnum):
    """When a transition makes sense, measured against the booking's turning point.

    That is the start of the visit; while times are offered, the deadline of the offer. The
    cut-off is so many hours before it, and up to it patients may change a visit themselves.
    """

    ANY = "any"
    BEFORE_START = "before-start"
    BEFORE_CUTOFF = "before-cutoff"
    FROM_START = "from-start"


class Time(StrEnum):
    """What a transition does with the time that a booking owns."""

    KEEP = "keep"
    FREE = "free"
    OFFER = "offer"  # releases it, and reserves up to three others
    ACCEPT = "accept"  # one of the offered times becomes its own, the rest is freed
    RESCHEDULE = "reschedule"  # reserves another, then releases what it does not need
    RECLAIM = "reclaim"  # reserves again the time that it once released


ASKS_FOR_TIME = frozenset({Time.OFFER, Time.ACCEPT, Time.RESCHEDULE})
_TAKES_TIME = ASKS_FOR_TIME | {Time.RECLAIM}


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. Rows may share a name, but not a name, a source and an actor.

    target None means that the status stays. notifications go to the patient, staff_notifications
    to the staff unless one of them made the transition; calendar is the iCalendar method that the
    patient's notification carries, if any. permission is the codename (app intake) that a member
    of staff needs, and permission_if_flagged what they need besides where an answer was flagged:
    nobody approves over answers that they cannot read. needs_time: only for bookings that have one.
    only_flagged: only for those with a flag. once: not a second time. by_another: not by the person
    who brought the booking to its present status.
    """

    name: str
    label: str
    sources: frozenset[Status]
    target: Status | None
    actors: frozenset[Actor]
    notifications: tuple[NotificationKind, ...] = ()
    staff_notifications: tuple[NotificationKind, ...] = ()
    note_required: bool = False
    note_if_flagged: bool = False
    asks_reason: bool = False
    needs_time: bool = False
    only_flagged: bool = False
    once: bool = False
    by_another: bool = False
    time: Time = Time.KEEP
    calendar: str = ""
    timing: Timing = Timing.ANY
    permission: str = "decide_booking"
    permission_if_flagged: str = ""

    @property
    def asks_for_time(self) -> bool:
        """Return whether somebody must say which time, so that a plain yes is no answer."""
        return self.time in ASKS_FOR_TIME

    @property
    def takes_time(self) -> bool:
        """Return whether it takes time the booking does not own: the hours must not change then."""
        return self.time in _TAKES_TIME

    @property
    def reminds(self) -> bool:
        """Return whether a reminder follows: everyone who is sent a calendar entry is reminded."""
        return self.calendar == "REQUEST"

    def target_from(self, source: Status) -> Status:
        """Return the status after the transition."""
        return self.target or source

    def permissions(self, *, flagged: bool) -> tuple[str, ...]:
        """Return every permission that a member of staff needs for this on such a booking."""
        also = self.permission_if_flagged if flagged else ""
        return (self.permission, also) if also else (self.permission,)

    def needs_note(self, *, flagged: bool, reason: str = "") -> bool:
        """Return whether this, on such a booking, for this reason, must come with a note."""
        unsaid = reason == DeclineReason.OTHER
        return self.note_required or unsaid or (self.note_if_flagged and flagged)

    def is_timely(
        self, turning_point: datetime | None, now: datetime, *, cutoff: datetime | None = None
    ) -> bool:
        """Return whether the transition makes sense now.

        Without a turning point only the transitions that need a time are untimely. Raises
        ValueError when a transition up to the cut-off is asked about without one.
        """
        if turning_point is None:
            return not self.needs_time
        if self.timing is Timing.BEFORE_CUTOFF:
            if cutoff is None:
                raise ValueError(f"{self.name} is measured against a cut-off")
            return now < min(cutoff, turning_point)
        if self.timing is Timing.ANY:
            return True
        return (now < turning_point) is (self.timing is Timing.BEFORE_START)
