"""What happened to a booking, and what became of each notification about it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from clinic_site.foundation.outbox import queries as outbox
from clinic_site.foundation.outbox.models import Notification
from intake import notifications, queries
from intake.admin.people import name_of
from intake.models import Booking, ReachBy
from intake.transitions.statuses import STATUS_LABELS, Actor, Status
from intake.transitions.table import OTHER_EVENT_LABELS


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Post:
    """One notification and what became of it."""

    notification: Notification
    name: str
    became: str


def history(booking: Booking) -> list[Happening]:
    """Return every event, oldest first, with who it was."""
    actors = {Actor.PATIENT: _("the patient"), Actor.CLOCK: _("the clock")}
    return [
        Happening(
            at=event.at,
            what=_(OTHER_EVENT_LABELS.get(event.transition) or STATUS_LABELS[Status(event.target)]),
            who=name_of(event.user) or actors.get(Actor(event.actor), _("staff")),
        )
        for event in booking.events.select_related("user").order_by("version")
    ]


def post(booking: Booking) -> list[Post]:
    """Return every notification, oldest first."""
    return [
        Post(
            notification,
            str(notifications.NAMES.get(notification.kind, notification.kind)),
            _became(notification, booking),
        )
        for notification in outbox.about(booking.id).order_by("created_at", "pk")
    ]


def _became(notification: Notification, booking: Booking) -> str:
    """Say what became of a notification; it is nothing to wait for where there is no address."""
    status = Notification.Status
    if notification.to_staff and notification.status == status.PHONE:
        return _("not sent, nobody at the clinic has an e-mail address here")
    if not notification.to_staff and booking.reach_by == ReachBy.PHONE:
        is_news = notification.kind in queries.NEWS
        if is_news and notification.status in (status.WAITING, status.SENDING):
            return str(status.PHONE.label)
        if not is_news and notification.status in (status.WAITING, status.SENDING, status.DROPPED):
            return _("not needed, the page told them (no e-mail address)")
    return notification.get_status_display()
