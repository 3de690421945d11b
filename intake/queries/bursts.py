"""Bursts: very many requests within minutes, which staff look at as one thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from intake.models import Booking, Event
from intake.states import Actor, Status

FEWEST = 10
"""Fewer than this are ordinary rows: people do ask at the same time."""
APART = timedelta(minutes=5)
"""Requests less than this apart belong together."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Requests that came one close upon the other, oldest first."""

    requests: Sequence[Booking]

    @property
    def first(self) -> datetime:
        """When the first of them came."""
        return self.requests[0].created_at

    @property
    def last(self) -> datetime:
        """When the last of them came."""
        return self.requests[-1].created_at

    @property
    def with_time(self) -> int:
        """How many of them hold time."""
        return sum(request.start is not None for request in self.requests)

    @property
    def decide_by(self) -> datetime | None:
        """By when the first of them was promised an answer: there may be people among them."""
        due = [request.decide_by for request in self.requests if request.decide_by]
        return min(due, default=None)


def bursts(now: datetime) -> tuple[Burst, ...]:
    """Return the bursts among the requests that nobody at the clinic has looked at yet.

    All that visitors sent count, with a time or without, but for those with an urgent sign. What
    staff did anything with, if only to say that it is no burst, stands by itself from then on.
    """
    ahead = Q(start__gt=now) | Q(start=None)
    touched = Event.objects.filter(booking=OuterRef("pk"), actor=Actor.STAFF)
    found = Booking.objects.filter(
        ahead, ~Exists(touched), status=Status.HELD, booked_by=None, urgent=False
    )
    found = found.select_related("practitioner").order_by("created_at", "reference")
    return tuple(Burst(run) for run in _runs(found) if len(run) >= FEWEST)


def _runs(requests: Iterable[Booking]) -> list[list[Booking]]:
    runs: list[list[Booking]] = []
    for request in requests:
        if not runs or request.created_at - runs[-1][-1].created_at >= APART:
            runs.append([])
        runs[-1].append(request)
    return runs
