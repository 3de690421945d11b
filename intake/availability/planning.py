"""A practitioner's days as people read them: stretches that are free, and hours that are closed."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.availability.facts import Diary
from intake.availability.search import working_hours
from intake.availability.wall_clock import DAY, WallClock, positions


class Kind(StrEnum):
    """What a stretch is. What is booked is not listed: bookings are known by themselves."""

    FREE = "free"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of one kind, in UTC. It never runs over midnight of the clinic's wall clock."""

    begin: datetime
    end: datetime
    kind: Kind


def plan(diary: Diary, first: date, last: date, zone: ZoneInfo) -> dict[date, list[Stretch]]:
    """Return the stretches of each day from first to last, both included, in order of time.

    Closed means hours that would be worked but for a closure. Time outside of all hours is not
    listed, nor is time that is taken.
    """
    clock = WallClock.over(first - DAY, last + DAY, zone)
    worked = clock.real(working_hours(diary, clock.days))
    usual = clock.real(working_hours(replace(diary, closures=()), clock.days))
    found = [
        *_runs(clock.without(worked, diary.taken), Kind.FREE, clock, zone),
        *_runs(usual & ~worked, Kind.CLOSED, clock, zone),
    ]
    days: dict[date, list[Stretch]] = {day: [] for day in clock.days[1:-1]}
    for stretch in sorted(found, key=lambda each: each.begin):
        day = stretch.begin.astimezone(zone).date()
        if day in days:
            days[day].append(stretch)
    return days


def _runs(bits: int, kind: Kind, clock: WallClock, zone: ZoneInfo) -> list[Stretch]:
    """Cut bits of real time into runs, and each run at midnight."""
    runs: list[list[int]] = []
    last_day: date | None = None
    for position in positions(bits):
        day = clock.moment(position).astimezone(zone).date()
        if runs and runs[-1][1] == position and day == last_day:
            runs[-1][1] = position + 1
        else:
            runs.append([position, position + 1])
        last_day = day
    return [Stretch(clock.moment(begin), clock.moment(end), kind) for begin, end in runs]
