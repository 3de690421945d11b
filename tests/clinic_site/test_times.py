"""How moments are said, and which moment a wall-clock time is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clinic_site.foundation.clinic.times import (
    NoSuchMoment,
    TwiceOnThatDay,
    moment_of,
    name_zone,
    say_exactly,
    say_moment,
    say_near,
    say_span,
)
from tests.moments import NOW, START

NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)


def test_a_time_is_the_clinics_own() -> None:
    found = moment_of(date(2026, 5, 1), time(9), NEW_YORK)
    assert found == datetime(2026, 5, 1, 13, tzinfo=UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("at", [time(2), time(2, 59)])
def test_a_time_that_the_clocks_skip_is_refused(at: time) -> None:
    with pytest.raises(NoSuchMoment):
        moment_of(date(2026, 3, 8), at, NEW_YORK)


@pytest.mark.parametrize("at", [time(1), time(1, 59)])
def test_a_time_that_comes_twice_is_refused(at: time) -> None:
    with pytest.raises(TwiceOnThatDay):
        moment_of(date(2026, 11, 1), at, NEW_YORK)


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
    assert moment_of(day, at, NEW_YORK).hour == hour


@pytest.mark.parametrize(
    ("when", "zone", "said"),
    [
        (
            datetime(2026, 3, 7, 14, tzinfo=UTC),
            NEW_YORK,
            "Saturday, March 7 at 9:00 AM, New York time (EST)",
        ),
        (
            datetime(2026, 3, 9, 13, tzinfo=UTC),
            NEW_YORK,
            "Monday, March 9 at 9:00 AM, New York time (EDT)",
        ),
        (
            datetime(2026, 7, 1, 23, 30, tzinfo=UTC),
            ZoneInfo("Europe/Berlin"),
            "Thursday, July 2 at 1:30 AM, Berlin time (CEST)",
        ),
        (
            datetime(2026, 7, 1, 12, tzinfo=UTC),
            ZoneInfo("UTC"),
            "Wednesday, July 1 at 12:00 PM, UTC",
        ),
    ],
)
def test_a_moment_is_said_on_the_clinics_clock(when: datetime, zone: ZoneInfo, said: str) -> None:
    assert say_moment(when, zone) == said


def test_a_page_across_a_change_of_the_clock_names_both_sides() -> None:
    before, after = datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert name_zone(NEW_YORK, before) == "New York time (EDT)"
    assert name_zone(NEW_YORK, before, before, after) == "New York time (EDT, EST)"
    assert name_zone(NEW_YORK, after) == "New York time (EST)"


def test_near_moments_are_said_as_people_say_them() -> None:
    with timezone.override(NEW_YORK):
        assert say_near(NOW, NOW) == "12:00 PM today"
        assert say_near(NOW + 24 * HOUR, NOW) == "12:00 PM tomorrow"
        assert say_near(NOW - 24 * HOUR, NOW) == "12:00 PM yesterday"
        assert say_near(START, NOW) == "9:00 AM on Wednesday, March 3"
        # Past midnight in UTC it is still the same evening at the clinic.
        assert say_near(NOW + 10 * HOUR, NOW) == "10:00 PM today"
        assert say_near(START.replace(year=2028), NOW) == "9:00 AM on Friday, March 3, 2028"
        assert say_exactly(START, NOW) == "Wednesday, March 3 at 9:00 AM EST"
        summer = START.replace(month=7)
        assert say_exactly(summer, NOW) == "Saturday, July 3 at 10:00 AM EDT"


def test_stretches_name_both_halves_of_the_day_only_across_noon() -> None:
    with timezone.override(NEW_YORK):
        morning, noon, evening = (NOW.astimezone(NEW_YORK).replace(hour=h) for h in (8, 12, 18))
        assert say_span(morning, noon) == "8:00 AM–12:00 PM"
        assert say_span(noon, evening) == "12:00–6:00 PM"
        assert say_span(morning, morning + HOUR) == "8:00–9:00 AM"
