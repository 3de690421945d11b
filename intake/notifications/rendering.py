"""From a notification's facts to its text, at the moment it is sent.

Nothing private is kept in the outbox: the booking is looked at again, the contact opened and the
link made only now. No notification says why somebody comes, nor which service they asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.clinic.times import say_in_full
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import Message, NoAddress
from intake import calendars, envelopes, links
from intake.models import Booking, Event, ReachBy
from intake.notifications.kinds import NOTIFICATIONS, NotificationRow
from intake.transitions.statuses import OTHER_EVENTS, Actor, Status
from intake.transitions.table import find_transition

_STAFF_BACKEND = "clinic_site.foundation.accounts.backends.StaffBackend"


@dataclass(frozen=True, slots=True)
class Times:
    """What a notification says about time: the visit, with whom, what is offered until when."""

    start: datetime | None = None
    person: str = ""
    offered: tuple[tuple[datetime, str], ...] = ()
    until: datetime | None = None


def render(notification: Notification, now: datetime) -> Message | None:
    """Write the notification as things stand now; None when it is no longer true.

    Raises NoAddress when there is nobody to write to, and KeyError for an unknown kind.
    """
    # 1. Is it still true?
    row = NOTIFICATIONS[notification.kind]
    booking = Booking.objects.select_related("practitioner").filter(pk=notification.subject).first()
    if booking is None or not _is_true(row, booking, now):
        return None
    if row.to_staff:
        return _to_staff(row, booking)
    if not row.to_former and _is_overtaken(booking, notification.version):
        return None

    # 2. Can it be sent? Who has no e-mail is phoned, unless a page has told them.
    envelope = (
        f"{envelopes.FORMER}-{notification.version:04d}" if row.to_former else envelopes.CONTACT
    )
    if not envelopes.exists(booking.id, envelope):
        return None
    contact = envelopes.open(booking.id, envelope, by=None, page="notification", now=now)
    address = str(contact.get("email") or "")
    if contact.get("reach_by") != ReachBy.EMAIL or not address:
        if row.on_page:
            return None
        raise NoAddress

    # 3. Make the link, the text and the calendar entry.
    link = ""
    if row.with_link:
        path = reverse("intake:patient", args=[links.mint_link(booking, now)])
        link = f"{settings.SITE_URL}{path}"
    subject, text = _written_to_patient(row, booking, str(contact["name"]), link)
    calendar = None
    if row.calendar and booking.calendar_sequence >= 0:
        with translation.override(booking.language):
            calendar = calendars.build(
                booking, Clinic.current(), method=row.calendar, now=now, attendee=address
            )
    return Message(
        to=(address,),
        subject=subject,
        text=text,
        calendar=calendar,
        calendar_method=row.calendar if calendar else "",
    )


def preview(
    booking: Booking,
    transition_name: str,
    *,
    contact: Mapping[str, Any] | None = None,
    actor: Actor = Actor.STAFF,
    times: Times | None = None,
) -> Message | None:
    """Show the notification that this transition would send to the patient; None if it sends none.

    Nothing is written and no link is made. Pass the contact only when the reader has opened it;
    without it the notification greets the initials and shows no address. For a transition that
    takes time pass the times that it would take.
    """
    transition = find_transition(transition_name, Status(booking.status), actor)
    if transition is None or not transition.notifications:
        return None
    row = NOTIFICATIONS[transition.notifications[0]]
    known = contact or {"name": booking.initials}
    address = str(known.get("email") or "")
    link = gettext("(the patient's own link stands here)") if row.with_link else ""
    subject, text = _written_to_patient(row, booking, str(known["name"]), link, times)
    return Message(to=(address,) if address else (), subject=subject, text=text)


def _is_true(row: NotificationRow, booking: Booking, now: datetime) -> bool:
    has_time = booking.start is not None
    if Status(booking.status) not in row.statuses:
        return False
    if (row.with_time and not has_time) or (row.without_time and has_time):
        return False
    turns = booking.turning_point
    return not (row.before_start and turns is not None and turns <= now)


def _is_overtaken(booking: Booking, version: int) -> bool:
    """Return whether a later transition has written to the patient what holds now."""
    later = Event.objects.filter(booking=booking, version__gt=version).exclude(
        transition__in=OTHER_EVENTS
    )
    return any(
        row is not None and row.notifications
        for row in (
            find_transition(event.transition, Status(event.source), Actor(event.actor))
            for event in later
        )
    )


def _to_staff(row: NotificationRow, booking: Booking) -> Message:
    """Write to those who may decide, else to the addresses in the settings."""
    deciders = User.objects.with_perm("intake.decide_booking", backend=_STAFF_BACKEND)
    found = deciders.exclude(email="").order_by("email").values_list("email", flat=True)
    to = tuple(dict.fromkeys(found)) or tuple(settings.STAFF_MAIL)
    if not to:
        raise NoAddress
    desk = f"{settings.SITE_URL}{settings.STAFF_PATH}"
    subject, text = _written(row, booking, _times_of(booking), {"link": desk})
    return Message(to=to, subject=subject, text=text)


def _written_to_patient(
    row: NotificationRow, booking: Booking, name: str, link: str, times: Times | None = None
) -> tuple[str, str]:
    with translation.override(booking.language):
        facts = {"name": _one_line(name), "link": link}
        return _written(row, booking, times or _times_of(booking), facts)


def _times_of(booking: Booking) -> Times:
    offers = booking.offers.select_related("practitioner").order_by("position")
    return Times(
        start=booking.start,
        person=booking.practitioner.name if booking.practitioner else "",
        offered=tuple((offer.start, offer.practitioner.name) for offer in offers),
        until=booking.offer_until,
    )


def _written(
    row: NotificationRow, booking: Booking, times: Times, facts: Mapping[str, str]
) -> tuple[str, str]:
    """Return subject and text: the first line of what the template makes is the subject."""
    clinic = Clinic.current()
    context = {
        **facts,
        "booking": booking,
        "reference": booking.reference,
        "clinic": clinic,
        "answer_by": _moment(booking.decide_by, clinic),
        "book_again": f"{settings.SITE_URL}{reverse('intake:start')}",
        "visit": _moment(times.start, clinic),
        "person": times.person,
        "offered": [(_moment(start, clinic), person) for start, person in times.offered],
        "until": _moment(times.until, clinic),
    }
    whole = render_to_string(f"notifications/{row.template}", context, using="text").strip()
    subject, _, text = whole.partition("\n")
    # Parts that were left out leave their blank lines behind.
    return _one_line(subject), re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def _moment(moment: datetime | None, clinic: Clinic) -> str:
    """Return a time on the clinic's own clock, with the zone: nobody can read it as their own."""
    return say_in_full(moment, clinic.zone) if moment else ""


def _one_line(text: str) -> str:
    """Put a text on one line: a line break in a name must not begin a new header."""
    return " ".join(text.split())
