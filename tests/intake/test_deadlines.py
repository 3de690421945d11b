"""By when the clinic answers. CASE ticks off a time case that the clinic was promised."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.availability.facts import Span
from intake.deadlines import decide_by
from tests.intake.diaries import LONDON, NEW_YORK, at, every_day, span

OFFICE = tuple(span(weekday, "09:00", "17:00") for weekday in range(5))


def deadline(
    now: datetime,
    weekly: Sequence[Span] = OFFICE,
    *,
    hours: int = 8,
    start: datetime | None = None,
    notice: int = 24,
    zone: ZoneInfo = NEW_YORK,
    closed: Sequence[date] = (),
) -> datetime:
    return decide_by(
        now=now,
        zone=zone,
        weekly=weekly,
        opening_hours=hours,
        start=start,
        notice=timedelta(hours=notice),
        closed=closed,
    )


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-02 09:00", "2026-03-02 17:00"),  # all of one day
        ("2026-03-02 13:00", "2026-03-03 13:00"),  # half of two
        ("2026-03-02 13:00:30", "2026-03-03 13:00:30"),
        ("2026-03-02 07:00", "2026-03-02 17:00"),  # before the doors open
        ("2026-03-02 20:00", "2026-03-03 17:00"),  # after they close
        ("2026-03-02 17:00", "2026-03-03 17:00"),  # as they close
        ("2026-03-06 16:00", "2026-03-09 16:00"),  # over the weekend, and over the change of clocks
        ("2026-03-07 12:00", "2026-03-09 17:00"),  # on a closed day
        ("2026-10-30 16:00", "2026-11-02 16:00"),  # over the change of clocks in autumn
    ],
)
def test_opening_hours_are_counted_in_wall_time(now: str, due: str) -> None:  # CASE
    assert deadline(at(now)) == at(due)


def test_hours_run_through_as_many_days_as_it_takes() -> None:
    assert deadline(at("2026-03-02 09:00"), hours=100) == at("2026-03-18 13:00")
    assert deadline(at("2026-03-02 09:00"), [span(2, "09:00", "10:00")], hours=3) == at(
        "2026-03-18 10:00"
    )


def test_days_on_which_the_clinic_is_closed_do_not_count() -> None:
    tuesday, friday = date(2026, 3, 3), date(2026, 3, 6)
    assert deadline(at("2026-03-02 13:00"), closed=[tuesday]) == at("2026-03-04 13:00")
    assert deadline(at("2026-03-05 16:00"), closed=[friday]) == at("2026-03-09 16:00")
    assert deadline(at("2026-03-06 10:00"), closed=[friday]) == at("2026-03-09 17:00")


def test_lunch_does_not_count() -> None:
    weekly = [span(0, "13:00", "17:00"), span(0, "09:00", "12:00")]
    assert deadline(at("2026-03-02 11:00"), weekly, hours=2) == at("2026-03-02 14:00")


def test_windows_that_overlap_count_once() -> None:
    weekly = [span(0, "09:00", "12:00"), span(0, "10:00", "11:00"), span(0, "11:00", "14:00")]
    assert deadline(at("2026-03-02 09:00"), weekly, hours=4) == at("2026-03-02 13:00")


def test_window_may_end_at_midnight() -> None:
    weekly = [span(0, "20:00", "00:00"), span(1, "00:00", "02:00")]
    assert deadline(at("2026-03-02 23:00"), weekly, hours=2) == at("2026-03-03 01:00")


def test_clinics_own_day_counts_and_not_that_of_the_server() -> None:  # CASE
    """It is Tuesday in UTC, and Monday evening where the clinic is."""
    weekly = [span(0, "09:00", "23:00"), span(1, "09:00", "17:00")]
    assert deadline(datetime(2026, 3, 3, 2, tzinfo=UTC), weekly, hours=2) == at("2026-03-02 23:00")


def test_same_moment_in_any_zone_gives_the_same_deadline() -> None:
    now = at("2026-03-02 13:00")
    assert deadline(now.astimezone(LONDON)) == deadline(now.astimezone(NEW_YORK)) == deadline(now)


def test_deadline_is_in_utc() -> None:
    assert deadline(at("2026-03-02 13:00").astimezone(NEW_YORK)).tzinfo is UTC


def test_it_is_never_later_than_the_notice_before_the_start() -> None:
    now, start = at("2026-03-02 13:00"), at("2026-03-03 15:00")
    assert deadline(now, start=start, notice=24) == at("2026-03-02 15:00")
    assert deadline(now, start=start, notice=1) == at("2026-03-03 13:00")


def test_notice_is_elapsed_time_when_the_clock_changes() -> None:
    """The start comes in the clinic's zone, where taking 24 hours off would mean a day on it."""
    start = at("2026-03-08 10:00").astimezone(NEW_YORK)
    weekly = every_day("06:00", "22:00")
    assert deadline(at("2026-03-07 07:30"), weekly, start=start, notice=24) == at(
        "2026-03-07 09:00"
    )


def test_it_leaves_an_opening_hour_to_answer_the_nearest_start() -> None:
    """Asked a minute before the notice ends: a promise for the next minute could not be kept."""
    now, start = at("2026-03-02 13:59"), at("2026-03-03 14:00")
    assert deadline(now, start=start, notice=24) == at("2026-03-02 14:59")


def test_it_never_asks_for_an_answer_while_the_clinic_is_closed() -> None:
    sunday, start = at("2026-03-01 09:50"), at("2026-03-02 10:30")
    assert deadline(sunday, start=start, notice=24) == at("2026-03-02 10:00")


def test_it_is_never_after_the_start() -> None:
    assert deadline(at("2026-03-01 09:50"), start=at("2026-03-02 09:15")) == at("2026-03-02 09:15")


def test_it_is_never_before_now() -> None:
    now = at("2026-03-02 13:00")
    assert deadline(now, start=at("2026-02-02 14:00"), notice=0) == now


def test_in_the_second_pass_of_a_repeated_hour_it_is_not_before_now() -> None:
    now = at("2026-11-01 01:30", fold=1)
    assert deadline(now, every_day("00:00", "00:00"), hours=0) == now


@pytest.mark.parametrize("weekly", [(), (span(0, "17:00", "09:00"),), (span(0, "09:00", "09:00"),)])
def test_without_opening_hours_it_is_that_many_elapsed_hours(weekly: Sequence[Span]) -> None:
    assert deadline(at("2026-03-07 22:00"), weekly) == at("2026-03-07 22:00") + timedelta(hours=8)


times = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
windows = st.lists(st.builds(Span, st.integers(0, 6), times, times), max_size=6)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, windows, st.integers(1, 60))
def test_as_many_opening_minutes_pass_as_were_given(
    now: datetime, weekly: list[Span], hours: int
) -> None:
    """Counted in a zone that never changes its clock, minute by quarter of an hour."""
    now = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    due = deadline(now, weekly, hours=hours, zone=ZoneInfo("UTC"))
    quarter = timedelta(minutes=15)

    def is_open(moment: datetime) -> bool:
        return any(
            one.weekday == moment.weekday()
            and one.starts <= moment.time()
            and (moment.time() < one.ends or one.ends == time())
            for one in weekly
        )

    ever_open = any(
        is_open(datetime.combine(date(2026, 1, 1), time(), UTC) + quarter * n)
        for n in range(7 * 96)
    )
    if not ever_open:
        assert due == now + timedelta(hours=hours)
        return
    quarters = [now + quarter * n for n in range((due - now) // quarter)]
    assert sum(is_open(moment) for moment in quarters) == hours * 4
    assert is_open(due - quarter)


@given(moments, windows, st.integers(0, 40), moments, st.integers(0, 72))
def test_it_is_between_now_and_the_start(
    now: datetime, weekly: list[Span], hours: int, start: datetime, notice: int
) -> None:
    due = deadline(now, weekly, hours=hours, start=start, notice=notice)
    assert due >= now
    assert due <= max(now, start)
    without_start = deadline(now, weekly, hours=hours)
    latest = max(start - timedelta(hours=notice), deadline(now, weekly, hours=1))
    assert due <= max(now, min(without_start, latest))
