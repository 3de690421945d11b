"""Staff absence: find the visits it affects, list what can be done for each, and do it.

Each visit is a transition of its own, so that one can fail alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.sending import Message
from intake.actions.checking import possible_transitions
from intake.actions.clock import mark_orphans
from intake.actions.time_cells import lock_hours
from intake.actions.transitions import TransitionInput, apply_transition
from intake.admin.private import open_contact
from intake.exceptions import IntakeError, NotOffered, SlotTaken, StaleVersion
from intake.models import Booking, Closure, Practitioner, ReachBy
from intake.notifications.rendering import Times, preview
from intake.queries import worklists
from intake.queries.times import check_slot
from intake.transitions.statuses import STATUS_LABELS, Actor, DeclineReason, Status

PAGE = "away"
"""The page's name in the read log."""
CANCEL, DECLINE, RESCHEDULE, KEEP = "cancel", "decline", "reschedule", "keep"
MOST_COLLEAGUES = 2
_DAY = timedelta(days=1)
# The last five minutes of a day, which no hours reach: a closure cannot end at midnight.
_LATEST = time(23, 55)


@dataclass(frozen=True, slots=True)
class Absence:
    """The days of an absence, both included; on the first day it may begin at a time."""

    first: date
    last: date
    starts: time | None

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when it begins and ends."""
        begin = datetime.combine(self.first, self.starts or time(), zone)
        return begin, datetime.combine(self.last + _DAY, time(), zone)


@dataclass(frozen=True, slots=True)
class Affected:
    """One visit, whose it is if that may be read, and what can be done for the patient.

    An option is its key, its words, and the notification that the patient would get.
    """

    booking: Booking
    contact: dict[str, Any] | None
    by_phone: bool
    options: Sequence[tuple[str, str, Message | None]]
    picked: str


@dataclass(slots=True)
class AbsenceOutcome:
    """What became of each visit, with the reason for those not done."""

    told: list[Booking] = field(default_factory=list)
    to_phone: list[Booking] = field(default_factory=list)
    kept: list[Booking] = field(default_factory=list)
    not_done: list[tuple[Booking, str]] = field(default_factory=list)


def find_affected(
    person: Practitioner,
    absence: Absence,
    *,
    by: User,
    now: datetime,
    chosen: Mapping[str, str],
) -> list[Affected]:
    """Open each person's contact, which is logged, and write each notification that could go out.

    chosen are the options that were picked before, by booking; else the usual one is.
    """
    return [
        _look_at(booking, person, by, now, chosen.get(str(booking.pk), ""))
        for booking in _live_bookings(person, absence, now)
    ]


def _live_bookings(person: Practitioner, absence: Absence, now: datetime) -> list[Booking]:
    """Return the live bookings that have not begun, offered times included."""
    begin, end = absence.moments(Clinic.current().zone)
    return list(worklists.live_during(max(begin, now), end, person.pk).exclude(start__lte=now))


def _look_at(
    booking: Booking, person: Practitioner, by: User, now: datetime, chosen: str
) -> Affected:
    contact = open_contact(booking, by=by, page=PAGE, now=now).opened
    possible = {
        row.name for row in possible_transitions(booking, actor=Actor.STAFF, by=by, now=now)
    }
    options: list[tuple[str, str, Message | None]] = []
    if CANCEL in possible:
        notification = preview(booking, CANCEL, contact=contact)
        options.append((CANCEL, _("Cancel, and ask them to book again"), notification))
    if RESCHEDULE in possible and booking.start is not None:
        for other in _free_colleagues(booking, person, now):
            times = Times(start=booking.start, person=other.name)
            notification = preview(booking, RESCHEDULE, contact=contact, times=times)
            label = _("Same time with %(person)s, who is free") % {"person": other.name}
            options.append((f"{RESCHEDULE}:{other.pk}", label, notification))
    if DECLINE in possible and booking.start is not None:
        notification = preview(booking, DECLINE, contact=contact)
        options.append((DECLINE, _("Decline: nothing was promised yet"), notification))
    options.append((KEEP, _("Leave it on the desk, and tell nobody yet"), None))
    # A patient who was promised a time must be told; one who only asked can be offered others.
    usual = CANCEL if booking.status == Status.CONFIRMED and CANCEL in possible else KEEP
    picked = chosen if chosen in {key for key, _label, _notification in options} else usual
    return Affected(booking, contact, booking.reach_by == ReachBy.PHONE, options, picked)


def _free_colleagues(booking: Booking, person: Practitioner, now: datetime) -> list[Practitioner]:
    """Return who else gives this service and is free at the same time."""
    service, start = booking.service, booking.start
    if service is None or start is None:
        return []
    zone = Clinic.current().zone
    found = []
    for other in service.practitioners.filter(is_active=True).exclude(pk=person.pk):
        there = check_slot(service, other, start, now, zone, besides=booking, for_staff=True)
        if there.free is not None:
            found.append(other)
        if len(found) == MOST_COLLEAGUES:
            break
    return found


def close_and_tell(
    person: Practitioner,
    absence: Absence,
    chosen: Mapping[UUID, tuple[int, str]],
    *,
    note: str,
    by: User,
    now: datetime,
) -> AbsenceOutcome:
    """Close the time first, so that nobody new can ask for it; then do each visit by itself.

    chosen holds, for each booking, the version that was shown and the key of what to do. A booking
    that came after the page was shown is left on the desk, among those that need rebooking. Doing
    it twice closes nothing twice and reschedules nobody twice.
    """
    _close(person, absence, now)
    outcome = AbsenceOutcome()
    affected = {booking.pk: booking for booking in _live_bookings(person, absence, now)}
    gone = Booking.objects.filter(pk__in=chosen.keys() - affected.keys())
    for booking in [*affected.values(), *gone]:
        if booking.pk not in chosen:
            said = _("It came while you were reading. It is on the desk now.")
            outcome.not_done.append((booking, said))
            continue
        version, key = chosen[booking.pk]
        if key == KEEP:
            outcome.kept.append(booking)
            continue
        try:
            changed = _apply(booking, version, key, note=note, by=by, now=now)
        except IntakeError as error:
            outcome.not_done.append((booking, _explain(error)))
            continue
        line = outcome.to_phone if changed.reach_by == ReachBy.PHONE else outcome.told
        line.append(changed)
    mark_orphans(now)
    return outcome


def _close(person: Practitioner, absence: Absence, now: datetime) -> None:
    with transaction.atomic():
        lock_hours()
        for n in range((absence.last - absence.first).days + 1):
            hours: dict[str, time | None] = {"starts": None, "ends": None}
            if n == 0 and absence.starts:
                hours = {"starts": absence.starts, "ends": _LATEST}
            same = {"practitioner": person, "date": absence.first + _DAY * n, **hours}
            if not Closure.objects.filter(**same).exists():
                # Every colleague can read this in the diary, and why somebody is away is private.
                Closure.objects.create(**same, reason=_("Away"))
        mark_orphans(now)


def _apply(
    booking: Booking, version: int, key: str, *, note: str, by: User, now: datetime
) -> Booking:
    name, _colon, colleague = key.partition(":")
    if name == RESCHEDULE and booking.start is not None:
        answer = TransitionInput(note=note, times=((int(colleague), booking.start),))
    elif name in (CANCEL, DECLINE):
        answer = TransitionInput(note=note, reason=DeclineReason.NO_TIME)
    else:
        raise NotOffered("no such way")
    return apply_transition(
        name, booking.pk, actor=Actor.STAFF, version=version, by=by, now=now, answer=answer
    )


def _explain(error: IntakeError) -> str:
    if isinstance(error, StaleVersion):
        status = _(STATUS_LABELS[error.status])
        return _("Somebody was faster. The status is now: %(status)s.") % {"status": status}
    if isinstance(error, SlotTaken | NotOffered):
        return _("The colleague is not free any more. It is on the desk now.")
    return _("This is not possible any more. Look at it by itself.")
