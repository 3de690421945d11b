"""Bringing a booking, by real moves, to where a notification of each kind is true."""

from typing import Any

from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import Message
from intake.actions.corrections import correct_contact
from intake.models import Booking
from intake.notifications.kinds import NOTIFICATIONS
from intake.notifications.rendering import render
from intake.transitions.statuses import Actor, NotificationKind, Status
from intake.transitions.table import arrows
from tests.intake.factories import make_booking, make_staff, walk
from tests.moments import NOW

FIRST = {
    "booking.held": Status.HELD,
    "booking.call_back": Status.WAITING,
    "booking.new_request": Status.HELD,
}
"""Notifications that no move writes: those of a new request."""

TO_FORMER = "booking.contact_left"
CORRECTED = ("booking.contact_corrected", TO_FORMER)
"""Notifications that follow when the patient corrects an address."""

PATIENT = {kind: row for kind, row in NOTIFICATIONS.items() if not row.to_staff}
STAFF = {kind: row for kind, row in NOTIFICATIONS.items() if row.to_staff}
ALL = sorted(NOTIFICATIONS)


def booking_for(kind: str, **facts: Any) -> Booking:
    """A booking just after the transition that writes this notification."""
    if kind in FIRST:
        return make_booking(FIRST[kind], **facts)
    if kind == NotificationKind.REMINDER:
        return make_booking(Status.CONFIRMED, **facts)
    if kind in CORRECTED:
        booking = make_booking(Status.CONFIRMED, **facts)
        new = {"email": "new@example.org"}
        return correct_contact(booking.pk, new, version=booking.version, now=NOW)
    source, transition, actor = next(
        (source, transition, actor)
        for source, transition, actor in arrows()
        if kind in transition.notifications
        or (kind in transition.staff_notifications and actor is not Actor.STAFF)
    )
    booking = make_booking(source, **facts)
    return walk(
        booking, transition.name, by=make_staff("notification-writer"), now=NOW, actor=actor
    )


def rendered(kind: str, booking: Booking) -> Message | None:
    """The notification as it would be sent now; None where it is no longer true."""
    notification = Notification(kind=kind, subject=booking.id, version=booking.version)
    return render(notification, NOW)


def written(kind: str, booking: Booking) -> Message:
    """The notification, which must be true."""
    message = rendered(kind, booking)
    assert message is not None
    return message
