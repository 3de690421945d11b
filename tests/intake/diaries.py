"""Short ways to say when a practitioner works, and the slow search that the real one must equal."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from intake.availability.facts import DatedSpan, Diary, FreeTime, RoomDiary, Rule, Shut, Span
from intake.availability.search import cells, free_starts
from intake.availability.wall_clock import CELL_SECONDS
from tests.moments import MINUTE

CELL = timedelta(seconds=CELL_SECONDS)
NEW_YORK = ZoneInfo("America/New_York")
LONDON = ZoneInfo("Europe/London")


def at(text: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> datetime:
    """Read "2026-03-09 09:00" on the clinic's wall; `fold=1` is the second time that hour comes."""
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def span(weekday: int, starts: str, ends: str) -> Span:
    return Span(weekday, time.fromisoformat(starts), time.fromisoformat(ends))


def opening(day: date, starts: str, ends: str) -> DatedSpan:
    return DatedSpan(day, time.fromisoformat(starts), time.fromisoformat(ends))


def every_day(starts: str, ends: str) -> tuple[Span, ...]:
    return tuple(span(weekday, starts, ends) for weekday in range(7))


def rule(
    length: int = 60,
    before: int = 0,
    after: int = 0,
    every: int = 60,
    notice: int = 0,
    horizon: int = 90,
) -> Rule:
    """All in minutes, but for notice in hours and the horizon in days."""
    return Rule(
        timedelta(minutes=length),
        timedelta(minutes=before),
        timedelta(minutes=after),
        timedelta(minutes=every),
        timedelta(hours=notice),
        timedelta(days=horizon),
    )


def diary(
    *weekly: Span,
    resource: int = 1,
    openings: Sequence[DatedSpan] = (),
    closures: Sequence[Shut] = (),
    taken: Sequence[range] = (),
) -> Diary:
    cells_taken = frozenset(cell for some in taken for cell in some)
    return Diary(resource, weekly, tuple(openings), tuple(closures), cells_taken)


MONDAY = date(2026, 3, 2)
LONG_AGO = at("2026-03-01 12:00")


def search(
    *diaries: Diary,
    day: date = MONDAY,
    last: date | None = None,
    zone: ZoneInfo = NEW_YORK,
    now: datetime = LONG_AGO,
    by: Rule | None = None,
    rooms: Sequence[RoomDiary] | None = None,
) -> list[FreeTime]:
    """Return what is free from this day to the last, for visits of an hour or by a rule."""
    return free_starts(
        first=day,
        last=last or day,
        zone=zone,
        now=now,
        rule=by or rule(),
        diaries=diaries,
        rooms=rooms,
    )


def starts(*diaries: Diary, zone: ZoneInfo = NEW_YORK, **asked: Any) -> list[str]:
    """Return the wall times offered, with a "+" after those of a repeated hour."""
    walls = [free.start.astimezone(zone) for free in search(*diaries, zone=zone, **asked)]
    return [f"{wall:%H:%M}" + "+" * wall.fold for wall in walls]


def is_open(cell: int, diary: Diary, zone: ZoneInfo) -> bool:
    """Look at the clock on the wall at this very cell, and read the rows one by one."""
    wall = datetime.fromtimestamp(cell * CELL_SECONDS, zone)

    def within(starts: time | None, ends: time | None) -> bool:
        begins = starts or time()
        return begins <= wall.time() and (ends in (None, time()) or wall.time() < (ends or time()))

    works = any(
        within(row.starts, row.ends) for row in diary.weekly if row.weekday == wall.weekday()
    ) or any(within(row.starts, row.ends) for row in diary.openings if row.day == wall.date())
    shut = any(within(row.starts, row.ends) for row in diary.closures if row.day == wall.date())
    return works and not shut


def slow_free_times(
    *,
    first: date,
    last: date,
    zone: ZoneInfo,
    now: datetime,
    rule: Rule,
    diaries: Sequence[Diary],
    rooms: Sequence[RoomDiary] | None,
) -> list[FreeTime]:
    """Try every five minutes of real time, one practitioner and one room after the other."""
    found = []
    begin = int(datetime.combine(first, time(), UTC).timestamp()) // CELL_SECONDS - 288
    for cell in range(begin, begin + 288 * ((last - first).days + 3)):
        start = datetime.fromtimestamp(cell * CELL_SECONDS, UTC)
        wall = start.astimezone(zone)
        if not first <= wall.date() <= last or wall.date() < now.astimezone(zone).date():
            continue
        if (wall.hour * 60 + wall.minute) % (rule.every // MINUTE):
            continue
        if start - now < rule.notice:
            continue
        if (wall.date() - now.astimezone(zone).date()) > rule.horizon:
            continue
        owned = cells(start, rule)
        free_rooms = [room.resource for room in rooms or () if room.taken.isdisjoint(owned)]
        if rooms is not None and not free_rooms:
            continue
        for diary in diaries:
            if diary.taken.isdisjoint(owned) and all(is_open(c, diary, zone) for c in owned):
                room = free_rooms[0] if rooms is not None else None
                found.append(FreeTime(start, diary.resource, room))
    return found
