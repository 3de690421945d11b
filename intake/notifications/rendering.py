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
from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.registry import Message, NoAddress, NotificationFacts
from intake import calendars, envelopes, links
from intake.models import Booking, Event, ReachBy
from intake.notifications.kinds import PATIENT, STAFF, NotificationKind
from intake.transitions.statuses import Actor, Status
from intake.transitions.table import OTHER_EVENTS, find_transition

_STAFF_BACKEND = "clinic_site.foundation.accounts.backends.StaffBackend"


@dataclass(frozen=True, slots=True)
class Times:
    """What a notification says about time: the visit, with whom, what is offered until when."""

    start: datetime | None = None
    person: str = ""
    offered: tuple[tuple[datetime, str], ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a notification goes, and the link that stands in it."""

    name: str
    address: str
    link: str


def render(facts: NotificationFacts, now: datetime) -> Message | None:
    """Write the notification as things stand now; None when it is no longer true.

    Raises NoAddress when the person can only be phoned, and KeyError for an unknown kind.
    """
    kind = (STAFF if facts.to_staff else PATIENT)[facts.kind]
    booking = Booking.objects.select_related("practitioner").filter(pk=facts.subject).first()
    if booking is None or not _is_true(kind, booking, now):
        return None
    if facts.to_staff:
        return _to_staff(kind, booking)
    if not kind.to_former and _is_overtaken(booking, facts.version):
        return None
    envelope = f"{envelopes.FORMER}-{facts.version:04d}" if kind.to_former else envelopes.CONTACT
    if not envelopes.exists(booking.id, envelope):
        return None
    contact = envelopes.open(booking.id, envelope, by=None, page="notification", now=now)
    address = str(contact.get("email") or "")
    if contact.get("reach_by") != ReachBy.EMAIL or not address:
        if kind.on_page:
            return None
        raise NoAddress
    link = _link_of(links.mint(booking, now)) if kind.with_link else ""
    reader = Reader(name=str(contact["name"]), address=address, link=link)
    return _to_patient(kind, booking, now, reader, _times_of(booking))


def preview(
    booking: Booking,
    transition_name: str,
    now: datetime,
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
    kind = PATIENT[transition.notifications[0]]
    link = gettext("(the patient's own link stands here)") if kind.with_link else ""
    known = contact or {"name": booking.initials, "email": ""}
    reader = Reader(name=str(known["name"]), address=str(known.get("email") or ""), link=link)
    given = times or _times_of(booking)
    return _to_patient(kind, booking, now, reader, given, with_calendar=False)


def _is_true(kind: NotificationKind, booking: Booking, now: datetime) -> bool:
    has_time = booking.start is not None
    if Status(booking.status) not in kind.statuses:
        return False
    if (kind.with_time and not has_time) or (kind.without_time and has_time):
        return False
    turns = booking.turning_point
    return not (kind.before_start and turns is not None and turns <= now)


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


def _times_of(booking: Booking) -> Times:
    offers = booking.offers.select_related("practitioner").order_by("position")
    return Times(
        start=booking.start,
        person=booking.practitioner.name if booking.practitioner else "",
        offered=tuple((offer.start, offer.practitioner.name) for offer in offers),
        until=booking.offer_until,
    )


def _to_patient(
    kind: NotificationKind,
    booking: Booking,
    now: datetime,
    reader: Reader,
    times: Times,
    *,
    with_calendar: bool = True,
) -> Message:
    clinic = Clinic.current()
    with translation.override(booking.language):
        subject, text = _written(
            kind.template,
            {"name": _one_line(reader.name), "link": reader.link, "booking": booking}
            | _common(booking, clinic)
            | _said(times, clinic),
        )
        calendar = None
        if with_calendar and kind.calendar and booking.calendar_sequence >= 0:
            calendar = calendars.build(
                booking, clinic, method=kind.calendar, now=now, attendee=reader.address
            )
    return Message(
        to=(reader.address,) if reader.address else (),
        subject=subject,
        text=text,
        calendar=calendar,
        calendar_method=kind.calendar if calendar else "",
    )


def _to_staff(kind: NotificationKind, booking: Booking) -> Message:
    to = _staff_addresses()
    if not to:
        raise NoAddress
    desk = f"{settings.SITE_URL}{settings.STAFF_PATH}"
    clinic = Clinic.current()
    facts = {"booking": booking, "link": desk} | _common(booking, clinic)
    facts |= _said(_times_of(booking), clinic)
    subject, text = _written(kind.template, facts)
    return Message(to=to, subject=subject, text=text)


def _staff_addresses() -> tuple[str, ...]:
    """Return the addresses of those who may decide, else the ones in the settings."""
    deciders = User.objects.with_perm("intake.decide_booking", backend=_STAFF_BACKEND)
    found = deciders.exclude(email="").order_by("email").values_list("email", flat=True)
    return tuple(dict.fromkeys(found)) or tuple(settings.STAFF_MAIL)


def _written(template: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return subject and text: the first line of the file is the subject."""
    whole = render_to_string(f"notifications/{template}", dict(facts)).strip()
    subject, _, text = whole.partition("\n")
    # Parts that were left out leave their blank lines behind.
    return _one_line(subject), re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def _common(booking: Booking, clinic: Clinic) -> dict[str, Any]:
    return {
        "reference": booking.reference,
        "clinic": clinic,
        "answer_by": _moment(booking.decide_by, clinic) if booking.decide_by else "",
        "book_again": f"{settings.SITE_URL}{reverse('intake:start')}",
    }


def _said(times: Times, clinic: Clinic) -> dict[str, Any]:
    return {
        "visit": _moment(times.start, clinic) if times.start else "",
        "person": times.person,
        "offered": [
            {"visit": _moment(start, clinic), "person": person} for start, person in times.offered
        ],
        "until": _moment(times.until, clinic) if times.until else "",
    }


def _moment(moment: datetime, clinic: Clinic) -> str:
    """Say a time on the clinic's own clock, and name the zone: nobody can read it as their own."""
    local = timezone.localtime(moment, clinic.zone)
    city = clinic.time_zone.rpartition("/")[2].replace("_", " ")
    return gettext("%(day)s at %(time)s (%(city)s time, %(zone)s)") % {
        "day": formats.date_format(local, "l, F j, Y"),
        "time": formats.date_format(local, "g:i A"),
        "city": city,
        "zone": local.tzname(),
    }


def _link_of(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('intake:patient', args=[token])}"


def _one_line(text: str) -> str:
    """Put a text on one line: a line break in a name must not begin a new header."""
    return " ".join(text.split())
