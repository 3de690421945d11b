"""The days of the diary as people read them: every line is there, once, and in its place."""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.models import Booking, Closure, Practitioner, RoomKind
from intake.queries.weeks import Entry, days_of
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking, make_practitioner, make_room, make_service
from tests.moments import DAY, HALF_HOUR, NOW, SECOND, START, ZONE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

MONDAY = date(2027, 3, 1)
WEDNESDAY = MONDAY + 2 * DAY
SUNDAY = MONDAY + 6 * DAY


def lines(day: date, person: Practitioner | None = None, now: datetime = NOW) -> list[str]:
    """The lines of one person's day, as somebody in the clinic would read them out."""
    person = person or Practitioner.objects.get()
    days = days_of(MONDAY, SUNDAY, now, ZONE)
    return [_said(entry) for entry in days.people[person].get(day, ())]


def _said(entry: Entry) -> str:
    begin, end = (moment.astimezone(ZONE) for moment in (entry.begin, entry.end))
    about = entry.booking.reference if entry.booking else entry.reason
    return " ".join(filter(None, (f"{begin:%H:%M}-{end:%H:%M}", entry.kind, about)))


def test_day_shows_what_is_booked_between_what_is_free() -> None:
    held = make_booking(start=START + timedelta(hours=2))
    confirmed = make_booking(Status.CONFIRMED, start=START)
    make_booking(Status.CANCELLED, start=START + timedelta(hours=5))
    assert lines(WEDNESDAY) == [
        f"09:00-09:30 booked {confirmed.reference}",
        "09:30-11:00 free",
        f"11:00-11:30 booked {held.reference}",
        "11:30-17:00 free",
    ]
    assert lines(WEDNESDAY + DAY) == ["09:00-17:00 free"]


def test_buffer_is_not_free_and_a_short_gap_is_not_told() -> None:
    service = make_service(
        "b", length_minutes=30, buffer_before_minutes=15, buffer_after_minutes=15
    )
    make_practitioner(service)
    booking = make_booking(service=service, start=START + HALF_HOUR)
    assert lines(WEDNESDAY) == [
        "09:00-09:15 free",
        f"09:30-10:00 booked {booking.reference}",
        "10:15-17:00 free",
    ]
    service.buffer_before_minutes = 20
    service.save()
    early = make_booking(service=service, start=START + timedelta(days=1, minutes=30))
    assert lines(WEDNESDAY + DAY)[0] == f"09:30-10:00 booked {early.reference}"


def test_offered_times_stand_on_each_of_their_days() -> None:
    booking = make_booking(Status.OFFERED, start=START - DAY)
    offers = {offer.start.astimezone(ZONE).date() for offer in booking.offers.all()}
    days = days_of(min(offers), max(offers), NOW, ZONE)
    (own,) = days.people.values()
    shown = [day for day, entries in own.items() for entry in entries if entry.kind == "offered"]
    assert shown == sorted(offers)


def test_closed_hours_say_why_and_what_is_booked_in_them_is_still_there() -> None:
    booking = make_booking()
    person = Practitioner.objects.get()
    Closure.objects.create(
        practitioner=person, date=WEDNESDAY, starts=time(9), ends=time(10), reason="Team meeting"
    )
    Closure.objects.create(date=WEDNESDAY + DAY, reason="Spring holiday")
    assert lines(WEDNESDAY) == [
        f"09:00-09:30 booked {booking.reference}",
        "09:00-10:00 closed Team meeting",
        "10:00-17:00 free",
    ]
    assert lines(WEDNESDAY + DAY) == ["09:00-17:00 closed Spring holiday"]
    assert days_of(MONDAY, SUNDAY, NOW, ZONE).closed == {WEDNESDAY + DAY: "Spring holiday"}


def test_what_is_past_is_not_called_free() -> None:
    make_practitioner(make_service())
    assert lines(MONDAY, now=NOW - DAY) == ["09:00-17:00 free"]
    assert lines(MONDAY, now=NOW + SECOND) == ["12:05-17:00 free"]
    assert lines(MONDAY, now=NOW + timedelta(hours=5)) == []


def test_each_person_has_their_own_lines_and_one_can_be_asked_for() -> None:
    booking = make_booking()
    other = make_practitioner(name="Second", order=2)
    assert lines(WEDNESDAY, other) == ["09:00-17:00 free"]
    assert booking.practitioner is not None
    alone = days_of(MONDAY, SUNDAY, NOW, ZONE, only=other)
    assert list(alone.people) == [other]


def test_who_left_is_listed_only_while_something_is_booked_with_them() -> None:
    booking = make_booking()
    gone = make_practitioner(name="Left long ago", order=2)
    Practitioner.objects.update(is_active=False)
    days = days_of(MONDAY, SUNDAY, NOW, ZONE)
    (person,) = days.people
    assert person.pk == booking.practitioner_id != gone.pk
    assert lines(WEDNESDAY, person) == [f"09:00-09:30 booked {booking.reference}"]


def test_number_of_queries_does_not_grow_with_the_bookings() -> None:
    make_room()
    service = make_service("s", room_kind=RoomKind.TREATMENT_ROOM)
    make_practitioner(service)
    booking = make_booking(service=service)
    make_booking(Status.OFFERED, service=service, start=START + DAY)
    _copies(booking, 10)
    few = _looking()
    _copies(booking, 1_000)
    assert (few, _looking()) == ((11, 5), (1_011, 5))


def _looking() -> tuple[int, int]:
    """How many visits a week shows with all that a page says of them, and in how many queries."""
    with CaptureQueriesContext(connection) as seen:
        days = days_of(MONDAY, SUNDAY, NOW, ZONE)
        entries = [each for own in days.people.values() for day in own.values() for each in day]
        visits = [entry for entry in entries if entry.booking]
        assert all(entry.booking and entry.booking.service and entry.room for entry in visits)
    return len(visits), len(seen)


def _copies(booking: Booking, number: int) -> None:
    """More rows like this one; they stand in no real diary, and only fill the table."""
    facts = {
        field.attname: getattr(booking, field.attname)
        for field in Booking._meta.concrete_fields
        if field.attname not in ("id", "enquiry", "reference")
    }
    already = Booking.objects.count()
    Booking.objects.bulk_create(
        Booking(enquiry=uuid.uuid4(), reference=f"C{already + n:07}", **facts)
        for n in range(number)
    )
