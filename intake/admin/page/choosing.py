"""What somebody can do with a booking as it stands, read off the table."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import actions
from intake.models import Booking, Offer
from intake.transitions.statuses import Actor, Status
from intake.transitions.transition import Time, Transition

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
        Choice(
            label_of(transition, booking), transition_url(booking, transition), _is_main(transition)
        )
        for transition in actions.possible_transitions(booking, actor=Actor.STAFF, by=by, now=now)
    ]


def _is_main(transition: Transition) -> bool:
    return transition.time in _MAIN and transition.target is not Status.CLOSED


def offered(booking: Booking) -> list[Offer]:
    """Return the times that the patient can choose from; none unless times are offered."""
    if booking.status != Status.OFFERED:
        return []
    return list(booking.offers.select_related("practitioner").order_by("position"))


def label_of(transition: Transition, booking: Booking) -> str:
    """Return the words on the button; a request without a time is not given another one."""
    if transition.time is Time.RESCHEDULE and booking.start is None:
        return _("Find a time")
    return _(transition.label)


def transition_url(booking: Booking, transition: Transition) -> str:
    """Return the address of the page that asks before this transition is made."""
    return reverse(f"admin:intake_booking_{transition.name}", args=[booking.pk])


def page_url(booking: Booking) -> str:
    """Return the address of the booking's page."""
    return reverse("admin:intake_booking_change", args=[booking.pk])
