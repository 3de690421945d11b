"""What a transition asks for, beyond a yes."""

from dataclasses import dataclass
from datetime import datetime

from intake.actions.time_cells import Slot


@dataclass(frozen=True, slots=True)
class TransitionInput:
    """What comes with a transition; each reads what its row asks for.

    note and reason (a DeclineReason) say why. times are pairs of a practitioner's id (None for
    anyone who is free) and a start: one to move to, up to three to offer, until the deadline.
    offer_id names the offered time that is accepted.
    """

    note: str = ""
    reason: str = ""
    times: tuple[Slot, ...] = ()
    until: datetime | None = None
    offer_id: int | None = None
