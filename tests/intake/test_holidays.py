"""Public holidays from a calendar file."""

from datetime import date

import pytest

from intake.holidays import MOST_BYTES, MOST_DAYS, NotACalendar, read_holidays

TODAY = date(2026, 6, 1)


def calendar(*entries: str) -> bytes:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\n{e}\r\nEND:VEVENT\r\n" for n, e in enumerate(entries)
    )
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"
    return f"{head}{events}END:VCALENDAR\r\n".encode()


def day(text: str, name: str = "Holiday", more: str = "") -> str:
    return f"DTSTART;VALUE=DATE:{text}\r\nSUMMARY:{name}{more}"


def test_days_come_in_order_with_their_names() -> None:
    days, left_out = read_holidays(
        calendar(day("20261225", "Christmas Day"), day("20260704", "Independence Day")), TODAY
    )
    assert list(days.items()) == [
        (date(2026, 7, 4), "Independence Day"),
        (date(2026, 12, 25), "Christmas Day"),
    ]
    assert left_out == 0


def test_entry_ends_the_day_before_its_end() -> None:
    two = calendar(day("20261225", "Christmas", "\r\nDTEND;VALUE=DATE:20261227"))
    days, _left_out = read_holidays(two, TODAY)
    assert [each.day for each in days] == [25, 26]


def test_past_days_are_left_alone_and_a_day_counts_once() -> None:
    days, _left_out = read_holidays(
        calendar(day("20260101"), day("20260704", "A"), day("20260704", "B")), TODAY
    )
    assert days == {date(2026, 7, 4): "A"}


@pytest.mark.parametrize(
    "entry",
    [
        "DTSTART:20260704T090000Z\r\nSUMMARY:A meeting",
        day("20260704", "Every year", "\r\nRRULE:FREQ=YEARLY"),
        day("20260704", "A year", "\r\nDTEND;VALUE=DATE:20270704"),
        day("20260704", "Backwards", "\r\nDTEND;VALUE=DATE:20260701"),
        "SUMMARY:No day",
        day("99999999"),
    ],
)
def test_what_is_no_single_day_is_counted_and_not_guessed(entry: str) -> None:
    days, left_out = read_holidays(calendar(entry, day("20261225")), TODAY)
    assert list(days) == [date(2026, 12, 25)]
    assert left_out == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"<html></html>",
        "é".encode("utf-16"),
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        b"x" * (MOST_BYTES + 1),
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 3,
    ],
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(NotACalendar):
        read_holidays(content, TODAY)


def test_more_days_than_a_year_has_are_refused() -> None:
    months = [f"2{number:03}{month:02}01" for number in range(30, 64) for month in range(1, 13)]
    assert len(months) > MOST_DAYS
    with pytest.raises(NotACalendar):
        read_holidays(calendar(*(day(each) for each in months)), TODAY)


def test_name_stays_on_one_line() -> None:
    days, _left_out = read_holidays(calendar(day("20260704", "A\\nB" + "x" * 500)), TODAY)
    (name,) = days.values()
    assert name.startswith("A B")
    assert len(name) == 120
