"""What one client does in a race, and what it saw. Run in other processes: see harness."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unittest import mock
from uuid import UUID

from django.contrib.auth.models import User

from clinic_site.foundation.clinic.models import Clinic
from intake.actions.requesting import request_booking
from intake.actions.transitions import TransitionInput, apply_transition
from intake.admin.affected import SEEN
from intake.availability.facts import FreeTime
from intake.exceptions import NotOffered, SlotTaken, StaleVersion
from intake.models import Booking, Service
from intake.queries.times import SlotCheck, nearest_free
from intake.transitions.statuses import Actor
from tests.clinic_site.staff import signed_in
from tests.intake.factories import act, make_wish
from tests.moments import NOW

REFUSED = "refused"
CLOSED = "closed"


@dataclass(frozen=True)
class Booked:
    """The client got a booking."""

    booking: UUID


@dataclass(frozen=True)
class Taken:
    """The client was refused kindly, with this many free times instead."""

    offered: int


@dataclass(frozen=True)
class Moved:
    """The client's move was made."""

    status: str


@dataclass(frozen=True)
class TooLate:
    """Somebody was faster, and the client was told to what."""

    status: str


def request(service_id: int, start: datetime, enquiry: UUID | None = None) -> Booked | Taken:
    """Ask for one time, as the summary page does."""
    service = Service.objects.get(pk=service_id)
    booking_request = make_wish(service, start, **({"enquiry": enquiry} if enquiry else {}))
    try:
        return Booked(request_booking(booking_request, now=NOW).id)
    except SlotTaken:
        zone = Clinic.current().zone
        return Taken(len(nearest_free(service, None, start, NOW, zone)))


def request_as_stranger(service_id: int, start: datetime, number: int) -> Booked | Taken:
    """Ask for one time from an address and under a contact that nobody else has."""
    contact = {"email": f"stranger{number}@example.org"}
    booking_request = make_wish(
        Service.objects.get(pk=service_id), start, contact=contact, address=f"198.51.100.{number}"
    )
    try:
        return Booked(request_booking(booking_request, now=NOW).id)
    except SlotTaken:
        return Taken(0)


def request_out_of_line(service_id: int, start: datetime, number: int) -> Booked | Taken:
    """Ask as a stranger, with nobody waiting for anybody: each counts what it sees."""
    # Every thread puts the same in, and the process ends with the test.
    mock.patch("intake.actions.requesting.stand_in_line").start()
    return request_as_stranger(service_id, start, number)


def request_without_looking(service_id: int, start: datetime, practitioner: int) -> Booked | Taken:
    """Ask for one time with the look inside the transaction taken out: it always says "free"."""
    blind = SlotCheck(FreeTime(start, practitioner, None), is_offered=True)
    # Every thread puts the same in, and the process ends with the test.
    mock.patch("intake.actions.requesting.check_slot", return_value=blind).start()
    try:
        return Booked(
            request_booking(make_wish(Service.objects.get(pk=service_id), start), now=NOW).id
        )
    except SlotTaken:
        return Taken(0)


def reschedule(name: str, actor: Actor, booking: UUID, username: str) -> Moved | TooLate:
    """Make a transition of a booking that was shown at its first version."""
    by = User.objects.get(username=username) if username else None
    try:
        moved: Booking = apply_transition(
            name,
            booking,
            actor=actor,
            version=1,
            by=by,
            now=NOW,
            answer=TransitionInput(note="Because", reason="no-time"),
        )
    except StaleVersion as faster:
        return TooLate(faster.status)
    return Moved(moved.status)


def move_to(booking: UUID, start: datetime) -> Moved | TooLate | Taken:
    """Move a visit that was shown at its second version, as its patient does."""
    try:
        moved = act("reschedule", booking, version=2, now=NOW, to=(None, start))
    except StaleVersion as faster:
        return TooLate(faster.status)
    except SlotTaken:
        return Taken(0)
    return Moved(moved.status)


def move_to_without_looking(booking: UUID, start: datetime) -> Moved | TooLate | Taken:
    """Move a visit with the look taken out: only the database keeps the two apart."""
    person = Booking.objects.get(pk=booking).practitioner_id or 0

    def blind(_service: Service, _person: object, wanted: datetime, *_: Any, **__: Any) -> Any:
        return SlotCheck(FreeTime(wanted, person, None), is_offered=True)

    # Every thread puts the same in, and the process ends with the test.
    mock.patch("intake.actions.time_cells.check_slot", side_effect=blind).start()
    return move_to(booking, start)


def accept(booking: UUID, offer_id: int, now: datetime) -> Moved | TooLate:
    """Accept an offered time, as the patient does."""
    try:
        return Moved(act("accept", booking, version=2, now=now, offer_id=offer_id).status)
    except StaleVersion as faster:
        return TooLate(faster.status)


def lapse(booking: UUID, now: datetime) -> Moved | TooLate:
    """Let the offer lapse, as the clock does."""
    try:
        return Moved(act("lapse", booking, version=2, now=now).status)
    except StaleVersion as faster:
        return TooLate(faster.status)


def offer(booking: UUID, start: datetime, until: datetime, username: str) -> Moved | Taken:
    """Offer one other time instead of the held one."""
    by = User.objects.get(username=username)
    try:
        moved = act(
            "offer", booking, version=1, by=by, now=NOW, times=((None, start),), until=until
        )
    except SlotTaken:
        return Taken(0)
    return Moved(moved.status)


def undo(booking: UUID, username: str) -> Moved | Taken:
    """Undo a decline, which needs its own time again."""
    by = User.objects.get(username=username)
    try:
        return Moved(act("undo", booking, version=2, by=by, now=NOW).status)
    except SlotTaken:
        return Taken(0)


def book(service_id: int, start: datetime, now: datetime) -> Booked | str:
    """Ask for one time; the clinic may have closed it since."""
    booking_request = make_wish(Service.objects.get(pk=service_id), start)
    try:
        return Booked(request_booking(booking_request, now=now).id)
    except (NotOffered, SlotTaken):
        return REFUSED


def close(day: date, username: str) -> str:
    """Close the whole clinic on a day, by the form of somebody who has seen who is affected."""
    browser = signed_in(User.objects.get(username=username))
    form = {"practitioner": "", "date": str(day), "starts": "", "ends": "", "reason": "", SEEN: "1"}
    answer = browser.post("/staff/intake/closure/add/", form)
    return CLOSED if answer.status_code == 302 else f"answered {answer.status_code}"


def do(name: str, *given: Any) -> Any:
    """Do the job of that name: for races between different jobs."""
    return globals()[name](*given)
