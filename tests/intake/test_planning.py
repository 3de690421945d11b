"""A practitioner's days as people read them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.availability.facts import Diary, Shut, Span
from intake.availability.search import StretchKind, plan
from tests.moments import DAY

ZONE = ZoneInfo("America/New_York")
MONDAY = date(2027, 3, 1)
MORNING, NOON, EVENING = time(9), time(12), time(17)


def diary(
    *closures: Shut, taken: frozenset[int] = frozenset(), weekly: Span | None = None
) -> Diary:
    return Diary(1, (weekly or Span(0, MORNING, EVENING),), (), closures, taken)


def cells(day: date, begin: time, end: time) -> frozenset[int]:
    first = int(datetime.combine(day, begin, ZONE).timestamp()) // 300
    last = int(datetime.combine(day, end, ZONE).timestamp()) // 300
    return frozenset(range(first, last))


def spoken(
    found: Diary, day: date = MONDAY, last: date | None = None
) -> list[tuple[str, str, StretchKind]]:
    days = plan(found, day, last or day, ZONE)
    return [
        (f"{s.begin.astimezone(ZONE):%H:%M}", f"{s.end.astimezone(ZONE):%H:%M}", s.kind)
        for stretches in days.values()
        for s in stretches
    ]


def test_day_without_bookings_is_one_free_stretch() -> None:
    assert spoken(diary()) == [("09:00", "17:00", StretchKind.FREE)]


def test_what_is_taken_parts_what_is_free() -> None:
    taken = cells(MONDAY, time(10), time(10, 30))
    assert spoken(diary(taken=taken)) == [
        ("09:00", "10:00", StretchKind.FREE),
        ("10:30", "17:00", StretchKind.FREE),
    ]


def test_closure_within_the_hours_is_named_and_one_outside_is_not() -> None:
    closed = diary(Shut(MONDAY, NOON, time(13)), Shut(MONDAY, time(20), time(21)))
    assert spoken(closed) == [
        ("09:00", "12:00", StretchKind.FREE),
        ("12:00", "13:00", StretchKind.CLOSED),
        ("13:00", "17:00", StretchKind.FREE),
    ]


def test_day_that_is_closed_is_closed_for_its_hours() -> None:
    assert spoken(diary(Shut(MONDAY))) == [("09:00", "17:00", StretchKind.CLOSED)]


def test_every_day_asked_for_has_a_line_though_nothing_is_on_it() -> None:
    days = plan(diary(), MONDAY, MONDAY + timedelta(days=6), ZONE)
    assert list(days) == [MONDAY + timedelta(days=n) for n in range(7)]
    assert [len(stretches) for stretches in days.values()] == [1, 0, 0, 0, 0, 0, 0]


def test_no_stretch_runs_over_midnight() -> None:
    late = Span(0, time(20), time(0))
    early = Span(1, time(0), time(4))
    night = Diary(1, (late, early), (), (), frozenset())
    assert spoken(night, MONDAY, MONDAY + DAY) == [
        ("20:00", "00:00", StretchKind.FREE),
        ("00:00", "04:00", StretchKind.FREE),
    ]


def test_hour_that_spring_skips_is_not_on_the_day() -> None:
    sunday = date(2027, 3, 14)
    (one,) = plan(diary(weekly=Span(6, time(1), time(4))), sunday, sunday, ZONE)[sunday]
    assert one.end - one.begin == timedelta(hours=2)
    assert one.begin == datetime(2027, 3, 14, 6, tzinfo=UTC)
