"""Wall-clock times made moments. Pure.

Twice a year a zone's clocks jump. A time that is skipped, or comes twice, is never guessed.
"""

from datetime import UTC, date, datetime, time, tzinfo


class NoSuchMoment(ValueError):
    """The clocks skip this time on this day."""


class TwiceOnThatDay(ValueError):
    """The clocks are put back on this day, and this time comes twice."""


def moment(day: date, at: time, zone: tzinfo) -> datetime:
    """Return the one moment at which clocks in this zone show this day and time, in UTC."""
    wall = datetime.combine(day, at)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    # A skipped time comes back from UTC as another one.
    if first.astimezone(zone).replace(tzinfo=None, fold=0) != wall:
        raise NoSuchMoment
    if first != second:
        raise TwiceOnThatDay
    return first
