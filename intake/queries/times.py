"""Which times can be booked, which the hours no longer cover, and by when the clinic answers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from clinic_site.foundation.clinic.models import Clinic
from intake import deadlines
from intake.availability.facts import FreeTime, Span
from intake.availability.search import cells, free_at, free_starts, outside_hours
from intake.models import Booking, Closure, Offer, Practitioner, Service, TimeCell
from intake.queries.diaries import Diaries, diaries_for, diaries_of, rule_of
from intake.queries.worklists import live_ahead

Visit = TypeVar("Visit", bound=Booking | Offer)

_LOOK_AROUND = timedelta(days=14)
URGENT_HOURS = 1
"""The opening hours in which somebody with an urgent sign is phoned, unless the clinic has less."""


def find_offered(
    service_id: int, practitioner_id: int | None
) -> tuple[Service | None, Practitioner | None]:
    """Return the rows of a choice in one query; nothing when they do not, or no longer, fit."""
    if practitioner_id is None:
        return Service.objects.filter(pk=service_id, is_active=True).first(), None
    gives = Practitioner.services.through.objects.select_related("service", "practitioner")
    pair = gives.filter(
        service=service_id,
        service__is_active=True,
        practitioner=practitioner_id,
        practitioner__is_active=True,
    ).first()
    return (pair.service, pair.practitioner) if pair else (None, None)


def free_times(
    service: Service,
    practitioner: Practitioner | None,
    first: date,
    last: date,
    now: datetime,
    zone: ZoneInfo,
    *,
    besides: Booking | None = None,
    for_staff: bool = False,
) -> list[FreeTime]:
    """Return the free times from first to last (the clinic's days), with anyone if nobody is named.

    Two queries. Sorted by start; at one start everybody who is free is listed. What the booking
    besides owns counts as free, for it looks for another time; staff need no notice.
    """
    facts = diaries_for(
        service, practitioner, first, last, zone, besides=besides, for_staff=for_staff
    )
    return free_starts(
        first=first,
        last=last,
        zone=zone,
        now=now,
        rule=facts.rule,
        diaries=facts.people,
        rooms=facts.rooms,
    )


def nearest_free(
    service: Service,
    practitioner: Practitioner | None,
    around: datetime,
    now: datetime,
    zone: ZoneInfo,
    limit: int = 6,
) -> list[FreeTime]:
    """Return the free starts nearest to a wanted one, in order, one person for each start."""
    day = max(around, now).astimezone(zone).date()
    times = free_times(service, practitioner, day - _LOOK_AROUND, day + _LOOK_AROUND, now, zone)
    by_start: dict[datetime, FreeTime] = {}
    for free in times:
        by_start.setdefault(free.start, free)
    nearest = sorted(by_start, key=lambda start: (abs(start - around), start))[:limit]
    return [by_start[start] for start in sorted(nearest)]


@dataclass(frozen=True, slots=True)
class SlotCheck:
    """What can be had at one exact start.

    free is None when nobody can take it now. is_offered tells a time that others booked (True)
    from one the clinic does not offer at all: forged, past, too soon, too far, or closed. desk are
    the clinic's opening hours, and closed the days on which it has none; both came in the same
    round trip, and are None when nobody asked.
    """

    free: FreeTime | None
    is_offered: bool
    desk: tuple[Span, ...] | None = None
    closed: frozenset[date] | None = None


def check_slot(
    service: Service,
    practitioner: Practitioner | None,
    start: datetime,
    now: datetime,
    zone: ZoneInfo,
    *,
    besides: Booking | None = None,
    also_taken: Collection[tuple[int, int]] = (),
    for_staff: bool = False,
) -> SlotCheck:
    """Return who and which room can take exactly this start. Asked again inside the transaction.

    besides and for_staff are as for free_times; also_taken are pairs of a resource and a cell that
    are to count as taken.
    """
    # This comes first so that a forged year 9999 cannot overflow the sums below.
    if not now <= start <= now + rule_of(service).horizon + timedelta(days=2):
        return SlotCheck(None, is_offered=False)
    day = start.astimezone(zone).date()
    facts = diaries_for(
        service,
        practitioner,
        day,
        day,
        zone,
        besides=besides,
        for_staff=for_staff,
        closed_since=now.astimezone(zone).date(),
    )

    def ask(facts: Diaries) -> FreeTime | None:
        who = practitioner.pk if practitioner else None
        return free_at(
            start,
            who,
            zone=zone,
            now=now,
            rule=facts.rule,
            diaries=facts.people,
            rooms=facts.rooms,
        )

    free = ask(facts.with_taken(also_taken))
    if free is not None:
        return SlotCheck(free, is_offered=True, desk=facts.desk, closed=facts.closed)
    return SlotCheck(None, is_offered=ask(facts.as_if_nothing_were_booked()) is not None)


def owned_cells(service: Service, start: datetime, *, end: datetime | None = None) -> range:
    """Return the cells that a booking of this service at this start owns, buffers included.

    end is that of a visit that was promised when the service had another length.
    """
    rule = rule_of(service)
    return cells(start, replace(rule, length=end - start) if end else rule)


def answer_deadline(
    clinic: Clinic,
    service: Service | None,
    start: datetime | None,
    now: datetime,
    *,
    weekly: Sequence[Span] | None = None,
    closed: Collection[date] | None = None,
    is_urgent: bool = False,
) -> datetime:
    """Return the time by which the clinic promises to answer; sooner with an urgent sign.

    weekly are its hours, and closed the days to come on which it has none, where they are known.
    """
    if weekly is None:
        hours = clinic.opening_hours.values_list("weekday", "opens", "closes") if clinic.pk else ()
        weekly = [Span(weekday, opens, closes) for weekday, opens, closes in hours]
    if closed is None:
        today = now.astimezone(clinic.zone).date()
        whole = Closure.objects.filter(practitioner=None, starts=None, date__gte=today)
        closed = set(whole.values_list("date", flat=True))
    usual = clinic.hold_opening_hours
    return deadlines.decide_by(
        now=now,
        zone=clinic.zone,
        weekly=weekly,
        opening_hours=min(usual, URGENT_HOURS) if is_urgent else usual,
        start=start,
        notice=rule_of(service).notice if service else timedelta(0),
        closed=closed,
    )


def change_cutoff(booking: Booking, clinic: Clinic) -> datetime | None:
    """Return the moment until which patients may change this visit themselves; None without one."""
    if booking.start is None:
        return None
    return deadlines.hours_before(booking.start, clinic.change_cutoff_hours, clinic.zone)


def reminder_at(booking: Booking, clinic: Clinic) -> datetime | None:
    """Return the moment at which to remind of this visit; None where nobody is to be reminded."""
    if booking.start is None or not clinic.reminder_lead_hours:
        return None
    return deadlines.hours_before(booking.start, clinic.reminder_lead_hours, clinic.zone)


def uncovered(visits: Sequence[Visit], zone: ZoneInfo) -> set[Visit]:
    """Return those bookings, or offers, whose time lies outside of the hours.

    What counts is the time that they own, with the buffers of the day they were booked, and whether
    the practitioner can be booked at all. Who owns no time is left out. Three queries.
    """
    timed = [visit for visit in visits if visit.start is not None]
    if not timed:
        return set()
    days = sorted(visit.start.astimezone(zone).date() for visit in timed if visit.start)
    people = {visit.practitioner_id for visit in timed if visit.practitioner_id}
    active = Practitioner.objects.filter(pk__in=people, is_active=True)
    hours = diaries_of(
        list(active.values_list("pk", flat=True)), days[0], days[-1], zone, with_taken=False
    )
    by_person: defaultdict[int, dict[Visit, range]] = defaultdict(dict)
    for visit, owned in _owned(timed).items():
        by_person[visit.practitioner_id or 0][visit] = owned
    found: set[Visit] = set()
    for person, visits_of in by_person.items():
        # Who cannot be booked has no hours at all.
        found |= (
            outside_hours(hours[person], visits_of, zone) if person in hours else set(visits_of)
        )
    return found


def _owned(visits: Sequence[Visit]) -> dict[Visit, range]:
    """Return the cells of the practitioner that each owns; those of a visit lie in a row."""
    keys = {_key(visit): visit for visit in visits}
    time_cells = TimeCell.objects.filter(booking__in={booking for booking, _offer, _who in keys})
    found: defaultdict[Visit, list[int]] = defaultdict(list)
    for booking, offer, resource, cell in time_cells.values_list(
        "booking_id", "offer_id", "resource_id", "cell"
    ):
        visit = keys.get((booking, offer, resource))
        if visit is not None:
            found[visit].append(cell)
    return {visit: range(min(own), max(own) + 1) for visit, own in found.items()}


def _key(visit: Booking | Offer) -> tuple[UUID, int | None, int | None]:
    if isinstance(visit, Booking):
        return visit.pk, None, visit.practitioner_id
    return visit.booking_id, visit.pk, visit.practitioner_id


def outside(bookings: Sequence[Booking], zone: ZoneInfo) -> list[Booking]:
    """Return the bookings whose time, or one of whose offered times, is outside the hours."""
    offers = [offer for booking in bookings for offer in booking.offers.all()]
    timed: list[Booking | Offer] = [*bookings, *offers]
    lost = {_key(visit)[0] for visit in uncovered(timed, zone)}
    return [booking for booking in bookings if booking.pk in lost]


def newly_outside(now: datetime, zone: ZoneInfo) -> list[Booking]:
    """Return what mark_orphans would mark now: the bookings that a change of hours affects."""
    unmarked = live_ahead(now).filter(orphaned_since=None)
    return outside(list(unmarked), zone)
