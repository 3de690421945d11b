"""Calendar entries: the right instant, one entry for a booking, read by a program not ours."""

from datetime import UTC, datetime
from typing import Any

import pytest
import vobject
from django.core import mail
from icalendar import Calendar
from icalendar import Event as Entry
from pytest_django import Settings

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.sending import deliver_due
from intake import calendars
from intake.models import Booking
from intake.notifications.kinds import NOTIFICATIONS
from intake.transitions.statuses import Status
from tests.intake.factories import act, make_booking, make_clinic, make_service, make_staff
from tests.intake.notification_moments import booking_for, written
from tests.moments import DAY, NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]


def read(booking: Booking, method: str) -> tuple[Calendar, Entry]:
    made = calendars.build(
        booking, make_clinic(), method=method, now=NOW, attendee="ana@example.org"
    )
    calendar = Calendar.from_ical(made)
    assert isinstance(calendar, Calendar)
    (entry,) = calendar.walk("VEVENT")
    assert isinstance(entry, Entry)
    return calendar, entry


def test_entry_stands_at_the_instant_in_utc() -> None:
    booking = make_booking(Status.CONFIRMED)
    calendar, entry = read(booking, calendars.REQUEST)
    assert calendar["METHOD"] == "REQUEST"
    assert entry["DTSTART"].to_ical() == b"20270303T140000Z"
    assert entry["DTEND"].to_ical() == b"20270303T143000Z"
    assert entry["DTSTAMP"].to_ical() == b"20270301T170000Z"
    assert entry["STATUS"] == "CONFIRMED"
    assert b"VTIMEZONE" not in calendar.to_ical()


def test_summer_time_moves_the_instant_and_not_the_wall_clock() -> None:
    """Nine in New York is 13:00 UTC after the clocks changed on March 14."""
    booking = make_booking(Status.CONFIRMED, start=datetime(2027, 3, 17, 13, tzinfo=UTC))
    _calendar, entry = read(booking, calendars.REQUEST)
    assert entry["DTSTART"].to_ical() == b"20270317T130000Z"


def test_cancelling_takes_out_the_same_entry() -> None:
    staff = make_staff()
    booking = make_booking(Status.CONFIRMED, by=staff)
    _calendar, first = read(booking, calendars.REQUEST)
    gone = act("cancel", booking.id, version=2, by=staff, now=NOW, note="Ill")
    calendar, second = read(gone, calendars.CANCEL)
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert (calendar["METHOD"], second["STATUS"]) == ("CANCEL", "CANCELLED")


def test_entry_does_not_say_why_somebody_comes() -> None:
    service = make_service(name="Traction assessment", summary="For sciatica")
    booking = make_booking(Status.CONFIRMED, service=service)
    calendar, entry = read(booking, calendars.REQUEST)
    text = calendar.to_ical().decode().lower()
    assert str(entry["SUMMARY"]) == "Appointment"
    for word in ("traction", "sciatica", "hurts", "o'brien", "therapist"):
        assert word not in text
    assert booking.reference.lower() in text


def test_lines_of_the_address_are_parted_by_commas() -> None:
    make_clinic(address="Example Street 1\r\n\n 12345  Sampletown, \nUSA")
    booking = make_booking(Status.CONFIRMED)
    made = calendars.build(booking, Clinic.current(), method=calendars.PUBLISH, now=NOW)
    entry = Calendar.from_ical(made).walk("VEVENT")[0]
    assert str(entry["LOCATION"]) == "Example Street 1, 12345 Sampletown, USA"


def test_clinic_without_address_or_email_still_makes_an_entry() -> None:
    booking = make_booking(Status.CONFIRMED)
    bare = make_clinic(address="", email="", phone="")
    entry = Calendar.from_ical(
        calendars.build(booking, bare, method=calendars.PUBLISH, now=NOW)
    ).walk("VEVENT")[0]
    assert "LOCATION" not in entry
    assert "ORGANIZER" not in entry
    assert "ATTENDEE" not in entry


@pytest.mark.parametrize("method", [calendars.REQUEST, calendars.CANCEL])
def test_entry_in_a_notification_always_has_an_organizer(method: str, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Clinic <letters@clinic.example>"
    booking, bare = make_booking(Status.CONFIRMED), make_clinic(email="")
    made = calendars.build(booking, bare, method=method, now=NOW)
    entry = Calendar.from_ical(made).walk("VEVENT")[0]
    assert entry["ORGANIZER"] == "mailto:letters@clinic.example"


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
