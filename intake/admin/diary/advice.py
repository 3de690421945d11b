"""What is allowed in the diary and yet surely not meant: told after saving, never refused."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from itertools import pairwise

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from intake import queries
from intake.models import Closure, Opening, Practitioner, Room, Service, WeeklyHours

_MINUTE = timedelta(minutes=1)
Hours = tuple[time, time]


def on_practitioner(person: Practitioner) -> list[str]:
    """Look over somebody's hours: rows that overlap, and services that never fit."""
    weekly = list(person.weekly_hours.order_by("weekday", "starts"))
    offered = person.services.filter(is_active=True)
    return [
        *_overlaps(weekly),
        *([_unfit(service, person) for service in offered if not _fits(service, person)]),
    ]


def on_service(service: Service) -> list[str]:
    """Look whether anybody can give the service, and where."""
    if not service.is_active:
        return []
    found = []
    people = list(service.practitioners.filter(is_active=True))
    if not people:
        found.append(
            _(
                "Nobody offers this service yet, so it cannot be booked. Tick it in the form of "
                "a practitioner."
            )
        )
    if service.room_kind and not Room.objects.filter(kind=service.room_kind, is_active=True):
        found.append(
            _("There is no %(kind)s that can be booked, so this service cannot be booked.")
            % {"kind": service.get_room_kind_display().lower()}
        )
    return found + [_unfit(service, person) for person in people if not _fits(service, person)]


def on_closure(closure: Closure, today: date) -> list[str]:
    """Look whether the closure does anything."""
    if closure.date < today:
        return [_("This day is over: closing it changes nothing.")]
    same_day = Closure.objects.filter(date=closure.date, starts=None).exclude(pk=closure.pk)
    if same_day.filter(practitioner=None).exists():
        return [_("The whole clinic was closed on this day before.")]
    if closure.practitioner_id and same_day.filter(practitioner=closure.practitioner_id).exists():
        return [_("This person’s whole day was closed before.")]
    return []


def _overlaps(weekly: Iterable[WeeklyHours]) -> Iterator[str]:
    for one, other in pairwise(weekly):
        if one.weekday == other.weekday and other.starts < one.ends:
            yield _(
                "%(day)s: %(one)s and %(other)s overlap. They count as one stretch; if there is "
                "a break between them, mend the times."
            ) % {"day": one.get_weekday_display(), "one": _said(one), "other": _said(other)}


def _said(row: WeeklyHours) -> str:
    return f"{time_format(row.starts)} – {time_format(row.ends)}"


def _fits(service: Service, person: Practitioner) -> bool:
    return _longest_stretch(person) >= _needed(service)


def _needed(service: Service) -> timedelta:
    rule = queries.rule_of(service)
    return rule.before + rule.length + rule.after


def _unfit(service: Service, person: Practitioner) -> str:
    return _(
        "%(service)s needs %(needed)d minutes in one stretch, to prepare and to clear up "
        "included. The longest stretch of %(person)s’s hours has %(has)d: it cannot be booked "
        "with them."
    ) % {
        "service": service.name,
        "needed": _needed(service) // _MINUTE,
        "person": person.name,
        "has": _longest_stretch(person) // _MINUTE,
    }


def _longest_stretch(person: Practitioner) -> timedelta:
    weekly = [
        (row.weekday, row.starts, row.ends)
        for row in WeeklyHours.objects.filter(practitioner=person)
    ]
    dated = [
        (row.date.toordinal(), row.starts, row.ends)
        for row in Opening.objects.filter(practitioner=person)
    ]
    return max((*_stretches(weekly), *_stretches(dated)), default=timedelta(0))


def _stretches(rows: Iterable[tuple[int, time, time]]) -> Iterator[timedelta]:
    """Join rows of one day that touch or overlap, and give how long each stretch is."""
    day, begin, end = -1, timedelta(0), timedelta(0)
    for of_day, starts, ends in sorted(rows):
        if of_day == day and _since_midnight(starts) <= end:
            end = max(end, _since_midnight(ends))
        else:
            day, begin, end = of_day, _since_midnight(starts), _since_midnight(ends)
        yield end - begin


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)
