"""What must hold at every moment of the diary, worked out without the code that keeps it."""

import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.core.mail import EmailMessage
from icalendar import Calendar

from intake.models import (
    Booking,
    Closure,
    Offer,
    Opening,
    Practitioner,
    Service,
    TimeCell,
    WeeklyHours,
)
from tests.moments import ZONE

CELL = timedelta(minutes=5)
OWN_TIME = ("held", "confirmed", "attended", "missed")
# What a subject says, and the statuses in which it is no lie.
SUBJECTS = {
    r"^We have your request": ("held", "waiting"),
    r"hold": ("held",),
    r"confirmed|booked": ("confirmed",),
    r"has a new time|is soon": ("confirmed",),
    r"offer you other times": ("offered",),
    r"look (for another time|at your request again)": ("held",),
    r"cannot confirm": ("declined",),
    r"did not answer in time|no longer held|lapsed|not answered": ("lapsed",),
    r"is canceled": ("cancelled",),
    r"^you canceled|was canceled by the patient": ("withdrawn",),
}
STAFF_ADDRESS = "first@clinic.example"
# What the random patients and staff say, and what they come for; no notification repeats it.
PRIVATE = re.compile(r"hurts when|traction|sciatica|\bWhy\b", re.IGNORECASE)
Span = tuple[datetime, datetime]


def around(service: Service, start: datetime, end: datetime) -> Span:
    """A visit with its buffers."""
    return (
        start - timedelta(minutes=service.buffer_before_minutes),
        end + timedelta(minutes=service.buffer_after_minutes),
    )


def owned(row: Booking | Offer, service: Service) -> list[tuple[int, Span]]:
    """Who and what a booking or an offered time takes, and when."""
    if row.start is None or row.end is None:
        return []
    span = around(service, row.start, row.end)
    return [(pk, span) for pk in (row.practitioner_id, row.room_id) if pk is not None]


def cells(span: Span) -> Iterable[int]:
    at = span[0]
    while at < span[1]:
        yield int(at.timestamp()) // 300
        at += CELL


def load() -> list[Booking]:
    """Every booking with all that is judged after each action, in as few queries as it takes."""
    rows = Booking.objects.select_related("service").prefetch_related("offers", "events")
    return list(rows)


def expected(rows: list[Booking]) -> dict[tuple[int, int], tuple[uuid.UUID, int | None]]:
    """Every cell that should be owned, by which booking, and for which offer."""
    found: dict[tuple[int, int], tuple[uuid.UUID, int | None]] = {}
    for booking in rows:
        offers = list(booking.offers.all())
        assert bool(offers) is (booking.status == "offered"), (
            "an offer without a time, or left over"
        )
        if booking.service is None:
            continue
        parts: list[tuple[Booking | Offer, int | None]] = [(offer, offer.pk) for offer in offers]
        if booking.status in OWN_TIME:
            parts = [(booking, None)]
        for row, offer_pk in parts:
            for resource, span in owned(row, booking.service):
                for cell in cells(span):
                    key = (resource, cell)
                    assert key not in found, f"{key} is owned twice"
                    found[key] = (booking.pk, offer_pk)
    return found


def check_time_cells(rows: list[Booking]) -> None:
    has = {
        (resource, cell): (booking, offer)
        for resource, cell, booking, offer in TimeCell.objects.values_list(
            "resource_id", "cell", "booking_id", "offer_id"
        )
    }
    assert has == expected(rows)


def check_overlaps(rows: list[Booking]) -> None:
    taken: dict[int, list[Span]] = {}
    for booking in rows:
        if booking.service is not None and booking.status in OWN_TIME:
            for resource, span in owned(booking, booking.service):
                taken.setdefault(resource, []).append(span)
    for spans in taken.values():
        for first, second in pairwise(sorted(spans)):
            assert first[1] <= second[0], "two bookings overlap"


def check_sequences(rows: list[Booking], before: dict[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    now = {booking.pk: booking.calendar_sequence for booking in rows}
    for pk, sequence in before.items():
        assert now[pk] >= sequence, "a calendar sequence fell"
    for booking in rows:
        assert [e.version for e in booking.events.all()] == list(range(1, booking.version + 1))
    return now


def check_nothing_is_overdue(now: datetime) -> None:
    assert not Booking.objects.filter(status="held", start__lte=now).exists()
    assert not Booking.objects.filter(status="offered", offer_until__lte=now).exists()


class Worked:
    """The hours as they stand, looked up row by row for each cell."""

    def __init__(self) -> None:
        self.weekly = list(WeeklyHours.objects.all())
        self.openings = list(Opening.objects.all())
        self.closures = list(Closure.objects.all())

    def at(self, practitioner: Practitioner, cell_begins: datetime) -> bool:
        """Whether the clock on the wall, at this cell, stands within the hours."""
        local = cell_begins.astimezone(ZONE)
        day, wall, who = local.date(), local.time(), practitioner.pk
        weekly = [h for h in self.weekly if h.weekday == day.weekday()]
        extra = [h for h in self.openings if h.date == day]
        spans = [(h.starts, h.ends) for h in weekly if h.practitioner_id == who]
        spans += [(h.starts, h.ends) for h in extra if h.practitioner_id == who]
        shut = [c for c in self.closures if c.date == day and c.practitioner_id in (None, who)]
        return (
            practitioner.is_active
            and any(_within(wall, starts, ends) for starts, ends in spans)
            and not any(_within(wall, c.starts or time(), c.ends or time()) for c in shut)
        )


def _within(wall: time, starts: time, ends: time) -> bool:
    return starts <= wall and (wall < ends or ends == time())


def check_orphans(now: datetime) -> None:
    worked = Worked()
    rows = Booking.objects.select_related("service", "practitioner")
    rows = rows.prefetch_related("offers__practitioner")
    for booking in rows.filter(status__in=("held", "confirmed"), start__gt=now):
        assert booking.service
        assert booking.practitioner
        assert booking.start
        assert booking.end
        lost = _is_lost(worked, booking.practitioner, booking.service, booking.start, booking.end)
        assert (booking.orphaned_since is not None) is lost, booking.start
    for booking in rows.filter(status="offered", offer_until__gt=now):
        assert booking.service
        lost = any(
            _is_lost(worked, offer.practitioner, booking.service, offer.start, offer.end)
            for offer in booking.offers.all()
        )
        assert (booking.orphaned_since is not None) is lost


def _is_lost(
    worked: Worked, who: Practitioner, service: Service, start: datetime, end: datetime
) -> bool:
    begins, ends = around(service, start, end)
    count = (ends - begins) // CELL
    return not all(worked.at(who, begins + n * CELL) for n in range(count))


def row_of(booking: Booking) -> dict[str, Any]:
    return dict(Booking.objects.filter(pk=booking.pk).values().get())


def check_notifications(sent: Sequence[EmailMessage]) -> None:
    """No notification says what is not so, at the moment it goes out."""
    for notification in sent:
        found = re.search(r"[2-9B-Z]{4}-[2-9B-Z]{4}", f"{notification.subject} {notification.body}")
        assert found, notification.subject
        booking = Booking.objects.get(reference=found[0])
        assert not PRIVATE.search(f"{notification.subject} {notification.body}"), (
            notification.subject
        )
        if STAFF_ADDRESS in notification.to:
            assert "Ana" not in str(notification.body)
        else:
            assert (booking.reach_by, notification.to) == ("email", ["ana@example.org"])
        for words, statuses in SUBJECTS.items():
            if re.search(words, str(notification.subject), re.IGNORECASE):
                assert booking.status in statuses, (notification.subject, booking.status)
        _check_times(notification, booking)
        _check_calendar(notification, booking)


def _check_times(notification: EmailMessage, booking: Booking) -> None:
    """A time that a notification names is the booking's own, an offered one, or a deadline."""
    known = [booking.start, booking.wished_start, booking.decide_by, booking.offer_until]
    known += [offer.start for offer in booking.offers.all()]
    said = {_spoken(moment) for moment in known if moment}
    for named in re.findall(
        r"\w+day, \w+ \d+, \d{4} at \d+:\d\d [AP]M \([^)]+\)", str(notification.body)
    ):
        assert named in said, (notification.subject, named, said)


def _spoken(moment: datetime) -> str:
    local = moment.astimezone(ZONE)
    wall = f"{local:%A}, {local:%B} {local.day}, {local.year} at {local:%I:%M %p}"
    # The zone tells the two passes of the hour that comes twice apart.
    return f"{wall.replace('at 0', 'at ')} (New York time, {local.tzname()})"


def _check_calendar(notification: EmailMessage, booking: Booking) -> None:
    for part in notification.attachments:
        content = part[1]
        (entry,) = Calendar.from_ical(content).walk("VEVENT")
        assert int(str(entry["sequence"])) == booking.calendar_sequence
        assert entry.decoded("dtstart") == booking.start
        is_over = booking.status in ("withdrawn", "cancelled")
        assert (str(entry["status"]) == "CANCELLED") is is_over
