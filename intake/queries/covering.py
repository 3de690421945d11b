"""Which visits the hours no longer cover."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from intake import availability
from intake.availability import DatedSpan, Diary, Shut, Span
from intake.models import Booking, Closure, Offer, Opening, Practitioner, TimeCell, WeeklyHours
from intake.queries.worklists import live_ahead

_MARGIN = timedelta(days=1)
Visit = TypeVar("Visit", bound=Booking | Offer)


def uncovered(visits: Sequence[Visit], zone: ZoneInfo) -> set[Visit]:
    """Return those bookings, or offers, whose time lies outside of the hours.

    What counts is the time that they own, with the buffers of the day they were booked, and whether
    the practitioner can be booked at all. Who owns no time is left out. At most five queries.
    """
    timed = [visit for visit in visits if visit.start is not None]
    if not timed:
        return set()
    # The hours of a day may run on over midnight.
    days = sorted(visit.start.astimezone(zone).date() for visit in timed if visit.start)
    hours = _hours([v.practitioner_id or 0 for v in timed], days[0] - _MARGIN, days[-1] + _MARGIN)
    by_person: defaultdict[int, dict[Visit, range]] = defaultdict(dict)
    for visit, cells in _owned(timed).items():
        by_person[visit.practitioner_id or 0][visit] = cells
    found: set[Visit] = set()
    for person, owned in by_person.items():
        found |= availability.uncovered(hours[person], owned, zone)
    return found


def _owned(visits: Sequence[Visit]) -> dict[Visit, range]:
    """Return the cells of the practitioner that each owns; those of a visit lie in a row."""
    keys = {_key(visit): visit for visit in visits}
    time_cells = TimeCell.objects.filter(booking__in={booking for booking, _offer, _who in keys})
    cells: defaultdict[Visit, list[int]] = defaultdict(list)
    for booking, offer, resource, cell in time_cells.values_list(
        "booking_id", "offer_id", "resource_id", "cell"
    ):
        visit = keys.get((booking, offer, resource))
        if visit is not None:
            cells[visit].append(cell)
    return {visit: range(min(own), max(own) + 1) for visit, own in cells.items()}


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
    """Return whom mark_orphans would mark now: asked after a change of hours, whom it affects."""
    unmarked = live_ahead(now).filter(orphaned_since=None)
    return outside(list(unmarked), zone)


def _hours(people: Sequence[int], first: date, last: date) -> dict[int, Diary]:
    """Return everybody's hours; who cannot be booked has none."""
    active = set(
        Practitioner.objects.filter(pk__in=set(people), is_active=True).values_list("pk", flat=True)
    )
    weekly: defaultdict[int, list[Span]] = defaultdict(list)
    for row in WeeklyHours.objects.filter(practitioner__in=active):
        weekly[row.practitioner_id].append(Span(row.weekday, row.starts, row.ends))
    openings: defaultdict[int, list[DatedSpan]] = defaultdict(list)
    for extra in Opening.objects.filter(practitioner__in=active, date__range=(first, last)):
        openings[extra.practitioner_id].append(DatedSpan(extra.date, extra.starts, extra.ends))
    closures: defaultdict[int | None, list[Shut]] = defaultdict(list)
    shut = Q(practitioner__in=active) | Q(practitioner=None)
    for closure in Closure.objects.filter(shut, date__range=(first, last)):
        closures[closure.practitioner_id].append(Shut(closure.date, closure.starts, closure.ends))
    return {
        person: Diary(
            resource=person,
            weekly=tuple(weekly[person]),
            openings=tuple(openings[person]),
            closures=(*closures[person], *closures[None]),
            taken=frozenset(),
        )
        for person in people
    }
