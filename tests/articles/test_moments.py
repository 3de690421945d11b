"""Wall-clock times: one moment, none, or two."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from articles.moments import NoSuchMoment, TwiceOnThatDay, moment

NEW_YORK = ZoneInfo("America/New_York")


def test_a_time_is_the_clinics_own() -> None:
    found = moment(date(2026, 5, 1), time(9), NEW_YORK)
    assert found == datetime(2026, 5, 1, 13, tzinfo=UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("at", [time(2), time(2, 59)])
def test_a_time_that_the_clocks_skip_is_refused(at: time) -> None:
    with pytest.raises(NoSuchMoment):
        moment(date(2026, 3, 8), at, NEW_YORK)


@pytest.mark.parametrize("at", [time(1), time(1, 59)])
def test_a_time_that_comes_twice_is_refused(at: time) -> None:
    with pytest.raises(TwiceOnThatDay):
        moment(date(2026, 11, 1), at, NEW_YORK)


@pytest.mark.parametrize(
    ("day", "at", "hour"),
    [
        (date(2026, 3, 8), time(1, 59), 6),
        (date(2026, 3, 8), time(3), 7),
        (date(2026, 11, 1), time(0, 59), 4),
        (date(2026, 11, 1), time(2), 7),
    ],
)
def test_the_times_around_a_change_are_plain(day: date, at: time, hour: int) -> None:
    assert moment(day, at, NEW_YORK).hour == hour
