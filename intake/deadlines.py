"""Deadlines in wall time: by when the clinic answers, and so many hours before a visit."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake.availability.facts import Span

DAY = timedelta(days=1)
MIDNIGHT = time()
SHORTEST = timedelta(hours=1)
"""The least opening time that the clinic gives itself to answer, however near the start is."""


def hours_before(start: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """Return the moment, in UTC, at which the clinic's clock is so many hours short of start."""
    wall = start.astimezone(zone).replace(tzinfo=None) - timedelta(hours=hours)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def decide_by(
    *,
    now: datetime,
    zone: ZoneInfo,
    weekly: Sequence[Span],
    opening_hours: int,
    start: datetime | None,
    notice: timedelta,
    closed: Collection[date] = (),
) -> datetime:
    """Return the deadline, in UTC: this many opening hours after now, in wall time.

    It is capped at the service's notice before the start; but a promise must be one that can be
    kept, so at least SHORTEST of opening time is left to answer, unless the start comes first.
    It is never earlier than now. Days on which the whole clinic is closed have no opening hours. A
    clinic that has entered none at all is given as many elapsed hours instead, so that a request
    never waits without a deadline.
    """
    moment = now.astimezone(UTC)
    opens = [span for span in weekly if span.starts < span.ends or span.ends == MIDNIGHT]

    def after(allowed: timedelta) -> datetime:
        if not opens:
            return moment + allowed
        return _after_opening_hours(now.astimezone(zone), opens, closed, allowed)

    due = after(timedelta(hours=opening_hours))
    if start is not None:
        begins = start.astimezone(UTC)
        due = min(due, max(begins - notice, after(SHORTEST)), begins)
    return max(due, moment)


def _after_opening_hours(
    now: datetime, opens: Sequence[Span], closed: Collection[date], left: timedelta
) -> datetime:
    """Walk through the windows in order until these hours of them are used up."""
    wall = now.replace(tzinfo=None)
    for begins, ends in _windows(wall, opens, closed):
        # Windows may overlap, and the first may have begun: only what is still ahead counts.
        begins = max(begins, wall)
        if begins + left <= ends:
            wall = begins + left
            break
        left -= max(ends - begins, timedelta(0))
        wall = max(ends, wall)
    return wall.replace(tzinfo=now.tzinfo).astimezone(UTC)


def _windows(
    wall: datetime, opens: Sequence[Span], closed: Collection[date]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the windows of this day and of those that follow, without end, as wall times."""
    day = datetime.combine(wall, MIDNIGHT)
    while True:
        for span in sorted(opens, key=lambda span: span.starts):
            if span.weekday == day.weekday() and day.date() not in closed:
                begins, ends = (datetime.combine(day, at) for at in (span.starts, span.ends))
                yield begins, ends if span.ends != MIDNIGHT else day + DAY
        day += DAY
