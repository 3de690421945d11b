"""What one row of the table says."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.states.words import Actor, DeclineReason, Status


class Timing(StrEnum):
    """When a move makes sense, measured against the booking's turning point.

    That is the start of the visit; while times are offered, the deadline of the offer. The
    cut-off is so many hours before it, and up to it patients may change a visit themselves.
    """

    ANY = "any"
    BEFORE_START = "before-start"
    BEFORE_CUTOFF = "before-cutoff"
    FROM_START = "from-start"


class Time(StrEnum):
    """What a move does with the time that a booking owns."""

    KEEP = "keep"
    FREE = "free"
    OFFER = "offer"  # lets go of it, and claims up to three others
    ACCEPT = "accept"  # one of the offered times becomes its own, the rest is freed
    MOVE = "move"  # claims another, then lets go of what it does not need
    RECLAIM = "reclaim"  # claims again the time that it once let go of


ASKS_FOR_TIME = frozenset({Time.OFFER, Time.ACCEPT, Time.MOVE})
_TAKES_TIME = ASKS_FOR_TIME | {Time.RECLAIM}


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. Rows may share a name, but not a name, a source and an actor.

    target None means that the status stays. letters go to the patient, staff_letters to the staff
    unless one of them made the move; calendar is the iCalendar method that the patient's letter
    carries, if any. permission is the codename (app intake) that a member of staff needs, and
    permission_if_flagged what they need besides where an answer was flagged: nobody approves over
    answers that they cannot read. A move with needs_time is for bookings that have one; one with
    only_flagged for those with a flag; once, it is not made a second time; and by_another keeps it
    from the person who brought the booking to where it stands.
    """

    name: str
    label: str
    sources: frozenset[Status]
    target: Status | None
    actors: frozenset[Actor]
    letters: tuple[str, ...] = ()
    staff_letters: tuple[str, ...] = ()
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
        """Whether somebody must say which time, so that a plain yes is no answer."""
        return self.time in ASKS_FOR_TIME

    @property
    def takes_time(self) -> bool:
        """Whether it takes time that the booking does not own: then the hours must hold still."""
        return self.time in _TAKES_TIME

    @property
    def reminds(self) -> bool:
        """Whether a reminder follows: whoever is sent a calendar entry is also reminded."""
        return self.calendar == "REQUEST"

    def target_from(self, source: Status) -> Status:
        """Give the status after the move."""
        return self.target or source

    def permissions(self, *, flagged: bool) -> tuple[str, ...]:
        """Name everything a member of staff needs for this move on such a booking."""
        also = self.permission_if_flagged if flagged else ""
        return (self.permission, also) if also else (self.permission,)

    def needs_note(self, *, flagged: bool, reason: str = "") -> bool:
        """Say whether this move on such a booking, for this reason, must come with a note."""
        unsaid = reason == DeclineReason.OTHER
        return self.note_required or unsaid or (self.note_if_flagged and flagged)

    def is_timely(
        self, turning_point: datetime | None, now: datetime, *, cutoff: datetime | None = None
    ) -> bool:
        """Say whether the move makes sense now.

        Without a turning point only the moves that need a time are untimely. Raises ValueError
        when a move up to the cut-off is asked about without one.
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
