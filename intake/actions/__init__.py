"""The only writer of bookings, of the time they own, and of their events. Import from here."""

from intake.actions.answers import Answer
from intake.actions.bursts import BurstOutcome, Seen, keep_burst, let_go_of_burst
from intake.actions.checking import possible
from intake.actions.claiming import MOST_OFFERED, Slot
from intake.actions.deeds import correct_contact, record
from intake.actions.hours import lock_hours
from intake.actions.lapsing import lapse_due
from intake.actions.moves import (
    accept,
    attended,
    called,
    cancel,
    close,
    confirm,
    decline,
    lapse,
    missed,
    move,
    offer,
    refuse,
    second_look,
    undo,
    withdraw,
)
from intake.actions.moving import make
from intake.actions.notes import add_note
from intake.actions.orphans import mark_orphans
from intake.actions.requesting import request_booking, request_call_back
from intake.actions.wishes import Consent, Wish

__all__ = [
    "MOST_OFFERED",
    "Answer",
    "BurstOutcome",
    "Consent",
    "Seen",
    "Slot",
    "Wish",
    "accept",
    "add_note",
    "attended",
    "called",
    "cancel",
    "close",
    "confirm",
    "correct_contact",
    "decline",
    "keep_burst",
    "lapse",
    "lapse_due",
    "let_go_of_burst",
    "lock_hours",
    "make",
    "mark_orphans",
    "missed",
    "move",
    "offer",
    "possible",
    "record",
    "refuse",
    "request_booking",
    "request_call_back",
    "second_look",
    "undo",
    "withdraw",
]
