"""Calendar entries: the right instant, one entry for one booking, and nothing private."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from icalendar import Event as Entry
from pytest_django import Settings

from clinic_site.foundation.clinic.models import Clinic
from intake import calendars
from intake.models import Booking
from intake.transitions.statuses import Status
from tests.intake.factories import NOW, act, make_booking, make_clinic, make_service, make_staff

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
