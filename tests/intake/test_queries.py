"""Free times come from rows, in two queries."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intake.models import Closure, Opening, Practitioner, RoomKind, Service, WeeklyHours
from intake.queries.times import SlotCheck, answer_deadline, check_slot, free_times, nearest_free
from intake.transitions.statuses import Status
from tests.intake.factories import (
    act,
    make_booking,
    make_clinic,
    make_practitioner,
    make_room,
    make_service,
    make_staff,
    walk,
)
from tests.moments import DAY, HALF_HOUR, MINUTE, NOW, START, WEDNESDAY, ZONE

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.usefixtures("clinic")]


def starts(
    service: Service, practitioner: Practitioner | None = None, day: date = WEDNESDAY
) -> list[str]:
    found = free_times(service, practitioner, day, day, NOW, ZONE)
    return [f"{free.start.astimezone(ZONE):%H:%M}" for free in found]


def test_weekly_hours_make_the_day(service: Service) -> None:
    assert starts(service)[:2] == ["09:00", "09:30"]
    assert starts(service)[-1] == "16:30"
    assert len(starts(service)) == 16


def test_openings_add_and_closures_take_away(service: Service) -> None:
    person = Practitioner.objects.get()
    WeeklyHours.objects.filter(weekday=WEDNESDAY.weekday()).delete()
    assert starts(service) == []
    Opening.objects.create(practitioner=person, date=WEDNESDAY, starts=time(18), ends=time(20))
    assert starts(service) == ["18:00", "18:30", "19:00", "19:30"]
    Closure.objects.create(practitioner=person, date=WEDNESDAY, starts=time(18, 30), ends=time(19))
    assert starts(service) == ["18:00", "19:00", "19:30"]
    Closure.objects.create(date=WEDNESDAY)
    assert starts(service) == []


def test_closure_of_one_person_leaves_the_others(service: Service) -> None:
    first = Practitioner.objects.get()
    second = make_practitioner(service, name="Second", order=1)
    Closure.objects.create(practitioner=first, date=WEDNESDAY)
    assert starts(service, first) == []
    assert len(starts(service, second)) == len(starts(service)) == 16


def test_held_and_confirmed_time_is_not_free_and_freed_time_is(service: Service) -> None:
    staff = make_staff()
    booking = make_booking(service=service)
    assert "09:00" not in starts(service)
    confirmed = act("confirm", booking.id, version=1, by=staff, now=NOW)
    assert "09:00" not in starts(service)
    act("cancel", booking.id, version=confirmed.version, by=staff, now=NOW, note="Ill")
    assert "09:00" in starts(service)


def test_room_that_is_taken_or_retired_or_of_another_kind_is_no_room() -> None:
    service = make_service(room_kind=RoomKind.TRACTION_TABLE)
    make_practitioner(service)
    make_practitioner(service, name="Second", order=1)
    assert starts(service) == []
    make_room(RoomKind.TREATMENT_ROOM)
    assert starts(service) == []
    table = make_room(RoomKind.TRACTION_TABLE)
    assert starts(service)[:2] == ["09:00", "09:00"]
    make_booking(service=service)
    assert starts(service)[0] == "09:30"
    table.is_active = False
    table.save()
    assert starts(service) == []


def test_people_who_do_not_give_it_or_left_are_not_offered(service: Service) -> None:
    make_practitioner(name="Gives something else")
    assert len(starts(service)) == 16
    Practitioner.objects.update(is_active=False)
    assert starts(service) == []


def test_booking_across_the_clinics_midnight_is_seen_on_both_days() -> None:
    service = make_service(length_minutes=60)
    person = make_practitioner(service)
    WeeklyHours.objects.all().delete()
    for day in (WEDNESDAY, WEDNESDAY + DAY):
        Opening.objects.create(practitioner=person, date=day, starts=time(0), ends=time(23, 55))
    late = datetime(2027, 3, 3, 22, 30, tzinfo=ZONE)
    make_booking(service=service, start=late)
    assert "22:30" not in starts(service)
    assert "22:00" not in starts(service)
    assert "21:30" in starts(service)
    assert starts(service, day=WEDNESDAY + DAY)[0] == "00:00"


@pytest.mark.parametrize("bookings", [0, 40])
def test_eight_weeks_and_five_people_take_two_queries(
    django_assert_num_queries: Any, bookings: int
) -> None:
    service = make_service(room_kind=RoomKind.TREATMENT_ROOM)
    for number in range(5):
        make_practitioner(service, name=f"Person {number}", order=number)
        make_room(name=f"Room {number}")
    for number in range(bookings):
        make_booking(service=service, start=START + (number % 8) * HALF_HOUR)
    with django_assert_num_queries(2):
        found = free_times(service, None, NOW.date(), NOW.date() + timedelta(weeks=8), NOW, ZONE)
    assert len({free.practitioner for free in found}) == 5


def test_nearest_free_times_surround_the_wish_and_come_in_order(service: Service) -> None:
    make_practitioner(service, name="Second", order=1)
    noon = START + timedelta(hours=3)
    for _person in range(2):
        make_booking(service=service, start=noon)
    nearest = [free.start for free in nearest_free(service, None, noon, NOW, ZONE, 4)]
    assert nearest == [noon + n * HALF_HOUR for n in (-2, -1, 1, 2)]


def test_nearest_free_time_of_a_past_wish_is_ahead(service: Service) -> None:
    found = nearest_free(service, None, NOW - 30 * DAY, NOW, ZONE, 1)
    assert found[0].start > NOW


def test_offer_tells_taken_from_never_offered(service: Service) -> None:
    zone = ZoneInfo("America/New_York")
    free = check_slot(service, None, START, NOW, zone)
    assert (free.free is not None, free.is_offered) == (True, True)
    make_booking(service=service)
    assert check_slot(service, None, START, NOW, zone) == SlotCheck(None, is_offered=True)
    odd = START + MINUTE
    assert check_slot(service, None, odd, NOW, zone) == SlotCheck(None, is_offered=False)


def test_deadline_without_a_saved_clinic_still_is_one() -> None:
    clinic = make_clinic()
    clinic.opening_hours.all().delete()
    assert answer_deadline(clinic, None, None, NOW) == NOW + timedelta(hours=8)


def test_no_answer_is_promised_for_a_day_on_which_the_clinic_is_closed() -> None:
    late = START + 7 * DAY
    usual = make_booking(start=late)
    assert usual.decide_by == NOW + DAY
    Closure.objects.create(date=date(2027, 3, 2))
    after = [
        make_booking(start=late + HALF_HOUR),
        make_booking(start=late + DAY, doubt="too-fast", address="203.0.113.9"),
        make_booking(Status.WAITING),
        walk(
            make_booking(Status.OFFERED, start=late + 2 * DAY),
            "refuse",
            by=make_staff("refuser"),
            now=NOW,
        ),
    ]
    assert [booking.decide_by for booking in after] == [NOW + 2 * DAY] * 4
    # The control: an hour, or one person's day, is no day off for the desk.
    Closure.objects.update(starts=time(9), ends=time(10))
    Closure.objects.create(date=date(2027, 3, 2), practitioner=usual.practitioner)
    assert make_booking(start=late + 2 * HALF_HOUR).decide_by == NOW + DAY
