"""Our calendar entries, read by a program that is not ours: it shows one visit, at its instant."""

from datetime import UTC
from typing import Any

import pytest
import vobject
from django.core import mail

from clinic_site.foundation.outbox.delivery import deliver_due
from intake.models import Booking
from intake.notifications.kinds import NOTIFICATIONS
from intake.transitions.statuses import Status
from tests.intake.factories import DAY, NOW, START, act, make_booking, make_staff
from tests.intake.notification_moments import booking_for, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

WITH_CALENDAR = sorted(kind for kind, row in NOTIFICATIONS.items() if row.calendar)


def sent_entries() -> list[tuple[str, Any]]:
    """Send what is due; give the method named in the notification's own header and the calendar."""
    while deliver_due(NOW):
        pass
    found = []
    for notification in mail.outbox:
        for part in notification.message().walk():
            if part.get_content_type() == "text/calendar":
                text = part.get_payload(decode=True)
                assert isinstance(text, bytes)
                found.append((str(part.get_param("method")), vobject.readOne(text.decode())))
    mail.outbox.clear()
    return found


class CalendarProgram:
    """What RFC 5546 asks of whoever is sent entries: the newest word about a UID counts."""

    def __init__(self) -> None:
        self.shown: dict[str, Any] = {}
        self.newest: dict[str, int] = {}

    def take(self, method: str, calendar: Any) -> None:
        entry = calendar.vevent
        uid, sequence = entry.uid.value, int(entry.sequence.value)
        assert method == calendar.method.value
        if sequence <= self.newest.get(uid, -1):
            return
        self.newest[uid] = sequence
        if method == "CANCEL" and entry.status.value == "CANCELLED":
            self.shown.pop(uid, None)
        elif method == "REQUEST":
            self.shown[uid] = entry


def walk_and_take(program: CalendarProgram, booking: Booking) -> None:
    for method, calendar in sent_entries():
        program.take(method, calendar)
    mine = [entry for entry in program.shown.values() if booking.reference in entry.serialize()]
    program.shown = {entry.uid.value: entry for entry in mine}


def test_visit_moves_in_the_calendar_and_leaves_it_when_canceled() -> None:
    staff, program = make_staff(), CalendarProgram()
    booking = make_booking(Status.CONFIRMED, by=staff)
    walk_and_take(program, booking)
    assert [entry.dtstart.value for entry in program.shown.values()] == [START]
    moved = act("reschedule", booking.pk, version=2, by=staff, now=NOW, to=(None, START + DAY))
    walk_and_take(program, moved)
    assert [entry.dtstart.value for entry in program.shown.values()] == [START + DAY]
    act("cancel", booking.pk, version=3, by=staff, now=NOW, note="Ill")
    walk_and_take(program, moved)
    assert program.shown == {}
    assert list(program.newest.values()) == [2]


def test_visit_leaves_the_calendar_when_its_patient_withdraws() -> None:
    program, booking = CalendarProgram(), make_booking(Status.CONFIRMED)
    walk_and_take(program, booking)
    assert len(program.shown) == 1
    act("withdraw", booking.pk, version=2, now=NOW)
    walk_and_take(program, booking)
    assert program.shown == {}


def test_control_a_cancellation_that_is_not_newer_would_stay() -> None:
    staff, program = make_staff(), CalendarProgram()
    booking = make_booking(Status.CONFIRMED, by=staff)
    walk_and_take(program, booking)
    Booking.objects.update(calendar_sequence=-1)
    act("cancel", booking.pk, version=2, by=staff, now=NOW, note="Ill")
    Booking.objects.update(calendar_sequence=0)
    walk_and_take(program, booking)
    assert len(program.shown) == 1


@pytest.mark.parametrize("kind", WITH_CALENDAR)
def test_every_entry_is_whole_and_in_utc(kind: str) -> None:
    booking = booking_for(kind)
    if booking.calendar_sequence < 0:
        Booking.objects.filter(pk=booking.pk).update(calendar_sequence=0)
    message = written(kind, booking)
    assert message.calendar is not None
    raw = message.calendar.decode()
    calendar = vobject.readOne(raw)
    entry = calendar.vevent
    assert calendar.version.value == "2.0"
    assert calendar.prodid.value
    assert calendar.method.value == message.calendar_method == NOTIFICATIONS[kind].calendar
    wanted = "CANCELLED" if NOTIFICATIONS[kind].calendar == "CANCEL" else "CONFIRMED"
    assert entry.status.value == wanted
    assert entry.organizer.value.startswith("mailto:")
    assert entry.attendee.value == "mailto:ana@example.org"
    for moment in (entry.dtstart.value, entry.dtend.value, entry.dtstamp.value):
        assert moment.tzinfo is not None
        assert moment.utcoffset() == UTC.utcoffset(None)
    assert (entry.dtstart.value, entry.dtend.value) == (booking.start, booking.end)
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    assert "\n" not in raw.replace("\r\n", "")
