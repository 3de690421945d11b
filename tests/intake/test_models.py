"""What the rows themselves refuse, and what they call themselves."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from intake import enquiries, links
from intake.models import (
    Booking,
    Closure,
    Envelope,
    Event,
    Link,
    LookupKey,
    Opening,
    Practitioner,
    PurgeRun,
    ReadLog,
    Service,
    TimeCell,
    WeeklyHours,
)
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking, make_clinic, make_practitioner
from tests.moments import NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]


def test_nothing_calls_itself_by_a_patients_name() -> None:
    make_clinic()
    booking = make_booking()
    links.mint_link(booking, NOW)
    enquiry = enquiries.begin_enquiry(NOW)
    rows: list[Model] = [booking, enquiry, Service.objects.get(), Practitioner.objects.get()]
    kinds: list[type[Model]] = [TimeCell, Event, Envelope, Link, LookupKey]
    rows += [row for kind in kinds for row in kind._default_manager.all()]
    rows += [ReadLog(subject=booking.id, kind="contact"), PurgeRun(day=NOW.date())]
    for row in rows:
        assert str(row)
        assert "Ana" not in str(row)
        assert "Brien" not in str(row)
    assert str(booking) == booking.reference


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "vanished"},
        {"start": None},
        {"end": START},
        {"practitioner": None},
        {"kind": "call_back"},
    ],
    ids=["unknown-status", "no-start", "ends-at-start", "nobody", "call-back-with-a-time"],
)
def test_database_refuses_half_a_booking(facts: dict[str, Any]) -> None:
    make_clinic()
    row = Booking.objects.filter(pk=make_booking().pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(**facts)
    # The control: a change that makes sense is taken.
    assert row.update(status=Status.CONFIRMED) == 1


def test_database_keeps_one_booking_for_one_cell_one_enquiry_and_one_version() -> None:
    make_clinic()
    booking = make_booking()
    time_cell, event = booking.time_cells.first(), booking.events.get()
    assert time_cell is not None
    doubles: list[Model] = [
        TimeCell(resource_id=time_cell.resource_id, cell=time_cell.cell, booking=booking),
        Event(booking=booking, version=1, transition="x", actor="staff", at=NOW, target="held"),
        Envelope(subject=booking.id, kind="contact", sealed=b"", created_at=NOW),
    ]
    for double in doubles:
        with pytest.raises(IntegrityError), transaction.atomic():
            double.save()
    booking.pk, booking.reference = uuid.uuid4(), "2222-2222"
    with pytest.raises(IntegrityError), transaction.atomic():
        booking.save(force_insert=True)
    assert event.version == 1


NINE, TEN = dt.time(9), dt.time(10)
DAY = dt.date(2027, 3, 3)


@pytest.mark.parametrize("kind", [WeeklyHours, Opening, Closure])
def test_hours_must_end_after_they_start_and_fall_on_the_fives(kind: type[Model]) -> None:
    make_clinic()
    when: dict[str, Any] = {"weekday": 2} if kind is WeeklyHours else {"date": DAY}
    facts = {"practitioner": make_practitioner(), **when}
    kind(starts=NINE, ends=TEN, **facts).full_clean()
    for starts, ends in (
        (TEN, NINE),
        (NINE, NINE),
        (dt.time(9, 2), TEN),
        (NINE, dt.time(10, 0, 1)),
    ):
        with pytest.raises(ValidationError):
            kind(starts=starts, ends=ends, **facts).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        kind(starts=TEN, ends=NINE, **facts).save()


def test_closure_is_a_whole_day_or_has_both_times() -> None:
    Closure(date=DAY).full_clean()
    assert str(Closure(date=DAY)) == "2027-03-03"
    assert str(Closure(date=DAY, starts=NINE, ends=TEN)) == "2027-03-03 09:00-10:00"
    for half in ({"starts": NINE}, {"ends": TEN}):
        with pytest.raises(ValidationError):
            Closure(date=DAY, **half).full_clean()


def test_hours_say_when() -> None:
    assert str(WeeklyHours(weekday=0, starts=NINE, ends=TEN)) == "Monday 09:00-10:00"
    assert str(Opening(date=DAY, starts=NINE, ends=TEN)) == "2027-03-03 09:00-10:00"


@pytest.mark.parametrize(
    ("field", "minutes"),
    [
        ("length_minutes", 0),
        ("length_minutes", 32),
        ("start_every_minutes", 0),
        ("buffer_before_minutes", 3),
        ("buffer_after_minutes", 7),
    ],
)
def test_service_counts_in_fives(field: str, minutes: int) -> None:
    service = Service(slug="x", name="X", length_minutes=30)
    service.full_clean()
    setattr(service, field, minutes)
    with pytest.raises(ValidationError):
        service.full_clean()
