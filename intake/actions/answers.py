"""What a move asks for, beyond a yes."""

from dataclasses import dataclass
from datetime import datetime

from intake.actions.claiming import Slot


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers that come with a move; each move reads the ones that its row asks for.

    note and reason (a DeclineReason) say why. times are pairs of a practitioner's id (None for
    anyone who is free) and a start: one to move to, up to three to offer, until the deadline.
    offer_id names the offered time that is accepted.
    """

    note: str = ""
    reason: str = ""
    times: tuple[Slot, ...] = ()
    until: datetime | None = None
    offer_id: int | None = None
