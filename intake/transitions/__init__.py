"""What may happen to a booking, as one table. Import from here.

Pure: the standard library only. The actions, the staff's buttons, the refusals, the notifications,
the diagram in the README and the full-matrix test all read TRANSITIONS, so adding a row there is
how a new deed comes into being.
"""

from intake.transitions.drawing import draw
from intake.transitions.table import (
    CONTACT_LEFT,
    CORRECTION,
    DEED_LABELS,
    DEEDS,
    ERASURE,
    EXPORT,
    KEPT,
    NAMES,
    REMINDER,
    REQUEST,
    TRANSITIONS,
    allowed,
    arrows,
    find,
    rows,
)
from intake.transitions.transition import Time, Timing, Transition
from intake.transitions.words import (
    DECLINE_REASONS,
    LIVE,
    OPEN,
    STATUS_LABELS,
    UNTIMED,
    Actor,
    DeclineReason,
    Status,
)

__all__ = [
    "CONTACT_LEFT",
    "CORRECTION",
    "DECLINE_REASONS",
    "DEEDS",
    "DEED_LABELS",
    "ERASURE",
    "EXPORT",
    "KEPT",
    "LIVE",
    "NAMES",
    "OPEN",
    "REMINDER",
    "REQUEST",
    "STATUS_LABELS",
    "TRANSITIONS",
    "UNTIMED",
    "Actor",
    "DeclineReason",
    "Status",
    "Time",
    "Timing",
    "Transition",
    "allowed",
    "arrows",
    "draw",
    "find",
    "rows",
]
