"""What may happen to a booking, as one table. Import from here.

Pure: the standard library only. The actions, the staff's buttons, the refusals, the letters, the
diagram in the README and the full-matrix test all read MOVES, so adding a row there is how a new
deed comes into being.
"""

from intake.states.drawing import draw
from intake.states.move import Move, Time, Timing
from intake.states.table import (
    CONTACT_LEFT,
    CORRECTION,
    DEED_LABELS,
    DEEDS,
    ERASURE,
    EXPORT,
    KEPT,
    MOVES,
    NAMES,
    REMINDER,
    REQUEST,
    allowed,
    arrows,
    find,
    rows,
)
from intake.states.words import (
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
    "MOVES",
    "NAMES",
    "OPEN",
    "REMINDER",
    "REQUEST",
    "STATUS_LABELS",
    "UNTIMED",
    "Actor",
    "DeclineReason",
    "Move",
    "Status",
    "Time",
    "Timing",
    "allowed",
    "arrows",
    "draw",
    "find",
    "rows",
]
