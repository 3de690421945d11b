"""What somebody can do with a booking as it stands, read off the table."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import actions
from intake.models import Booking, Offer
from intake.states import Actor, Move, Status, Time

_MAIN = frozenset({Time.KEEP, Time.ACCEPT, Time.RECLAIM})


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision that this person can make now.

    One that gives time away, or ends a call that nobody made, is no main road.
    """

    label: str
    url: str
    is_main: bool


def choices(booking: Booking, by: User, now: datetime) -> list[Choice]:
    """Read off the table what this person can do with the booking as it stands now."""
    return [
        Choice(label_of(move, booking), move_url(booking, move), _is_main(move))
        for move in actions.possible(booking, actor=Actor.STAFF, by=by, now=now)
    ]


def _is_main(move: Move) -> bool:
    return move.time in _MAIN and move.target is not Status.CLOSED


def offered(booking: Booking) -> list[Offer]:
    """Give the times that the patient can choose from; none unless times are offered."""
    if booking.status != Status.OFFERED:
        return []
    return list(booking.offers.select_related("practitioner").order_by("position"))


def label_of(move: Move, booking: Booking) -> str:
    """Give the words on the button; a request without a time is not given another one."""
    if move.time is Time.MOVE and booking.start is None:
        return _("Find a time")
    return _(move.label)


def move_url(booking: Booking, move: Move) -> str:
    """Give the address of the page that asks before this move is made."""
    return reverse(f"admin:intake_booking_{move.name}", args=[booking.pk])


def page_url(booking: Booking) -> str:
    """Give the address of the booking's page."""
    return reverse("admin:intake_booking_change", args=[booking.pk])
