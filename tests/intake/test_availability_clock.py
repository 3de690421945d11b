"""Free times when the clock changes, in other zones, today, and with notice.

CASE ticks off a time case that the clinic was promised.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from intake.availability.facts import Shut
from intake.availability.search import cells
from tests.intake.diaries import (
    LONDON,
    MONDAY,
    NEW_YORK,
    at,
    diary,
    every_day,
    rule,
    search,
    span,
    starts,
)
from tests.moments import DAY


def test_spring_gap_offers_no_hour_that_does_not_exist() -> None:  # CASE
    sunday = date(2026, 3, 8)
    working = diary(*every_day("00:00", "05:00"))
    assert starts(working, day=sunday) == ["00:00", "01:00", "03:00", "04:00"]


def test_visit_over_the_spring_gap_takes_its_full_length() -> None:
    sunday = date(2026, 3, 8)
    by = rule(length=120)
    assert starts(diary(*every_day("01:00", "04:00")), day=sunday, by=by) == ["01:00"]
    assert starts(diary(*every_day("01:00", "03:00")), day=sunday, by=by) == []


@pytest.mark.parametrize(
    ("hours", "offered"),
    [
        (("01:00", "02:30"), ["01:00"]),
        (("02:30", "04:00"), ["03:00"]),
        (("02:00", "03:00"), []),
    ],
)
def test_windows_that_touch_the_spring_gap_end_and_begin_with_it(
    hours: tuple[str, str], offered: list[str]
) -> None:
    assert starts(diary(*every_day(*hours)), day=date(2026, 3, 8)) == offered


def test_autumn_fold_offers_both_passes_of_the_hour_as_two_times() -> None:  # CASE
    sunday = date(2026, 11, 1)
    working = diary(*every_day("00:00", "03:00"))
    by = rule(horizon=300)
    assert starts(working, day=sunday, by=by) == ["00:00", "01:00", "01:00+", "02:00"]


def test_booking_in_the_first_pass_leaves_the_second_free() -> None:
    taken = cells(at("2026-11-01 01:00"), rule())
    working = diary(*every_day("00:00", "03:00"), taken=[taken])
    by = rule(horizon=300)
    assert starts(working, day=date(2026, 11, 1), by=by) == ["00:00", "01:00+", "02:00"]


def test_closure_in_the_repeated_hour_closes_both_passes() -> None:
    sunday = date(2026, 11, 1)
    working = diary(*every_day("00:00", "03:00"), closures=[Shut(sunday, time(1), time(2))])
    assert starts(working, day=sunday, by=rule(horizon=300)) == ["00:00", "02:00"]


def test_window_that_ends_in_the_repeated_hour_is_shut_after_each_pass() -> None:
    sunday = date(2026, 11, 1)
    by = rule(length=30, every=30, horizon=300)
    found = starts(diary(*every_day("00:30", "01:30")), day=sunday, by=by)
    assert found == ["00:30", "01:00", "01:00+"]


def test_ordinary_hours_stay_on_the_wall_clock_when_the_clock_changes() -> None:
    working = diary(*every_day("09:00", "10:00"))
    found = search(working, day=date(2026, 3, 7), last=date(2026, 3, 9))
    assert [f"{free.start:%d %H}" for free in found] == ["07 14", "08 13", "09 13"]


def test_week_when_two_zones_differ() -> None:  # CASE
    """From March 8 to 29 of 2026 New York has changed its clocks and London has not."""
    working = diary(*every_day("09:00", "10:00"))
    hours: dict[str, list[int]] = {}
    for zone in (NEW_YORK, LONDON):
        for day in (date(2026, 3, 6), date(2026, 3, 16), date(2026, 3, 30)):
            [found] = search(working, day=day, zone=zone)
            hours.setdefault(zone.key, []).append(found.start.hour)
    assert hours == {"America/New_York": [14, 13, 13], "Europe/London": [9, 9, 8]}


def test_server_in_utc_and_clinic_elsewhere() -> None:  # CASE
    [found] = search(diary(span(0, "09:00", "10:00")), zone=ZoneInfo("Pacific/Auckland"))
    assert found.start == datetime(2026, 3, 1, 20, tzinfo=UTC)
    assert found.start.tzinfo is UTC


@pytest.mark.parametrize(
    ("name", "day", "offered"),
    [
        ("America/Santiago", date(2026, 9, 6), ["01:00", "02:00"]),  # midnight is skipped
        ("America/Havana", date(2026, 11, 1), ["00:00", "00:00+", "01:00", "02:00"]),
        ("Australia/Lord_Howe", date(2026, 10, 4), ["00:00", "01:00"]),  # half an hour is skipped
        ("Asia/Kathmandu", date(2026, 3, 2), ["00:00", "01:00", "02:00"]),
    ],
)
def test_zones_that_change_at_midnight_or_by_half_an_hour(
    name: str, day: date, offered: list[str]
) -> None:
    working = diary(*every_day("00:00", "03:00"))
    assert starts(working, day=day, zone=ZoneInfo(name), by=rule(horizon=300)) == offered


def test_today_after_midnight_utc_is_still_the_clinics_day() -> None:  # CASE
    late_on_monday = datetime(2026, 3, 3, 2, tzinfo=UTC)
    working = diary(*every_day("20:00", "23:00"))
    assert starts(working, now=late_on_monday) == ["21:00", "22:00"]
    assert starts(working, now=late_on_monday, by=rule(horizon=0)) == ["21:00", "22:00"]
    tuesday = MONDAY + DAY
    assert starts(working, day=tuesday, now=late_on_monday, by=rule(horizon=0)) == []


def test_past_times_are_never_offered() -> None:
    working = diary(*every_day("09:00", "12:00"))
    assert starts(working, now=at("2026-03-02 10:00")) == ["10:00", "11:00"]
    assert starts(working, now=at("2026-03-02 10:00:01")) == ["11:00"]
    assert starts(working, now=at("2026-03-03 08:00")) == []


def test_days_before_today_and_a_period_that_runs_backward_are_empty() -> None:
    working = diary(*every_day("09:00", "10:00"))
    assert starts(working, day=date.min, last=MONDAY, now=at("2026-03-02 08:00")) == ["09:00"]
    assert starts(working, day=MONDAY, last=MONDAY - DAY) == []


def test_notice_across_the_clock_change_is_elapsed_time() -> None:  # CASE
    sunday = date(2026, 3, 8)
    working = diary(*every_day("08:00", "12:00"))
    saturday_at_nine = at("2026-03-07 09:00")
    # 24 hours later the clocks on the wall say ten, as an hour was skipped.
    by = rule(notice=24)
    for now in (saturday_at_nine, saturday_at_nine.astimezone(NEW_YORK)):
        assert starts(working, day=sunday, now=now, by=by) == ["10:00", "11:00"]
    autumn = starts(working, day=date(2026, 11, 1), now=at("2026-10-31 09:00"), by=by)
    assert autumn == ["08:00", "09:00", "10:00", "11:00"]


def test_horizon_is_the_last_day_that_can_be_booked() -> None:
    working = diary(*every_day("09:00", "10:00"))
    found = search(working, last=date.max, now=at("2026-03-02 15:00"), by=rule(horizon=3))
    assert [free.start.day for free in found] == [3, 4, 5]


def test_now_without_a_zone_is_an_error() -> None:
    with pytest.raises(TypeError):
        starts(diary(*every_day("09:00", "10:00")), now=datetime(2026, 3, 1))  # noqa: DTZ001
