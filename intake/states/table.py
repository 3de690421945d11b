"""The table itself: what may happen to a booking, by whom, and what follows."""

from collections.abc import Iterator, Mapping

from intake.states.move import Move, Time, Timing
from intake.states.words import Actor, Status, _


def _only(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


_STAFF = frozenset({Actor.STAFF})
_PATIENT = frozenset({Actor.PATIENT})
_CLOCK = frozenset({Actor.CLOCK})
_EITHER = _STAFF | _PATIENT

MOVES: tuple[Move, ...] = (
    Move(
        name="confirm",
        label=_("Confirm"),
        sources=_only(Status.HELD),
        target=Status.CONFIRMED,
        actors=_STAFF,
        letters=("booking.confirmed",),
        note_if_flagged=True,
        permission_if_flagged="read_answers",
        needs_time=True,
        calendar="REQUEST",
        timing=Timing.BEFORE_START,
    ),
    # Whoever accepts an offered time is booked at once, so offering over a flag is approving.
    Move(
        name="offer",
        label=_("Offer other times"),
        sources=_only(Status.HELD),
        target=Status.OFFERED,
        actors=_STAFF,
        letters=("booking.offered",),
        note_if_flagged=True,
        permission_if_flagged="read_answers",
        time=Time.OFFER,
        timing=Timing.BEFORE_START,
    ),
    Move(
        name="decline",
        label=_("Decline"),
        sources=_only(Status.HELD),
        target=Status.DECLINED,
        actors=_STAFF,
        letters=("booking.declined",),
        asks_reason=True,
        time=Time.FREE,
    ),
    Move(
        name="accept",
        label=_("Accept an offered time"),
        sources=_only(Status.OFFERED),
        target=Status.CONFIRMED,
        actors=_EITHER,
        letters=("booking.accepted",),
        staff_letters=("booking.patient_accepted",),
        time=Time.ACCEPT,
        calendar="REQUEST",
        timing=Timing.BEFORE_START,
    ),
    Move(
        name="refuse",
        label=_("None of the times suits"),
        sources=_only(Status.OFFERED),
        target=Status.HELD,
        actors=_EITHER,
        letters=("booking.refused",),
        staff_letters=("booking.patient_refused",),
        time=Time.FREE,
        timing=Timing.BEFORE_START,
    ),
    Move(
        name="move",
        label=_("Move to another time"),
        sources=_only(Status.CONFIRMED),
        target=None,
        actors=_PATIENT,
        letters=("booking.moved_by_patient",),
        staff_letters=("booking.patient_moved",),
        time=Time.MOVE,
        calendar="REQUEST",
        timing=Timing.BEFORE_CUTOFF,
    ),
    Move(
        name="move",
        label=_("Move to another time"),
        sources=_only(Status.CONFIRMED),
        target=None,
        actors=_STAFF,
        letters=("booking.moved",),
        time=Time.MOVE,
        calendar="REQUEST",
        timing=Timing.BEFORE_START,
    ),
    # A request without a time waits for staff: nobody takes one past a doubt or a refused offer.
    Move(
        name="move",
        label=_("Ask for another time"),
        sources=_only(Status.HELD),
        target=None,
        actors=_PATIENT,
        letters=("booking.hold_moved_by_patient",),
        staff_letters=("booking.patient_moved",),
        needs_time=True,
        time=Time.MOVE,
        timing=Timing.BEFORE_CUTOFF,
    ),
    Move(
        name="move",
        label=_("Hold another time"),
        sources=_only(Status.HELD),
        target=None,
        actors=_STAFF,
        letters=("booking.hold_moved",),
        time=Time.MOVE,
        timing=Timing.BEFORE_START,
    ),
    Move(
        name="withdraw",
        label=_("Withdraw"),
        sources=_only(Status.HELD, Status.OFFERED, Status.WAITING),
        target=Status.WITHDRAWN,
        actors=_PATIENT,
        letters=("booking.withdrawn",),
        staff_letters=("booking.patient_withdrew",),
        time=Time.FREE,
        calendar="CANCEL",
        timing=Timing.BEFORE_START,
    ),
    # What was promised is changed late by phone only: the desk must hear of it in time.
    Move(
        name="withdraw",
        label=_("Withdraw"),
        sources=_only(Status.CONFIRMED),
        target=Status.WITHDRAWN,
        actors=_PATIENT,
        letters=("booking.withdrawn",),
        staff_letters=("booking.patient_withdrew",),
        time=Time.FREE,
        calendar="CANCEL",
        timing=Timing.BEFORE_CUTOFF,
    ),
    Move(
        name="withdraw",
        label=_("Withdraw for the patient"),
        sources=_only(Status.HELD, Status.OFFERED, Status.CONFIRMED),
        target=Status.WITHDRAWN,
        actors=_STAFF,
        letters=("booking.withdrawn",),
        time=Time.FREE,
        calendar="CANCEL",
        timing=Timing.BEFORE_START,
    ),
    Move(
        name="cancel",
        label=_("Cancel"),
        sources=_only(Status.CONFIRMED),
        target=Status.CANCELLED,
        actors=_STAFF,
        letters=("booking.cancelled",),
        note_required=True,
        time=Time.FREE,
        calendar="CANCEL",
    ),
    Move(
        name="lapse",
        label=_("Lapse"),
        sources=_only(Status.HELD),
        target=Status.LAPSED,
        actors=_CLOCK,
        letters=("booking.lapsed",),
        staff_letters=("booking.lapsed_call_patient",),
        needs_time=True,
        time=Time.FREE,
        timing=Timing.FROM_START,
    ),
    Move(
        name="lapse",
        label=_("Lapse"),
        sources=_only(Status.OFFERED),
        target=Status.LAPSED,
        actors=_CLOCK,
        letters=("booking.offer_lapsed",),
        staff_letters=("booking.offer_lapsed_call_patient",),
        time=Time.FREE,
        timing=Timing.FROM_START,
    ),
    Move(
        name="attended",
        label=_("Attended"),
        sources=_only(Status.CONFIRMED),
        target=Status.ATTENDED,
        actors=_STAFF,
        timing=Timing.FROM_START,
    ),
    Move(
        name="missed",
        label=_("Missed"),
        sources=_only(Status.CONFIRMED),
        target=Status.MISSED,
        actors=_STAFF,
        timing=Timing.FROM_START,
    ),
    Move(
        name="undo",
        label=_("Undo"),
        sources=_only(Status.ATTENDED, Status.MISSED),
        target=Status.CONFIRMED,
        actors=_STAFF,
    ),
    Move(
        name="undo",
        label=_("Undo"),
        sources=_only(Status.DECLINED),
        target=Status.HELD,
        actors=_STAFF,
        letters=("booking.held_again",),
        time=Time.RECLAIM,
        timing=Timing.BEFORE_START,
    ),
    Move(
        name="second_look",
        label=_("Looked at again"),
        sources=_only(Status.DECLINED, Status.LAPSED),
        target=None,
        actors=_STAFF,
        only_flagged=True,
        once=True,
        by_another=True,
        permission_if_flagged="read_answers",
    ),
    Move(
        name="called",
        label=_("Called"),
        sources=_only(Status.WAITING),
        target=Status.CALLED,
        actors=_STAFF,
    ),
    Move(
        name="called",
        label=_("Called"),
        sources=_only(Status.LAPSED),
        target=None,
        actors=_STAFF,
        once=True,
    ),
    Move(
        name="close",
        label=_("Close without a call"),
        sources=_only(Status.WAITING),
        target=Status.CLOSED,
        actors=_STAFF,
        note_required=True,
    ),
)

NAMES: tuple[str, ...] = tuple(dict.fromkeys(move.name for move in MOVES))
"""Every name in the table, once, in its order."""

REQUEST = "request"
"""The name under which the first event of every booking is written; it is not a move."""

CORRECTION = "correct"
KEPT = "keep"
EXPORT = "export"
ERASURE = "erase"
DEED_LABELS: Mapping[str, str] = {
    REQUEST: _("Request received"),
    CORRECTION: _("Contact details corrected"),
    KEPT: _("Kept as an ordinary request"),
    EXPORT: _("Own data downloaded"),
    ERASURE: _("Private details deleted"),
}
DEEDS = frozenset(DEED_LABELS)
"""The names of events that are no moves: they leave the status as it is."""

CONTACT_LEFT = "booking.contact_left"
"""The letter to an address that was given up; that it reaches nobody is nothing to phone about."""

REMINDER = "booking.reminder"
"""The letter that follows, some hours before the visit, on each move that reminds."""


def rows(name: str) -> tuple[Move, ...]:
    """Give the rows of that name; a name that is not in the table is a KeyError."""
    found = tuple(move for move in MOVES if move.name == name)
    if not found:
        raise KeyError(name)
    return found


def find(name: str, status: Status, actor: Actor) -> Move | None:
    """Give the row by which this actor moves on from status; None if they may not.

    A name that is not in the table is a KeyError.
    """
    found = (move for move in rows(name) if status in move.sources and actor in move.actors)
    return next(found, None)


def allowed(status: Status, actor: Actor) -> tuple[Move, ...]:
    """Give the moves that actor may make from status, in the order of the table."""
    return tuple(m for m in MOVES if status in m.sources and actor in m.actors)


def arrows() -> Iterator[tuple[Status, Move, Actor]]:
    """Yield each single thing that may happen: from where, by which row, by whom."""
    for move in MOVES:
        for source in Status:
            if source in move.sources:
                yield from ((source, move, actor) for actor in Actor if actor in move.actors)
