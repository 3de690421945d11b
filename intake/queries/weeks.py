"""Days of the diary as people read them: what is booked, offered, free and closed, by person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
class PersonDay:
    """One person's day, in order of time."""

    day: date
    entries: Sequence[Entry]

    @property
    def visits(self) -> list[Entry]:
        """Return only what is booked or offered."""
        return [entry for entry in self.entries if entry.booking is not None]


@dataclass(frozen=True, slots=True)
class PersonDays:
    """One person's days in a row."""

    person: Practitioner
    days: Sequence[PersonDay]


@dataclass(frozen=True, slots=True)
class Days:
    """Some days in a row. closed says why the whole clinic is closed on a day."""

    days: Sequence[date]
    closed: Mapping[date, str]
    people: Sequence[PersonDays]


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
    span = _Span(first, last, zone)
    closures = _closures(people, span)
    diaries = diaries_of(people, first, last, zone)
    lines = _visits(people, span)
    rows = []
    for pk, person in people.items():
        stretches = plan(diaries[pk], first, last, zone) if person.is_active else {}
        days = [
            PersonDay(
                day, _entries(stretches.get(day, ()), lines[pk, day], closures[pk], now, zone)
            )
            for day in span.days
        ]
        if person.is_active or any(day.entries for day in days):
            rows.append(PersonDays(person, days))
    return Days(span.days, _closed_days(closures), rows)


@dataclass(frozen=True, slots=True)
class _Span:
    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> list[date]:
        return [self.first + _DAY * number for number in range((self.last - self.first).days + 1)]

    @property
    def around(self) -> tuple[date, date]:
        """Return the days with their neighbors: hours may run on over midnight."""
        return self.first - _DAY, self.last + _DAY

    def moments(self, days: tuple[date, date]) -> tuple[datetime, datetime]:
        begin = datetime.combine(days[0], time(), self.zone)
        return begin, datetime.combine(days[1] + _DAY, time(), self.zone)


def _closures(people: Mapping[int, Practitioner], span: _Span) -> dict[int, list[Closure]]:
    """Return each person's closures, those of the whole clinic among them."""
    meant = Q(practitioner__in=people) | Q(practitioner=None)
    rows = list(Closure.objects.filter(meant, date__range=span.around))
    return {pk: [row for row in rows if row.practitioner_id in (None, pk)] for pk in (0, *people)}


def _visits(
    people: Mapping[int, Practitioner], span: _Span
) -> defaultdict[tuple[int, date], list[Entry]]:
    """Return what is booked and offered, by person and day."""
    begin, end = span.moments((span.first, span.last))
    lines: defaultdict[tuple[int, date], list[Entry]] = defaultdict(list)
    bookings = Booking.objects.filter(start__gte=begin, start__lt=end, status__in=_SHOWN)
    for booking in bookings.filter(practitioner__in=people).select_related("service", "room"):
        if booking.start is not None and booking.end is not None:
            key = (booking.practitioner_id or 0, booking.start.astimezone(span.zone).date())
            entry = Entry(booking.start, booking.end, "booked", booking, booking.room)
            lines[key].append(entry)
    offers = Offer.objects.filter(start__gte=begin, start__lt=end, practitioner__in=people)
    for offer in offers.select_related("booking__service", "room"):
        key = (offer.practitioner_id, offer.start.astimezone(span.zone).date())
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
    for stretch in stretches:
        if stretch.kind is StretchKind.CLOSED:
            reason = _reason(stretch, closures, zone)
            found.append(Entry(stretch.begin, stretch.end, "closed", reason=reason))
        elif stretch.end - (begin := max(stretch.begin, _next_cell(now))) >= SHORTEST_FREE:
            found.append(Entry(begin, stretch.end, "free"))
    return sorted(found, key=lambda entry: (entry.begin, entry.end, entry.kind))


def _next_cell(now: datetime) -> datetime:
    seconds = -(-now.timestamp() // CELL_SECONDS) * CELL_SECONDS
    return datetime.fromtimestamp(seconds, UTC)


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


def _closed_days(closures: Mapping[int, list[Closure]]) -> dict[date, str]:
    return {row.date: row.reason for row in closures[0] if row.starts is None}
