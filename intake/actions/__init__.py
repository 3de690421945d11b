"""The only writer of bookings, of the time they own, and of their events. Import from here."""

from intake.actions.lapsing import lapse_due
from intake.actions.moves import (
    attended,
    called,
    cancel,
    close,
    confirm,
    decline,
    lapse,
    missed,
    withdraw,
)
from intake.actions.moving import move
from intake.actions.notes import add_note
from intake.actions.requesting import request_booking, request_call_back
from intake.actions.wishes import Consent, Wish

__all__ = [
    "Consent",
    "Wish",
    "add_note",
    "attended",
    "called",
    "cancel",
    "close",
    "confirm",
    "decline",
    "lapse",
    "lapse_due",
    "missed",
    "move",
    "request_booking",
    "request_call_back",
    "withdraw",
]
