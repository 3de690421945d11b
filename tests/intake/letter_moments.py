"""Bringing a booking, by real moves, to where a letter of each kind is true."""

from typing import Any

from clinic_site.foundation.outbox.registry import LetterFacts, Message
from intake import actions, letters
from intake.letters.kinds import PATIENT, STAFF
from intake.models import Booking
from intake.states import REMINDER, Actor, Status, arrows
from tests.intake.factories import NOW, make_booking, make_staff, walk

FIRST = {
    "booking.held": Status.HELD,
    "booking.call_back": Status.WAITING,
    "booking.new_request": Status.HELD,
}
"""Letters that no move writes: those of a new request."""

TO_FORMER = "booking.contact_left"
CORRECTED = ("booking.contact_corrected", TO_FORMER)
"""Letters that follow when the patient corrects an address."""

ALL = sorted({**PATIENT, **STAFF})


def booking_for(kind: str, **facts: Any) -> Booking:
    """A booking just after the move that writes this letter; read off the table of moves."""
    if kind in FIRST:
        return make_booking(FIRST[kind], **facts)
    if kind == REMINDER:
        return make_booking(Status.CONFIRMED, **facts)
    if kind in CORRECTED:
        booking = make_booking(Status.CONFIRMED, **facts)
        new = {"email": "new@example.org"}
        return actions.correct_contact(booking.pk, new, version=booking.version, now=NOW)
    source, move, actor = next(
        (source, move, actor)
        for source, move, actor in arrows()
        if kind in move.letters or (kind in move.staff_letters and actor is not Actor.STAFF)
    )
    booking = make_booking(source, **facts)
    return walk(booking, move.name, by=make_staff("letter-writer"), now=NOW, actor=actor)


def rendered(kind: str, booking: Booking) -> Message | None:
    """The letter as it would be sent now; None where it is no longer true."""
    facts = LetterFacts(kind, booking.id, booking.version, to_staff=kind in STAFF)
    return letters.render(facts, NOW)


def written(kind: str, booking: Booking) -> Message:
    """The letter, which must be true."""
    message = rendered(kind, booking)
    assert message is not None
    return message
