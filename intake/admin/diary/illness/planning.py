"""Whom it affects, and what can be done for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.registry import Message
from intake import actions, notifications, queries
from intake.admin.diary.illness.forms import Span
from intake.admin.private import Access, open_contact
from intake.models import Booking, Practitioner, ReachBy
from intake.notifications import Times
from intake.transitions.statuses import Actor, Status

PAGE = "away"
"""The page's name in the read log."""
CANCEL, DECLINE, RESCHEDULE, KEEP = "cancel", "decline", "reschedule", "keep"
MOST_COLLEAGUES = 2


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that can be done for a patient, with the notification that they would get."""

    key: str
    label: str
    notification: Message | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Affected:
    """One visit, who it is if that may be read, and the ways out."""

    booking: Booking
    contact: dict[str, Any] | None
    by_phone: bool
    ways: Sequence[Way]


def whom_it_affects(person: Practitioner, span: Span, now: datetime) -> list[Booking]:
    """Return the live bookings that have not begun, offered times included."""
    begin, end = span.moments(Clinic.current().zone)
    return list(queries.live_during(max(begin, now), end, person.pk).exclude(start__lte=now))


def gather(
    person: Practitioner,
    span: Span,
    *,
    by: User,
    now: datetime,
    chosen: dict[str, str] | None = None,
) -> list[Affected]:
    """Open each person's contact, which is logged, and write each notification that could go out.

    chosen are the ways that were picked before, by booking; else the usual one is.
    """
    return [
        _affected(booking, person, by, now, (chosen or {}).get(str(booking.pk), ""))
        for booking in whom_it_affects(person, span, now)
    ]


def _affected(
    booking: Booking, person: Practitioner, by: User, now: datetime, chosen: str
) -> Affected:
    opened = open_contact(booking, by=by, page=PAGE, now=now)
    contact = opened.data if opened.access is Access.OPEN else None
    transitions = {
        transition.name
        for transition in actions.possible_transitions(booking, actor=Actor.STAFF, by=by, now=now)
    }
    found: list[tuple[str, str, Message | None]] = []
    if CANCEL in transitions:
        notification = notifications.preview(booking, CANCEL, now, contact=contact)
        found.append((CANCEL, _("Cancel, and ask them to book again"), notification))
    if RESCHEDULE in transitions and booking.start is not None:
        for other in _free_colleagues(booking, person, now):
            times = Times(start=booking.start, person=other.name)
            notification = notifications.preview(
                booking, RESCHEDULE, now, contact=contact, times=times
            )
            label = _("Same time with %(person)s, who is free") % {"person": other.name}
            found.append((f"{RESCHEDULE}:{other.pk}", label, notification))
    if DECLINE in transitions and booking.start is not None:
        notification = notifications.preview(booking, DECLINE, now, contact=contact)
        found.append((DECLINE, _("Decline: nothing was promised yet"), notification))
    found.append((KEEP, _("Leave it on the desk, and tell nobody yet"), None))
    # Who was promised a time must hear of it; who only asked can be offered others in peace.
    usual = CANCEL if booking.status == Status.CONFIRMED and CANCEL in transitions else KEEP
    picked = chosen if chosen in {key for key, _label, _notification in found} else usual
    ways = [Way(key, label, notification, key == picked) for key, label, notification in found]
    return Affected(booking, contact, booking.reach_by == ReachBy.PHONE, ways)


def _free_colleagues(booking: Booking, person: Practitioner, now: datetime) -> list[Practitioner]:
    """Return who else gives this service and is free at the same time."""
    service, start = booking.service, booking.start
    if service is None or start is None:
        return []
    zone = Clinic.current().zone
    found = []
    for other in service.practitioners.filter(is_active=True).exclude(pk=person.pk):
        there = queries.check_slot(
            service, other, start, now, zone, besides=booking, for_staff=True
        )
        if there.free is not None:
            found.append(other)
        if len(found) == MOST_COLLEAGUES:
            break
    return found
