"""From rows to the facts that availability needs, in one round trip however many bookings."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, F, IntegerField, Q, QuerySet, TimeField, Value
from django.db.models.functions import Cast

from clinic_site.foundation.clinic.models import OpeningHours
from intake.availability.facts import DatedSpan, Diary, RoomDiary, Rule, Shut, Span
from intake.availability.search import cells
from intake.availability.wall_clock import CELL, CELL_SECONDS, window
from intake.models import (
    Booking,
    Closure,
    Opening,
    Practitioner,
    Resource,
    Service,
    TimeCell,
    WeeklyHours,
)

_WEEKLY, _OPENING, _CLOSURE, _TAKEN, _DESK = range(5)
_EVERYBODY = 0
_MARGIN = timedelta(days=1)
_Found = defaultdict[tuple[int, int], list[Any]]
"""What was fetched, by its sort and whose it is."""


@dataclass(frozen=True)
class Diaries:
    """Everybody who could take a booking, and the rooms; rooms is None where none is needed.

    desk are the hours in which the clinic answers; closed are the days on which it does not.
    """

    rule: Rule
    people: Sequence[Diary]
    rooms: Sequence[RoomDiary] | None
    desk: tuple[Span, ...] = ()
    closed: frozenset[date] = frozenset()

    def as_if_nothing_were_booked(self) -> "Diaries":
        """Return what the clinic offers apart from what is still free."""
        return replace(
            self,
            people=[replace(diary, taken=frozenset()) for diary in self.people],
            rooms=self.rooms and [replace(room, taken=frozenset()) for room in self.rooms],
        )

    def with_taken(self, also: Collection[tuple[int, int]]) -> "Diaries":
        """Return what is left when these pairs of a resource and a cell are taken too."""
        more: defaultdict[int, set[int]] = defaultdict(set)
        for resource, cell in also:
            more[resource].add(cell)
        return replace(
            self,
            people=[replace(p, taken=p.taken | more[p.resource]) for p in self.people],
            rooms=self.rooms
            and [replace(room, taken=room.taken | more[room.resource]) for room in self.rooms],
        )


def rule_of(service: Service) -> Rule:
    """Return the rule by which this service can be booked."""
    return Rule(
        length=timedelta(minutes=service.length_minutes),
        before=timedelta(minutes=service.buffer_before_minutes),
        after=timedelta(minutes=service.buffer_after_minutes),
        every=timedelta(minutes=service.start_every_minutes),
        notice=timedelta(hours=service.notice_hours),
        horizon=timedelta(days=service.horizon_days),
    )


def longest_stretch(person: Practitioner) -> timedelta:
    """Return the longest time in one go; rows of one day that touch or overlap are joined."""
    days: defaultdict[object, int] = defaultdict(int)
    for weekly in person.weekly_hours.all():
        days[weekly.weekday] |= window(weekly.starts, weekly.ends)
    for opening in person.openings.all():
        days[opening.date] |= window(opening.starts, opening.ends)
    longest = 0
    for bits in days.values():
        length = 0
        # Each round takes the last cell off every run; the longest one holds out the longest.
        while bits:
            bits, length = bits & bits >> 1, length + 1
        longest = max(longest, length)
    return longest * CELL


def diaries_for(
    service: Service,
    practitioner: Practitioner | None,
    first: date,
    last: date,
    zone: ZoneInfo,
    *,
    besides: Booking | None = None,
    for_staff: bool = False,
    closed_since: date | None = None,
) -> Diaries:
    """Gather who can give this service, and what they do from first to last, both included.

    What the booking besides owns counts as free: it is looking for another time. Staff need no
    notice: they know themselves what is too soon. closed_since is the day from which on it
    matters that the whole clinic is closed, where that is before first.
    """
    rule = rule_of(service)
    people, rooms = _resources(service, practitioner)
    around = _around(first, last, zone)
    taken = TimeCell.objects.filter(
        resource__in=[*people, *rooms],
        cell__gte=cells(around[0], rule).start,
        cell__lt=cells(around[1], rule).stop,
    )
    if besides is not None:
        taken = taken.exclude(booking=besides)
    found = _gather(people, first, last, taken, closed_since=closed_since)
    return Diaries(
        rule=replace(rule, notice=timedelta(0)) if for_staff else rule,
        people=[_diary(person, found) for person in people],
        rooms=[RoomDiary(room, frozenset(found[_TAKEN, room])) for room in rooms]
        if service.room_kind
        else None,
        desk=tuple(found[_DESK, _EVERYBODY]),
        closed=frozenset(shut.day for shut in found[_CLOSURE, _EVERYBODY] if shut.starts is None),
    )


def diaries_of(
    people: Collection[int], first: date, last: date, zone: ZoneInfo, *, with_taken: bool = True
) -> dict[int, Diary]:
    """Return what each of these people does from first to last, both included; one query."""
    taken = TimeCell.objects.none()
    if with_taken:
        begin, end = (
            int(moment.timestamp()) // CELL_SECONDS for moment in _around(first, last, zone)
        )
        taken = TimeCell.objects.filter(resource__in=people, cell__gte=begin, cell__lt=end)
    found = _gather(people, first, last, taken)
    return {person: _diary(person, found) for person in people}


def _around(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when these days begin and end, with a day to each side: hours run over midnight."""
    begin = datetime.combine(first - _MARGIN, time(), zone)
    return begin, datetime.combine(last + 2 * _MARGIN, time(), zone)


def _resources(service: Service, practitioner: Practitioner | None) -> tuple[list[int], list[int]]:
    """Return the ids of the people, in their order, and of the rooms; one query."""
    gives = Q(practitioner__services=service)
    if practitioner is not None:
        gives &= Q(practitioner=practitioner)
    fits = Q(room__kind=service.room_kind) if service.room_kind else Q(pk__in=[])
    rows = (
        Resource.objects.filter(gives | fits, is_active=True)
        .order_by("practitioner__order", "pk")
        .values_list("pk", "practitioner__pk", "room__pk")
        .distinct()
    )
    people = [pk for pk, person, _room in rows if person is not None]
    rooms = [pk for pk, _person, room in rows if room is not None]
    return people, sorted(rooms)


def _diary(person: int, found: _Found) -> Diary:
    return Diary(
        resource=person,
        weekly=tuple(found[_WEEKLY, person]),
        openings=tuple(found[_OPENING, person]),
        closures=(*found[_CLOSURE, person], *found[_CLOSURE, _EVERYBODY]),
        taken=frozenset(found[_TAKEN, person]),
    )


def _gather(
    people: Collection[int],
    first: date,
    last: date,
    taken: QuerySet[TimeCell],
    closed_since: date | None = None,
) -> _Found:
    """Fetch hours, openings, closures and taken cells in one query, in columns of one shape."""
    days = (first - _MARGIN, last + _MARGIN)
    closed = (min(days[0], closed_since or first), days[1])
    no_day, no_time = Cast(Value(None), DateField()), Cast(Value(None), TimeField())
    nothing = Value(0, IntegerField())

    weekly = _shaped(
        WeeklyHours.objects.filter(practitioner__in=people),
        (_WEEKLY, F("practitioner_id"), F("weekday"), no_day, F("starts"), F("ends")),
    )
    desk = _shaped(
        OpeningHours.objects.all(),
        (_DESK, Value(_EVERYBODY), F("weekday"), no_day, F("opens"), F("closes")),
    )
    openings = _shaped(
        Opening.objects.filter(practitioner__in=people, date__range=days),
        (_OPENING, F("practitioner_id"), nothing, F("date"), F("starts"), F("ends")),
    )
    everybody = _shaped(
        Closure.objects.filter(practitioner=None, date__range=closed),
        (_CLOSURE, Value(_EVERYBODY), nothing, F("date"), F("starts"), F("ends")),
    )
    closures = _shaped(
        Closure.objects.filter(practitioner__in=people, date__range=days),
        (_CLOSURE, F("practitioner_id"), nothing, F("date"), F("starts"), F("ends")),
    )
    time_cells = _shaped(taken, (_TAKEN, F("resource_id"), F("cell"), no_day, no_time, no_time))

    found: _Found = defaultdict(list)
    rows = weekly.union(desk, openings, everybody, closures, time_cells, all=True)
    for what, resource, number, day, starts, ends in rows:
        fact: Any = number
        if what in (_WEEKLY, _DESK):
            fact = Span(number, starts, ends)
        elif what in (_OPENING, _CLOSURE):
            fact = (DatedSpan if what == _OPENING else Shut)(day, starts, ends)
        found[what, resource].append(fact)
    return found


def _shaped(rows: QuerySet[Any], columns: tuple[Any, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    what, who, number, day, starts, ends = columns
    shaped = rows.order_by().annotate(
        what_=Value(what, IntegerField()),
        who_=who,
        number_=number,
        day_=day,
        starts_=starts,
        ends_=ends,
    )
    found: QuerySet[Any, tuple[Any, ...]] = shaped.values_list(
        "what_", "who_", "number_", "day_", "starts_", "ends_"
    )
    return found
