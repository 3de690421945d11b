"""Bursts: very many requests within minutes, which staff look at as one thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from intake.models import Booking, Event
from intake.transitions.statuses import Actor, Status

FEWEST = 10
"""Fewer than this are ordinary rows: people do ask at the same time."""
APART = timedelta(minutes=5)
"""Requests less than this apart belong together."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Requests that came one close upon the other: how many, and how many of them hold time.

    first and last are when the first and the last came. decide_by is by when the first of them was
    promised an answer: there may be people among them.
    """

    many: int
    with_time: int
    first: datetime
    last: datetime
    decide_by: datetime | None


def bursts(now: datetime) -> tuple[Burst, ...]:
    """Return the bursts among the requests that nobody at the clinic has looked at yet.

    All that visitors sent count, with a time or without, but for those with an urgent sign. What
    staff did anything with, if only to say that it is no burst, stands by itself from then on.
    No request is loaded: there may be thousands.
    """
    facts = _untouched(now).values_list("created_at", "start", "decide_by").order_by("created_at")
    return tuple(_burst(run) for run in _runs(facts) if len(run) >= FEWEST)


def in_bursts(found: Iterable[Burst], now: datetime) -> QuerySet[Booking]:
    """Return the requests of these bursts, oldest first."""
    within = Q(pk__in=[])
    for burst in found:
        within |= Q(created_at__gte=burst.first, created_at__lte=burst.last)
    return _untouched(now).filter(within).order_by("created_at", "reference")


def _untouched(now: datetime) -> QuerySet[Booking]:
    ahead = Q(start__gt=now) | Q(start=None)
    touched = Event.objects.filter(booking=OuterRef("pk"), actor=Actor.STAFF)
    return Booking.objects.filter(
        ahead, ~Exists(touched), status=Status.HELD, booked_by=None, urgent=False
    )


_Facts = tuple[datetime, datetime | None, datetime | None]
"""When a request came, when its visit would start, and by when it is to be decided."""


def _burst(run: Sequence[_Facts]) -> Burst:
    came, starts, due = zip(*run, strict=True)
    return Burst(
        many=len(run),
        with_time=sum(start is not None for start in starts),
        first=came[0],
        last=came[-1],
        decide_by=min((each for each in due if each), default=None),
    )


def _runs(requests: Iterable[_Facts]) -> list[list[_Facts]]:
    runs: list[list[_Facts]] = []
    for request in requests:
        if not runs or request[0] - runs[-1][-1][0] >= APART:
            runs.append([])
        runs[-1].append(request)
    return runs
