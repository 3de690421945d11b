"""From rows to the facts that availability needs: two queries, however many bookings there are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, F, IntegerField, Q, QuerySet, TimeField, Value
from django.db.models.functions import Cast

from clinic_site.foundation.clinic.models import OpeningHours
from intake.availability import (
    DatedSpan,
    Diary,
    RoomDiary,
    Rule,
    Shut,
    Span,
    cells,
)
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

_WEEKLY, _OPENING, _CLOSURE, _CLAIM, _DESK = range(5)
_EVERYBODY = 0
_MARGIN = timedelta(days=1)


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
        """Tell what the clinic offers apart from what is still free."""
        return replace(
            self,
            people=[replace(diary, taken=frozenset()) for diary in self.people],
            rooms=self.rooms and [replace(room, taken=frozenset()) for room in self.rooms],
        )

    def with_taken(self, also: Collection[tuple[int, int]]) -> "Diaries":
        """Tell what is left when these pairs of a resource and a cell are taken too."""
        more: defaultdict[int, set[int]] = defaultdict(set)
        for resource, cell in also:
            more[resource].add(cell)
        return replace(
            self,
            people=[replace(p, taken=p.taken | more[p.resource]) for p in self.people],
            rooms=self.rooms
            and [replace(room, taken=room.taken | more[room.resource]) for room in self.rooms],
        )

    def without_notice(self) -> "Diaries":
        """Tell what staff may book: they know themselves what is too soon."""
        return replace(self, rule=replace(self.rule, notice=timedelta(0)))


@dataclass
class _Found:
    weekly: list[Span] = field(default_factory=list)
    openings: list[DatedSpan] = field(default_factory=list)
    closures: list[Shut] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)


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


def diaries(
    service: Service,
    practitioner: Practitioner | None,
    first: date,
    last: date,
    zone: ZoneInfo,
    *,
    besides: Booking | None = None,
    closed_since: date | None = None,
) -> Diaries:
    """Gather who can give this service, and what they do from first to last, both included.

    What the booking besides owns counts as free: it is looking for another time. closed_since is
    the day from which on it matters that the whole clinic is closed, where that is before first.
    """
    rule = rule_of(service)
    people, rooms = _resources(service, practitioner)
    since = min(first, closed_since or first)
    found = _facts([*people, *rooms], first, last, zone, rule, besides, since)
    closed = found[_EVERYBODY].closures
    return Diaries(
        rule=rule,
        people=[
            Diary(
                resource=person,
                weekly=tuple(found[person].weekly),
                openings=tuple(found[person].openings),
                closures=(*found[person].closures, *closed),
                taken=frozenset(found[person].taken),
            )
            for person in people
        ],
        rooms=[RoomDiary(room, frozenset(found[room].taken)) for room in rooms]
        if service.room_kind
        else None,
        desk=tuple(found[_EVERYBODY].weekly),
        closed=frozenset(shut.day for shut in closed if shut.starts is None),
    )


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


def _facts(
    resources: list[int],
    first: date,
    last: date,
    zone: ZoneInfo,
    rule: Rule,
    besides: Booking | None,
    closed_since: date,
) -> "defaultdict[int, _Found]":
    found: defaultdict[int, _Found] = defaultdict(_Found)
    rows = _rows(resources, first, last, zone, rule, besides, closed_since)
    for what, resource, number, day, starts, ends in rows:
        facts = found[resource]
        if what in (_WEEKLY, _DESK):
            facts.weekly.append(Span(number, starts, ends))
        elif what == _OPENING:
            facts.openings.append(DatedSpan(day, starts, ends))
        elif what == _CLOSURE:
            facts.closures.append(Shut(day, starts, ends))
        else:
            facts.taken.add(number)
    return found


def _rows(
    resources: list[int],
    first: date,
    last: date,
    zone: ZoneInfo,
    rule: Rule,
    besides: Booking | None,
    closed_since: date,
) -> QuerySet[Any, tuple[Any, ...]]:
    """Fetch all hours, openings, closures and claims in one round trip, in columns of one shape."""
    # The search looks at the neighboring days too: hours may run over midnight.
    days = (first - _MARGIN, last + _MARGIN)
    begin = cells(datetime.combine(days[0], time(), zone), rule).start
    end = cells(datetime.combine(days[1] + _MARGIN, time(), zone), rule).stop
    no_day, no_time = Cast(Value(None), DateField()), Cast(Value(None), TimeField())
    nothing = Value(0, IntegerField())

    weekly = _shaped(
        WeeklyHours.objects.filter(practitioner__in=resources),
        (_WEEKLY, F("practitioner_id"), F("weekday"), no_day, F("starts"), F("ends")),
    )
    desk = _shaped(
        OpeningHours.objects.all(),
        (_DESK, Value(_EVERYBODY), F("weekday"), no_day, F("opens"), F("closes")),
    )
    openings = _shaped(
        Opening.objects.filter(practitioner__in=resources, date__range=days),
        (_OPENING, F("practitioner_id"), nothing, F("date"), F("starts"), F("ends")),
    )
    everybody = _shaped(
        Closure.objects.filter(
            practitioner=None, date__range=(min(days[0], closed_since), days[1])
        ),
        (_CLOSURE, Value(_EVERYBODY), nothing, F("date"), F("starts"), F("ends")),
    )
    closures = _shaped(
        Closure.objects.filter(practitioner__in=resources, date__range=days),
        (_CLOSURE, F("practitioner_id"), nothing, F("date"), F("starts"), F("ends")),
    )
    taken = TimeCell.objects.filter(resource__in=resources, cell__gte=begin, cell__lt=end)
    time_cells = _shaped(
        taken if besides is None else taken.exclude(booking=besides),
        (_CLAIM, F("resource_id"), F("cell"), no_day, no_time, no_time),
    )
    return weekly.union(desk, openings, everybody, closures, time_cells, all=True)


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
