"""What somebody can do with a booking as it stands, read off the table."""

from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import actions
from intake.models import Booking, Offer
from intake.transitions.statuses import Actor, Status
from intake.transitions.transition import Time, Transition


def choices(booking: Booking, by: User, now: datetime) -> list[tuple[str, str, bool]]:
    """Return the words, the address and the weight of what this person can do with the booking.

    Read off the table. What gives time away, or ends a call that nobody made, is no main road.
    """
    main = {Time.KEEP, Time.ACCEPT, Time.RECLAIM}
    return [
        (
            label_of(row, booking),
            reverse(f"admin:intake_booking_{row.name}", args=[booking.pk]),
            row.time in main and row.target is not Status.CLOSED,
        )
        for row in actions.possible_transitions(booking, actor=Actor.STAFF, by=by, now=now)
    ]


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


def page_url(booking: Booking) -> str:
    """Return the address of the booking's page."""
    return reverse("admin:intake_booking_change", args=[booking.pk])
