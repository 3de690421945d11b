"""Free times by the clinic's day, a few days to a page."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from intake.timetable import TimeOption, Timetable, read_day, read_value, value_of

NEW_YORK = ZoneInfo("America/New_York")


def test_form_value_is_one_instant_also_in_the_hour_that_comes_twice() -> None:
    first = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    second = first.replace(fold=1)
    values = {value_of(moment.astimezone(UTC)) for moment in (first, second)}
    assert len(values) == 2
    assert {read_value(v) for v in values} == {m.astimezone(UTC) for m in (first, second)}


def test_days_are_the_clinics_and_pages_meet() -> None:
    late = datetime(2026, 6, 2, 3, 30, tzinfo=UTC)
    starts = [late.replace(day=day) for day in range(2, 12)]
    with timezone.override(NEW_YORK):
        table = Timetable.of([TimeOption(value_of(at), at) for at in [*starts, late]], 4)
    assert len(table.by_day) == 10
    page = table.shown(None)
    assert page[0].day == 1
    later = table.later(page)
    assert later is not None
    assert table.earlier(table.shown(later)) == page[0]
    assert table.earlier(page) is None
    assert table.later(table.shown(read_day("2999-01-01"))) is None
    assert Timetable.of([], 4).shown(None) == []
