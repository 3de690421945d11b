"""Days of the diary as people read them: what is booked, offered, free and closed, by person."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from intake.availability.search import Stretch, StretchKind, plan
from intake.availability.wall_clock import CELL_SECONDS
from intake.models import (
    Booking,
    Closure,
    Offer,
    Practitioner,
    Room,
)
from intake.queries.diaries import diaries_of
from intake.transitions.statuses import LIVE, Status

_DAY = timedelta(days=1)
SHORTEST_FREE = timedelta(minutes=15)
"""A gap that is shorter is where somebody clears up, and no time to book."""
_SHOWN = LIVE | {Status.ATTENDED, Status.MISSED}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a day. kind is "booked", "offered", "free" or "closed"; times are in UTC."""

    begin: datetime
    end: datetime
    kind: str
    booking: Booking | None = None
    room: Room | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """Some days in a row, and what each person does on each of them, in order of time.

    closed says why the whole clinic is closed on a day.
    """

    days: Sequence[date]
    closed: Mapping[date, str]
    people: Mapping[Practitioner, Mapping[date, Sequence[Entry]]]


def days_of(
    first: date,
    last: date,
    now: datetime,
    zone: ZoneInfo,
    *,
    only: Practitioner | None = None,
) -> Days:
    """Return everybody's days from first to last, both included, or those of one person only.

    What is free is told from now on. Who cannot be booked any more is listed while something is.
    Five queries, however many bookings there are.
    """
    chosen = Practitioner.objects.all() if only is None else [only]
    people = {person.pk: person for person in chosen}
    days = [first + _DAY * number for number in range((last - first).days + 1)]
    meant = Q(practitioner__in=people) | Q(practitioner=None)
    # With their neighbors: hours may run on over midnight.
    closures = list(Closure.objects.filter(meant, date__range=(first - _DAY, last + _DAY)))
    diaries = diaries_of(people, first, last, zone)
    visits = _visits(people, first, last, zone)
    rows: dict[Practitioner, dict[date, list[Entry]]] = {}
    for pk, person in people.items():
        stretches = plan(diaries[pk], first, last, zone) if person.is_active else {}
        own = [row for row in closures if row.practitioner_id in (None, pk)]
        entries = {
            day: _entries(stretches.get(day, ()), visits[pk, day], own, now, zone) for day in days
        }
        if person.is_active or any(entries.values()):
            rows[person] = entries
    whole = (row for row in closures if row.practitioner_id is None and row.starts is None)
    return Days(days, {row.date: row.reason for row in whole}, rows)


def _visits(
    people: Collection[int], first: date, last: date, zone: ZoneInfo
) -> defaultdict[tuple[int, date], list[Entry]]:
    """Return what is booked and offered, by person and day."""
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + _DAY, time(), zone)
    lines: defaultdict[tuple[int, date], list[Entry]] = defaultdict(list)
    bookings = Booking.objects.filter(start__gte=begin, start__lt=end, status__in=_SHOWN)
    for booking in bookings.filter(practitioner__in=people).select_related("service", "room"):
        if booking.start is not None and booking.end is not None:
            key = (booking.practitioner_id or 0, booking.start.astimezone(zone).date())
            entry = Entry(booking.start, booking.end, "booked", booking, booking.room)
            lines[key].append(entry)
    offers = Offer.objects.filter(start__gte=begin, start__lt=end, practitioner__in=people)
    for offer in offers.select_related("booking__service", "room"):
        key = (offer.practitioner_id, offer.start.astimezone(zone).date())
        lines[key].append(Entry(offer.start, offer.end, "offered", offer.booking, offer.room))
    return lines


def _entries(
    stretches: Sequence[Stretch],
    visits: Sequence[Entry],
    closures: Sequence[Closure],
    now: datetime,
    zone: ZoneInfo,
) -> list[Entry]:
    found = list(visits)
    next_cell = datetime.fromtimestamp(-(-now.timestamp() // CELL_SECONDS) * CELL_SECONDS, UTC)
    for stretch in stretches:
        if stretch.kind is StretchKind.CLOSED:
            reason = _reason(stretch, closures, zone)
            found.append(Entry(stretch.begin, stretch.end, "closed", reason=reason))
        elif stretch.end - (begin := max(stretch.begin, next_cell)) >= SHORTEST_FREE:
            found.append(Entry(begin, stretch.end, "free"))
    return sorted(found, key=lambda entry: (entry.begin, entry.end, entry.kind))


def _reason(stretch: Stretch, closures: Sequence[Closure], zone: ZoneInfo) -> str:
    """Return why it is closed; more than one closure may make up the stretch."""
    begin = stretch.begin.astimezone(zone)
    end = (stretch.end - timedelta(seconds=1)).astimezone(zone)
    reasons = [
        row.reason
        for row in closures
        if row.date == begin.date()
        and (row.starts is None or row.starts <= end.time())
        and (row.ends is None or row.ends > begin.time())
    ]
    return ", ".join(dict.fromkeys(reason for reason in reasons if reason))
