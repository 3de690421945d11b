"""What has to be known to find free times, and what is found.

Closures win over everything: an opening on a day the clinic closed stays closed with it. A window
that ends at 00:00 ends with its day; one that ends before it starts opens nothing. Hours that do
not fall on five minutes lose the rest, and closures gain it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake.availability.wall_clock import CELL


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of every week, Monday being 0."""

    weekday: int
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class DatedSpan:
    """Hours of one day, added to those of the week."""

    day: date
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Shut:
    """Time of one day that is closed; None reaches to the beginning or the end of the day."""

    day: date
    starts: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class Diary:
    """One practitioner's time. `closures` holds their own and those of the whole clinic."""

    resource: int
    weekly: tuple[Span, ...]
    openings: tuple[DatedSpan, ...]
    closures: tuple[Shut, ...]
    taken: frozenset[int]


@dataclass(frozen=True, slots=True)
class RoomDiary:
    """One room or table. It has no hours of its own."""

    resource: int
    taken: frozenset[int]


@dataclass(frozen=True, slots=True)
class Rule:
    """How a service may be booked. Notice is elapsed time; the horizon is whole days from today.

    Raises ValueError unless length, buffers and the time between starts are multiples of five
    minutes, the first and last of them more than nothing.
    """

    length: timedelta
    before: timedelta
    after: timedelta
    every: timedelta
    notice: timedelta
    horizon: timedelta

    def __post_init__(self) -> None:
        if any(part % CELL for part in (self.length, self.before, self.after, self.every)):
            raise ValueError("Lengths, buffers and starts must be multiples of five minutes.")
        if min(self.length, self.every) <= timedelta(0):
            raise ValueError("A length and the time between starts must be more than nothing.")
        if min(self.before, self.after, self.notice, self.horizon) < timedelta(0):
            raise ValueError("Buffers, notice and horizon must not be negative.")


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A start, in UTC, with who would see the patient and in which room, if one is needed."""

    start: datetime
    practitioner: int
    room: int | None
