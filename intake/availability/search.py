"""The search itself: free cells, then the starts whose whole booking fits into them."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from intake.availability.facts import Diary, FreeTime, RoomDiary, Rule
from intake.availability.wall_clock import (
    CELL,
    CELLS_PER_DAY,
    DAY,
    EPOCH,
    WallClock,
    first_cell_from,
    positions,
    to_bits,
    window,
)


def cells(start: datetime, rule: Rule) -> range:
    """Return the cells that a booking at this aware time owns, buffers included."""
    since = start - EPOCH
    return range((since - rule.before) // CELL, first_cell_from(since + rule.length + rule.after))


def free_times(
    *,
    first: date,
    last: date,
    zone: ZoneInfo,
    now: datetime,
    rule: Rule,
    diaries: Sequence[Diary],
    rooms: Sequence[RoomDiary] | None,
) -> list[FreeTime]:
    """List every free start from `first` to `last`, both included, days being the clinic's.

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
        free = clock.without(clock.real(working_hours(diary, clock.days)), diary.taken)
        found += [(position, order) for position in positions(starts & _fitting(free, rule))]
    return [
        FreeTime(clock.moment(position), diaries[order].resource, room_at.get(position))
        for position, order in sorted(found)
    ]


def offer_at(
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
    offers = free_times(
        first=day, last=day, zone=zone, now=now, rule=rule, diaries=asked, rooms=rooms
    )
    return next((offer for offer in offers if offer.start == start), None)


def _starts(clock: WallClock, first: date, last: date, now: datetime, rule: Rule) -> int:
    """Return the starts that the rule alone allows: on the grid of the wall clock, not too soon."""
    grid = to_bits(range(0, CELLS_PER_DAY, rule.every // CELL), CELLS_PER_DAY)
    starts = clock.real([grid if first <= day <= last else 0 for day in clock.days])
    too_soon = max(0, first_cell_from(now - EPOCH + rule.notice) - clock.begin)
    return starts >> too_soon << too_soon


def working_hours(diary: Diary, days: Sequence[date]) -> list[int]:
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
