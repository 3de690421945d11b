"""What the hours and the bookings leave: free starts, visits outside of the hours, days to read."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from intake.availability.facts import Diary, FreeTime, RoomDiary, Rule
from intake.availability.wall_clock import (
    CELL,
    CELL_SECONDS,
    CELLS_PER_DAY,
    DAY,
    EPOCH,
    WallClock,
    first_cell_from,
    positions,
    to_bits,
    window,
)

Visit = TypeVar("Visit", bound=Hashable)


class StretchKind(StrEnum):
    """What a stretch is. What is booked is not listed: bookings are known by themselves."""

    FREE = "free"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of one kind, in UTC. It never runs over midnight of the clinic's wall clock."""

    begin: datetime
    end: datetime
    kind: StretchKind


def cells(start: datetime, rule: Rule) -> range:
    """Return the cells that a booking at this aware time owns, buffers included."""
    since = start - EPOCH
    return range((since - rule.before) // CELL, first_cell_from(since + rule.length + rule.after))


def free_starts(
    *,
    first: date,
    last: date,
    zone: ZoneInfo,
    now: datetime,
    rule: Rule,
    diaries: Sequence[Diary],
    rooms: Sequence[RoomDiary] | None,
) -> list[FreeTime]:
    """Return every free start from `first` to `last`, both included, days being the clinic's.

    Sorted by start, then as the diaries are; all who are free at a start are listed. `rooms` is
    None where none is needed; else the first free one is named, and an empty list frees nothing.
    """
    today = now.astimezone(zone).date()
    first, last = max(first, today), min(last, today + rule.horizon)
    if first > last:
        return []
    # Hours may run on over midnight, so the neighboring days are looked at too.
    clock = WallClock.over(first - DAY, last + DAY, zone)
    starts = _starts(clock, first, last, now, rule)

    room_at: dict[int, int] = {}
    if rooms is not None:
        everything = (1 << clock.length) - 1
        for room in reversed(rooms):  # so that the first free room has the last word
            free = clock.without(everything, room.taken)
            room_at |= dict.fromkeys(positions(starts & _fitting(free, rule)), room.resource)
        starts = to_bits(room_at, clock.length)

    found = []
    for order, diary in enumerate(diaries):
        free = clock.without(clock.real(_working_hours(diary, clock.days)), diary.taken)
        found += [(position, order) for position in positions(starts & _fitting(free, rule))]
    return [
        FreeTime(clock.moment(position), diaries[order].resource, room_at.get(position))
        for position, order in sorted(found)
    ]


def free_at(
    start: datetime,
    practitioner: int | None,
    *,
    zone: ZoneInfo,
    now: datetime,
    rule: Rule,
    diaries: Sequence[Diary],
    rooms: Sequence[RoomDiary] | None,
) -> FreeTime | None:
    """Return what may be booked at exactly this start, or None; with anyone if nobody is named.

    Made to be asked again inside the transaction that books: a start that was made up, is past,
    is too soon or was taken meanwhile gives None. Where several are free, diary order decides.
    """
    # This comes first so that a forged year 9999 cannot overflow the sums below.
    if not now <= start <= now + rule.horizon + 2 * DAY:
        return None
    day = start.astimezone(zone).date()
    asked = [diary for diary in diaries if practitioner in (None, diary.resource)]
    found = free_starts(
        first=day, last=day, zone=zone, now=now, rule=rule, diaries=asked, rooms=rooms
    )
    return next((free for free in found if free.start == start), None)


def outside_hours(diary: Diary, visits: Mapping[Visit, range], zone: ZoneInfo) -> set[Visit]:
    """Return those visits of one practitioner of which a cell lies outside of the hours.

    Each is given with the cells that it owns, buffers included. What is taken does not matter.
    """
    owned = {visit: cells for visit, cells in visits.items() if cells}
    if not owned:
        return set()
    begins = min(cells.start for cells in owned.values())
    ends = max(cells.stop for cells in owned.values())
    first, last = (
        datetime.fromtimestamp(cell * CELL_SECONDS, zone).date() for cell in (begins, ends)
    )
    clock = WallClock.over(first - DAY, last + DAY, zone)
    closed = ~clock.real(_working_hours(diary, clock.days))
    return {
        visit
        for visit, cells in owned.items()
        if to_bits((cell - clock.begin for cell in cells), clock.length) & closed
    }


def plan(diary: Diary, first: date, last: date, zone: ZoneInfo) -> dict[date, list[Stretch]]:
    """Return the stretches of each day from first to last, both included, in order of time.

    Closed means hours that would be worked but for a closure. Time outside of all hours is not
    listed, nor is time that is taken.
    """
    clock = WallClock.over(first - DAY, last + DAY, zone)
    worked = clock.real(_working_hours(diary, clock.days))
    usual = clock.real(_working_hours(replace(diary, closures=()), clock.days))
    found = [
        *_runs(clock.without(worked, diary.taken), StretchKind.FREE, clock, zone),
        *_runs(usual & ~worked, StretchKind.CLOSED, clock, zone),
    ]
    days: dict[date, list[Stretch]] = {day: [] for day in clock.days[1:-1]}
    for stretch in sorted(found, key=lambda each: each.begin):
        day = stretch.begin.astimezone(zone).date()
        if day in days:
            days[day].append(stretch)
    return days


def _runs(bits: int, kind: StretchKind, clock: WallClock, zone: ZoneInfo) -> list[Stretch]:
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


def _starts(clock: WallClock, first: date, last: date, now: datetime, rule: Rule) -> int:
    """Return the starts that the rule alone allows: on the grid of the wall clock, not too soon."""
    grid = to_bits(range(0, CELLS_PER_DAY, rule.every // CELL), CELLS_PER_DAY)
    starts = clock.real([grid if first <= day <= last else 0 for day in clock.days])
    too_soon = max(0, first_cell_from(now - EPOCH + rule.notice) - clock.begin)
    return starts >> too_soon << too_soon


def _working_hours(diary: Diary, days: Sequence[date]) -> list[int]:
    """Return the wall bits of each day in which this practitioner works."""
    weekly = [0] * 7
    for span in diary.weekly:
        weekly[span.weekday] |= window(span.starts, span.ends)
    hours = {day: weekly[day.weekday()] for day in days}
    for opening in diary.openings:
        if opening.day in hours:
            hours[opening.day] |= window(opening.starts, opening.ends)
    for shut in diary.closures:
        if shut.day in hours:
            starts, ends = shut.starts or time(), shut.ends or time()
            hours[shut.day] &= ~window(starts, ends, outward=True)
    return list(hours.values())


def _fitting(free: int, rule: Rule) -> int:
    """Return the starts whose whole booking, buffers included, lies in free cells."""
    owned = (rule.before + rule.length + rule.after) // CELL
    checked = 1
    while checked < owned:
        step = min(checked, owned - checked)
        free &= free >> step
        checked += step
    return free << (rule.before // CELL)
