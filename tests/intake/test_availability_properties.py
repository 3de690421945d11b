"""What must hold for any diary, above all in the weeks when the clock changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from intake.availability.facts import DatedSpan, Diary, FreeTime, RoomDiary, Rule, Shut, Span
from intake.availability.search import cells, free_at, free_starts
from tests.intake.diaries import is_open, rule, slow_free_times
from tests.moments import MINUTE

ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "America/New_York",
        "America/Havana",  # falls back at one in the morning, to midnight
        "America/Santiago",  # springs forward at midnight
        "Australia/Lord_Howe",  # moves by half an hour
        "Asia/Kathmandu",  # is off by 45 minutes
        "Pacific/Kiritimati",  # is 14 hours ahead
    )
]
# The Saturday before a change of the clock in several of these zones, and a quiet day.
EVES = [date(2026, 3, 7), date(2026, 4, 4), date(2026, 9, 5), date(2026, 10, 31), date(2026, 6, 5)]

AHEAD = tuple(timedelta(days=days) for days in range(3))

five_minutes = st.integers(0, 287).map(lambda n: time(n // 12, n % 12 * 5))
minutes = st.sampled_from([0, 5, 10, 25, 60, 90])


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    return rule(
        length=draw(st.sampled_from([5, 30, 60, 95, 240])),
        before=draw(minutes),
        after=draw(minutes),
        every=draw(st.sampled_from([5, 15, 20, 45, 60])),
        notice=draw(st.sampled_from([0, 1, 24])),
        horizon=draw(st.integers(0, 4)),
    )


@st.composite
def taken_cells(draw: st.DrawFn, eve: date) -> frozenset[int]:
    begin = int(datetime.combine(eve, time(), UTC).timestamp()) // 300 - 288
    spans = draw(
        st.lists(st.tuples(st.integers(0, 4 * 288), st.integers(1, 60)), min_size=0, max_size=5)
    )
    return frozenset(
        cell for at, length in spans for cell in range(begin + at, begin + at + length)
    )


@st.composite
def diaries(draw: st.DrawFn, eve: date, resource: int) -> Diary:
    days = st.integers(-1, 3).map(lambda n: eve + timedelta(days=n))
    long = st.tuples(st.integers(0, 6), st.just(time(0)), st.just(time(0)))
    some = st.tuples(st.integers(0, 6), five_minutes, five_minutes)
    weekly = draw(st.lists(st.one_of(long, some), max_size=10))
    openings = draw(st.lists(st.tuples(days, five_minutes, five_minutes), max_size=3))
    edge = st.one_of(st.none(), five_minutes)
    closures = draw(st.lists(st.tuples(days, edge, edge), max_size=3))
    return Diary(
        resource,
        tuple(Span(*row) for row in weekly),
        tuple(DatedSpan(*row) for row in openings),
        tuple(Shut(*row) for row in closures),
        draw(taken_cells(eve)),
    )


@dataclass(frozen=True)
class Week:
    """A clinic in a zone, around a change of its clock."""

    eve: date
    zone: ZoneInfo
    now: datetime
    rule: Rule
    diaries: tuple[Diary, ...]
    rooms: tuple[RoomDiary, ...] | None

    def search(
        self,
        how: Callable[..., list[FreeTime]] = free_starts,
        first: date | None = None,
        last: date | None = None,
    ) -> list[FreeTime]:
        return how(
            first=first or self.eve,
            last=last or self.eve + AHEAD[-1],
            zone=self.zone,
            now=self.now,
            rule=self.rule,
            diaries=self.diaries,
            rooms=self.rooms,
        )


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    eve = draw(st.sampled_from(EVES))
    with_rooms = draw(st.booleans())
    minute = draw(st.integers(-1500, 1500))
    return Week(
        eve,
        draw(st.sampled_from(ZONES)),
        datetime.combine(eve, time(), UTC) + timedelta(minutes=minute),
        draw(rules()),
        tuple(draw(diaries(eve, n)) for n in range(draw(st.integers(1, 2)))),
        tuple(RoomDiary(50 + n, draw(taken_cells(eve))) for n in range(2)) if with_rooms else None,
    )


@given(weeks())
def test_search_finds_exactly_what_the_slow_one_finds(week: Week) -> None:
    """And what it finds is within hours and free, on the grid, in time, and found again."""
    found = week.search()
    assert found == week.search(slow_free_times)
    by_resource = {diary.resource: diary for diary in week.diaries}
    taken_rooms = {room.resource: room.taken for room in week.rooms or ()}
    today = week.now.astimezone(week.zone).date()
    for free in found:
        owned = cells(free.start, week.rule)
        diary = by_resource[free.practitioner]
        assert all(is_open(cell, diary, week.zone) for cell in owned)
        assert diary.taken.isdisjoint(owned)
        assert (free.room is None) is (week.rooms is None)
        assert free.room is None or taken_rooms[free.room].isdisjoint(owned)
        wall = free.start.astimezone(week.zone)
        assert (wall.hour * 60 + wall.minute) % (week.rule.every // MINUTE) == 0
        assert free.start - week.now >= week.rule.notice
        assert wall.date() <= today + week.rule.horizon
    for free in found[:20]:
        assert free == free_at(
            free.start,
            free.practitioner,
            zone=week.zone,
            now=week.now,
            rule=week.rule,
            diaries=week.diaries,
            rooms=week.rooms,
        )
    days = [week.search(first=week.eve + ahead, last=week.eve + ahead) for ahead in AHEAD]
    assert found == [free for day in days for free in day]


@given(weeks(), st.randoms(use_true_random=False))
def test_booking_offer_after_offer_never_uses_a_cell_twice(week: Week, chance: Random) -> None:
    """The whole life of a diary: take any offer until nothing is left."""
    owners: dict[tuple[int, int], datetime] = {}
    for _ in range(30):
        offers = week.search()
        if not offers:
            break
        chosen = chance.choice(offers)
        owned = cells(chosen.start, week.rule)
        for resource in (chosen.practitioner, chosen.room):
            for cell in owned if resource is not None else ():
                assert (resource, cell) not in owners
                owners[resource or 0, cell] = chosen.start
        week = replace(
            week,
            diaries=tuple(
                replace(one, taken=one.taken | set(owned))
                if one.resource == chosen.practitioner
                else one
                for one in week.diaries
            ),
            rooms=week.rooms
            and tuple(
                replace(one, taken=one.taken | set(owned)) if one.resource == chosen.room else one
                for one in week.rooms
            ),
        )
