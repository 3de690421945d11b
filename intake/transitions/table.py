"""The table itself: what may happen to a booking, by whom, and what follows."""

from clinic_site.foundation.text.marks import gettext_noop as _
from intake.transitions.statuses import Actor, NotificationKind, Status
from intake.transitions.transition import Time, Timing, Transition

_STAFF = frozenset({Actor.STAFF})
_PATIENT = frozenset({Actor.PATIENT})
_CLOCK = frozenset({Actor.CLOCK})
_EITHER = _STAFF | _PATIENT

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        name="confirm",
        label=_("Confirm"),
        sources=frozenset({Status.HELD}),
        target=Status.CONFIRMED,
        actors=_STAFF,
        notifications=(NotificationKind.CONFIRMED,),
        note_if_flagged=True,
        permission_if_flagged="read_answers",
        needs_time=True,
        calendar="REQUEST",
        timing=Timing.BEFORE_START,
    ),
    # Accepting an offered time books it at once, so offering over a flag is approving.
    Transition(
        name="offer",
        label=_("Offer other times"),
        sources=frozenset({Status.HELD}),
        target=Status.OFFERED,
        actors=_STAFF,
        notifications=(NotificationKind.OFFERED,),
        note_if_flagged=True,
        permission_if_flagged="read_answers",
        time=Time.OFFER,
        timing=Timing.BEFORE_START,
    ),
    Transition(
        name="decline",
        label=_("Decline"),
        sources=frozenset({Status.HELD}),
        target=Status.DECLINED,
        actors=_STAFF,
        notifications=(NotificationKind.DECLINED,),
        asks_reason=True,
        time=Time.FREE,
    ),
    Transition(
        name="accept",
        label=_("Accept an offered time"),
        sources=frozenset({Status.OFFERED}),
        target=Status.CONFIRMED,
        actors=_EITHER,
        notifications=(NotificationKind.ACCEPTED,),
        staff_notifications=(NotificationKind.PATIENT_ACCEPTED,),
        time=Time.ACCEPT,
        calendar="REQUEST",
        timing=Timing.BEFORE_START,
    ),
    Transition(
        name="refuse",
        label=_("None of the times suits"),
        sources=frozenset({Status.OFFERED}),
        target=Status.HELD,
        actors=_EITHER,
        notifications=(NotificationKind.REFUSED,),
        staff_notifications=(NotificationKind.PATIENT_REFUSED,),
        time=Time.FREE,
        timing=Timing.BEFORE_START,
    ),
    Transition(
        name="reschedule",
        label=_("Reschedule"),
        sources=frozenset({Status.CONFIRMED}),
        target=None,
        actors=_PATIENT,
        notifications=(NotificationKind.RESCHEDULED_BY_PATIENT,),
        staff_notifications=(NotificationKind.PATIENT_RESCHEDULED,),
        time=Time.RESCHEDULE,
        calendar="REQUEST",
        timing=Timing.BEFORE_CUTOFF,
    ),
    Transition(
        name="reschedule",
        label=_("Reschedule"),
        sources=frozenset({Status.CONFIRMED}),
        target=None,
        actors=_STAFF,
        notifications=(NotificationKind.RESCHEDULED,),
        time=Time.RESCHEDULE,
        calendar="REQUEST",
        timing=Timing.BEFORE_START,
    ),
    # A request without a time waits for staff: nobody takes one past a doubt or a refused offer.
    Transition(
        name="reschedule",
        label=_("Ask for another time"),
        sources=frozenset({Status.HELD}),
        target=None,
        actors=_PATIENT,
        notifications=(NotificationKind.HOLD_RESCHEDULED_BY_PATIENT,),
        staff_notifications=(NotificationKind.PATIENT_RESCHEDULED,),
        needs_time=True,
        time=Time.RESCHEDULE,
        timing=Timing.BEFORE_CUTOFF,
    ),
    Transition(
        name="reschedule",
        label=_("Hold another time"),
        sources=frozenset({Status.HELD}),
        target=None,
        actors=_STAFF,
        notifications=(NotificationKind.HOLD_RESCHEDULED,),
        time=Time.RESCHEDULE,
        timing=Timing.BEFORE_START,
    ),
    Transition(
        name="withdraw",
        label=_("Cancel"),
        sources=frozenset({Status.HELD, Status.OFFERED, Status.WAITING}),
        target=Status.WITHDRAWN,
        actors=_PATIENT,
        notifications=(NotificationKind.WITHDRAWN,),
        staff_notifications=(NotificationKind.PATIENT_WITHDREW,),
        time=Time.FREE,
        calendar="CANCEL",
        timing=Timing.BEFORE_START,
    ),
    # What was promised is changed late by phone only: the desk must hear of it in time.
    Transition(
        name="withdraw",
        label=_("Cancel"),
        sources=frozenset({Status.CONFIRMED}),
        target=Status.WITHDRAWN,
        actors=_PATIENT,
        notifications=(NotificationKind.WITHDRAWN,),
        staff_notifications=(NotificationKind.PATIENT_WITHDREW,),
        time=Time.FREE,
        calendar="CANCEL",
        timing=Timing.BEFORE_CUTOFF,
    ),
    Transition(
        name="withdraw",
        label=_("Patient cancelled"),
        sources=frozenset({Status.HELD, Status.OFFERED, Status.CONFIRMED}),
        target=Status.WITHDRAWN,
        actors=_STAFF,
        notifications=(NotificationKind.WITHDRAWN,),
        time=Time.FREE,
        calendar="CANCEL",
        timing=Timing.BEFORE_START,
    ),
    Transition(
        name="cancel",
        label=_("Clinic cancels"),
        sources=frozenset({Status.CONFIRMED}),
        target=Status.CANCELLED,
        actors=_STAFF,
        notifications=(NotificationKind.CANCELLED,),
        note_required=True,
        time=Time.FREE,
        calendar="CANCEL",
    ),
    Transition(
        name="lapse",
        label=_("Expire"),
        sources=frozenset({Status.HELD}),
        target=Status.LAPSED,
        actors=_CLOCK,
        notifications=(NotificationKind.LAPSED,),
        staff_notifications=(NotificationKind.LAPSED_CALL_PATIENT,),
        needs_time=True,
        time=Time.FREE,
        timing=Timing.FROM_START,
    ),
    Transition(
        name="lapse",
        label=_("Expire"),
        sources=frozenset({Status.OFFERED}),
        target=Status.LAPSED,
        actors=_CLOCK,
        notifications=(NotificationKind.OFFER_LAPSED,),
        staff_notifications=(NotificationKind.OFFER_LAPSED_CALL_PATIENT,),
        time=Time.FREE,
        timing=Timing.FROM_START,
    ),
    Transition(
        name="attended",
        label=_("Attended"),
        sources=frozenset({Status.CONFIRMED}),
        target=Status.ATTENDED,
        actors=_STAFF,
        timing=Timing.FROM_START,
    ),
    Transition(
        name="missed",
        label=_("Missed"),
        sources=frozenset({Status.CONFIRMED}),
        target=Status.MISSED,
        actors=_STAFF,
        timing=Timing.FROM_START,
    ),
    Transition(
        name="undo",
        label=_("Undo"),
        sources=frozenset({Status.ATTENDED, Status.MISSED}),
        target=Status.CONFIRMED,
        actors=_STAFF,
    ),
    Transition(
        name="undo",
        label=_("Undo"),
        sources=frozenset({Status.DECLINED}),
        target=Status.HELD,
        actors=_STAFF,
        notifications=(NotificationKind.HELD_AGAIN,),
        time=Time.RECLAIM,
        timing=Timing.BEFORE_START,
    ),
    Transition(
        name="second_look",
        label=_("Looked at again"),
        sources=frozenset({Status.DECLINED, Status.LAPSED}),
        target=None,
        actors=_STAFF,
        only_flagged=True,
        once=True,
        by_another=True,
        permission_if_flagged="read_answers",
    ),
    Transition(
        name="called",
        label=_("Spoke to patient"),
        sources=frozenset({Status.WAITING}),
        target=Status.CALLED,
        actors=_STAFF,
    ),
    Transition(
        name="called",
        label=_("Spoke to patient"),
        sources=frozenset({Status.LAPSED}),
        target=None,
        actors=_STAFF,
        once=True,
    ),
    Transition(
        name="close",
        label=_("Close without a call"),
        sources=frozenset({Status.WAITING}),
        target=Status.CLOSED,
        actors=_STAFF,
        note_required=True,
    ),
)

TRANSITION_NAMES: tuple[str, ...] = tuple(dict.fromkeys(row.name for row in TRANSITIONS))
"""Every name in the table, once, in its order."""


def transitions_named(name: str) -> tuple[Transition, ...]:
    """Return the rows of that name; a name that is not in the table is a KeyError."""
    found = tuple(row for row in TRANSITIONS if row.name == name)
    if not found:
        raise KeyError(name)
    return found


def allowed_transitions(status: Status, actor: Actor) -> tuple[Transition, ...]:
    """Return the transitions that actor may make from status, in the order of the table."""
    return tuple(row for row in TRANSITIONS if status in row.sources and actor in row.actors)


def find_transition(name: str, status: Status, actor: Actor) -> Transition | None:
    """Return the row that this actor may use from this status; KeyError for an unknown name."""
    named = transitions_named(name)
    return next((row for row in named if status in row.sources and actor in row.actors), None)


def arrows() -> list[tuple[Status, Transition, Actor]]:
    """Return each thing that may happen: the source, the row, and the actor."""
    return [
        (source, row, actor)
        for row in TRANSITIONS
        for source in Status
        if source in row.sources
        for actor in Actor
        if actor in row.actors
    ]
