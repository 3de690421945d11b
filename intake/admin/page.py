"""All that the page of one booking shows, gathered and opened for one reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic_site.outbox import queries as outbox
from clinic_site.outbox.models import Letter
from intake import actions, envelopes, letters, queries
from intake.admin import answers
from intake.admin.people import name_of
from intake.exceptions import EnvelopeError, NotAllowed
from intake.models import Booking, Offer, ReachBy
from intake.states import DEED_LABELS, STATUS_LABELS, Actor, Move, Status, Time

PAGE = "booking"
"""The page's name in the read log."""
_MAIN = frozenset({Time.KEEP, Time.ACCEPT, Time.RECLAIM})


class Access(StrEnum):
    """Why a private part is shown or not."""

    OPEN = "open"
    CLOSED = "closed"  # this person may not read it
    GONE = "gone"  # deleted on the clock
    BROKEN = "broken"  # does not open


@dataclass(frozen=True, slots=True)
class Private:
    """A sealed part, if this person may read it and it opens."""

    access: Access
    data: Any = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that this person can make now. One that gives time away is no main road."""

    label: str
    url: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Post:
    """One letter and what became of it."""

    letter: Letter
    name: str
    became: str


@dataclass(frozen=True, slots=True)
class BookingPage:
    """What one member of staff may see of one booking."""

    booking: Booking
    choices: Sequence[Choice]
    contact: Private
    answers: Private
    notes: Private
    history: Sequence[Happening]
    letters: Sequence[Post]
    must_phone: bool
    day: Sequence[Booking]
    others: Sequence[Booking]


def gather(booking: Booking, *, by: User, now: datetime, zone: ZoneInfo) -> BookingPage:
    """Open what the person may read, which is logged, and fetch the rest."""
    return BookingPage(
        booking=booking,
        choices=choices(booking, by, now),
        contact=open_contact(booking, by=by, page=PAGE, now=now),
        answers=_open(lambda: _answers(booking, by, now), booking),
        notes=_open(lambda: _notes(booking, by, now), booking),
        history=_history(booking),
        letters=_letters(booking),
        must_phone=queries.could_not_be_told().filter(pk=booking.pk).exists(),
        day=_day(booking, zone),
        others=list(queries.others_of(booking)) if by.has_perm("intake.read_contact") else [],
    )


def open_contact(booking: Booking, *, by: User, page: str, now: datetime) -> Private:
    """Open who the person is and how to reach them, if this member of staff may."""
    return _open(
        lambda: envelopes.open(booking.id, envelopes.CONTACT, by=by, page=page, now=now), booking
    )


def choices(booking: Booking, by: User, now: datetime) -> list[Choice]:
    """Read off the table what this person can do with the booking as it stands now."""
    return [
        Choice(_(move.label), move_url(booking, move), move.time in _MAIN)
        for move in actions.possible(booking, actor=Actor.STAFF, by=by, now=now)
    ]


def offered(booking: Booking) -> list[Offer]:
    """Give the times that the patient can choose from; none unless times are offered."""
    if booking.status != Status.OFFERED:
        return []
    return list(booking.offers.select_related("practitioner").order_by("position"))


def move_url(booking: Booking, move: Move) -> str:
    """Give the address of the page that asks before this move is made."""
    return reverse(f"admin:intake_booking_{move.name}", args=[booking.pk])


def page_url(booking: Booking) -> str:
    """Give the address of the booking's page."""
    return reverse("admin:intake_booking_change", args=[booking.pk])


def _open(opener: Callable[[], Any], booking: Booking) -> Private:
    try:
        return Private(Access.OPEN, opener())
    except NotAllowed:
        return Private(Access.CLOSED)
    except EnvelopeError:
        return Private(Access.GONE if booking.purged_at else Access.BROKEN)


def _answers(booking: Booking, by: User, now: datetime) -> dict[str, Any]:
    data = envelopes.open(booking.id, envelopes.ANSWERS, by=by, page=PAGE, now=now)
    sets = answers.read(data)
    return {
        "sets": sets,
        "unfolded": any(one.unfolded for one in sets),
        "reason": data.get("reason") or "",
    }


def _notes(booking: Booking, by: User, now: datetime) -> list[dict[str, Any]]:
    notes = envelopes.open_notes(booking.id, by=by, page=PAGE, now=now)
    return [{**note, "when": datetime.fromisoformat(note["at"])} for note in notes]


def _history(booking: Booking) -> list[Happening]:
    actors = {Actor.PATIENT: _("the patient"), Actor.CLOCK: _("the clock")}
    return [
        Happening(
            at=event.at,
            what=_(DEED_LABELS.get(event.move) or STATUS_LABELS[Status(event.target)]),
            who=name_of(event.user) or actors.get(Actor(event.actor), _("staff")),
        )
        for event in booking.events.select_related("user").order_by("version")
    ]


def _letters(booking: Booking) -> list[Post]:
    return [
        Post(letter, str(letters.NAMES.get(letter.kind, letter.kind)), _became(letter, booking))
        for letter in outbox.about(booking.id).order_by("created_at", "pk")
    ]


def _became(letter: Letter, booking: Booking) -> str:
    """Say what became of a letter; it is nothing to wait for where there is no address."""
    status = Letter.Status
    if letter.to_staff and letter.status == status.PHONE:
        return _("not sent, nobody at the clinic has an e-mail address here")
    if not letter.to_staff and booking.reach_by == ReachBy.PHONE:
        is_news = letter.kind in queries.NEWS
        if is_news and letter.status in (status.WAITING, status.SENDING):
            return str(status.PHONE.label)
        if not is_news and letter.status in (status.WAITING, status.SENDING, status.DROPPED):
            return _("not needed, the page told them (no e-mail address)")
    return letter.get_status_display()


def _day(booking: Booking, zone: ZoneInfo) -> list[Booking]:
    """The practitioner's day around this visit."""
    if booking.start is None:
        return []
    seen = {Status.HELD, Status.CONFIRMED, Status(booking.status)}
    same = queries.on_day(booking.start, zone).filter(practitioner=booking.practitioner)
    return list(same.filter(status__in=seen))
