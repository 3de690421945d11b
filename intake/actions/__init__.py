"""The only writer of bookings, of the time they own, and of their events. Import from here."""

from intake.actions.bursts import BurstOutcome, Seen, decline_burst, keep_burst
from intake.actions.checking import possible_transitions
from intake.actions.clock import lapse_due, mark_orphans
from intake.actions.corrections import correct_contact
from intake.actions.events import add_note, record
from intake.actions.requesting import (
    BookingRequest,
    Consent,
    request_booking,
    request_call_back,
)
from intake.actions.time_cells import MOST_OFFERED, Slot, lock_hours
from intake.actions.transitions import TransitionInput, apply_transition

__all__ = [
    "MOST_OFFERED",
    "BookingRequest",
    "BurstOutcome",
    "Consent",
    "Seen",
    "Slot",
    "TransitionInput",
    "add_note",
    "apply_transition",
    "correct_contact",
    "decline_burst",
    "keep_burst",
    "lapse_due",
    "lock_hours",
    "mark_orphans",
    "possible_transitions",
    "record",
    "request_booking",
    "request_call_back",
]
