"""Public holidays from a calendar file (.ics), as days on which the whole clinic is closed.

Only reads: what to close is for a person to choose, and the admin writes it. Pure but for the
library that reads the file.
"""

from datetime import date, datetime, timedelta

from icalendar import Calendar
from icalendar.cal.component import Component

MOST_BYTES = 512 * 1024
MOST_DAYS = 400
LONGEST = timedelta(days=31)
"""An entry that is longer than a month is no holiday but a mistake."""
_NAME_LENGTH = 120


class NotACalendar(ValueError):
    """The file cannot be read as a calendar, is too large, or holds too many days."""


def read_holidays(content: bytes, today: date) -> tuple[dict[date, str], int]:
    """Return the days of all-day entries from today on with their names, and the number left out.

    Entries with a time of day, entries that repeat by a rule, and overlong ones are left out:
    nobody should believe that they were read. Raises NotACalendar.
    """
    if len(content) > MOST_BYTES:
        raise NotACalendar
    try:
        calendar = Calendar.from_ical(content)
        entries = list(calendar.walk("VEVENT"))
    # The library raises many kinds of error on what is no calendar; all mean the same here.
    except Exception as error:
        raise NotACalendar from error
    days: dict[date, str] = {}
    left_out = 0
    for entry in entries:
        span = _days(entry)
        if span is None:
            left_out += 1
            continue
        # A form would refuse what cannot be seen, or turns the line around.
        words = " ".join(str(entry.get("summary", "")).split())
        name = "".join(letter for letter in words if letter.isprintable())[:_NAME_LENGTH].strip()
        days.update({day: name for day in span if day >= today and not days.get(day)})
    if len(days) > MOST_DAYS:
        raise NotACalendar
    return dict(sorted(days.items())), left_out


def _days(entry: Component) -> list[date] | None:
    """Return the days of an all-day entry; the end of one is the day after its last (RFC 5545)."""
    try:
        begin = entry.decoded("dtstart")
        end = entry.decoded("dtend") if "dtend" in entry else begin + timedelta(days=1)
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    if _is_timed(begin) or _is_timed(end) or "rrule" in entry or "rdate" in entry:
        return None
    if not timedelta(0) < end - begin <= LONGEST:
        return None
    return [begin + timedelta(days=n) for n in range((end - begin).days)]


def _is_timed(moment: object) -> bool:
    return isinstance(moment, datetime) or not isinstance(moment, date)
