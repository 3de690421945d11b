"""The only writer of bookings, of the time they own, and of their events. Import from here."""

from intake.actions.answers import TransitionInput
from intake.actions.bursts import BurstOutcome, Seen, keep_burst, let_go_of_burst
from intake.actions.checking import possible
from intake.actions.deeds import correct_contact, record
from intake.actions.hours import lock_hours
from intake.actions.lapsing import lapse_due
from intake.actions.moving import apply_transition
from intake.actions.notes import add_note
from intake.actions.orphans import mark_orphans
from intake.actions.requesting import request_booking, request_call_back
from intake.actions.time_cells import MOST_OFFERED, Slot
from intake.actions.transitions import (
    accept,
    attended,
    called,
    cancel,
    close,
    confirm,
    decline,
    lapse,
    missed,
    offer,
    refuse,
    reschedule,
    second_look,
    undo,
    withdraw,
)
from intake.actions.wishes import BookingRequest, Consent

__all__ = [
    "MOST_OFFERED",
    "BookingRequest",
    "BurstOutcome",
    "Consent",
    "Seen",
    "Slot",
    "TransitionInput",
    "accept",
    "add_note",
    "apply_transition",
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
    "mark_orphans",
    "missed",
    "offer",
    "possible",
    "record",
    "refuse",
    "request_booking",
    "request_call_back",
    "reschedule",
    "second_look",
    "undo",
    "withdraw",
]
