"""The diary to look at: a week, one day for paper, a clinician's own days."""

from datetime import time, timedelta
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic_site import roles
from intake.models import Booking, Closure, Practitioner, ReadLog
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import make_booking, make_practitioner, make_service
from tests.moments import DAY, HALF_HOUR, NOW, START, WEDNESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]

WEEK, TODAY, MINE = (f"/staff/intake/practitioner/{page}/" for page in ("week", "day", "mine"))


def read(who: Client, address: str) -> str:
    answer = who.get(address)
    assert answer.status_code == 200
    return answer.text


def test_week_shows_what_is_booked_free_and_closed(reception: Client) -> None:
    held = make_booking()
    confirmed = make_booking(Status.CONFIRMED, start=START + DAY)
    Closure.objects.create(date=WEDNESDAY + 2 * DAY, reason="Spring holiday")
    text = read(reception, WEEK)
    assert "The week of March 1, 2027" in text
    for said in (held.reference, confirmed.reference, "Not decided", "Confirmed", "Free"):
        assert said in text
    assert "Closed: Spring holiday" in text
    assert "9:00–9:30 AM" in text
    assert held.initials in text


def test_week_names_nobody_and_opens_nothing(reception: Client) -> None:
    make_booking(Status.CONFIRMED)
    for page in (WEEK, TODAY + f"?from={WEDNESDAY}"):
        assert "Brien" not in read(reception, page)
    assert not ReadLog.objects.exists()


def test_weeks_follow_each_other(reception: Client) -> None:
    booking = make_booking(start=START + 7 * DAY)
    assert booking.reference not in read(reception, WEEK)
    first = read(reception, WEEK)
    assert 'href="?from=2027-03-08" rel="next"' in first
    assert 'href="?from=2027-02-22" rel="prev"' in first
    # Any day of a week leads to it.
    for day in ("2027-03-08", "2027-03-14"):
        assert booking.reference in read(reception, f"{WEEK}?from={day}")


def test_weekend_stands_there_only_when_something_is_on(reception: Client) -> None:
    person = make_practitioner(make_service())
    assert "Sun, Mar 7" in read(reception, WEEK)
    person.weekly_hours.filter(weekday__gte=5).delete()
    text = read(reception, WEEK)
    assert "Sun, Mar 7" not in text
    assert "Fri, Mar 5" in text


def test_day_that_is_none_is_refused_kindly(reception: Client) -> None:
    make_booking()
    taken = []
    for where, day in product(
        (WEEK, TODAY), ("banana", "0001-01-01", "9999-12-31", "2027-02-30", "1" * 500)
    ):
        answer = reception.get(f"{where}?from={day}")
        is_told = "not a day the diary reaches" in answer.text
        if answer.status_code != 400 or not is_told:
            taken.append((where, day))
    assert taken == []


def test_orphan_says_that_it_needs_rebooking(reception: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    assert "Needs rebooking" not in read(reception, WEEK)
    Booking.objects.update(orphaned_since=NOW)
    for page in (WEEK, f"{TODAY}?from={WEDNESDAY}"):
        text = read(reception, page)
        assert booking.reference in text
        assert "Needs rebooking" in text


def test_days_list_has_what_the_desk_needs_and_no_name(reception: Client) -> None:
    phone = {"phone": "+12125550147", "email": "", "reach_by": "phone"}
    booking = make_booking(Status.CONFIRMED, flagged=True, contact=phone)
    make_booking(Status.CANCELLED, start=START + DAY / 24)
    Closure.objects.create(
        practitioner=Practitioner.objects.get(), date=WEDNESDAY, starts=time(12), ends=time(13)
    )
    text = read(reception, f"{TODAY}?from={WEDNESDAY}")
    for said in ("Wednesday, March 3, 2027", "9:00–9:30 AM", booking.reference, booking.initials):
        assert said in text
    for said in ("First visit", "Flagged", "Phone only", "12:00–1:00 PM: closed"):
        assert said in text
    assert "5550147" not in text
    assert text.count("/change/") == 1


def test_closed_day_says_so(reception: Client) -> None:
    make_practitioner(make_service())
    assert "whole clinic is closed" not in read(reception, TODAY)
    Closure.objects.create(date=NOW.date(), reason="Founders’ day")
    text = read(reception, TODAY)
    assert "whole clinic is closed" in text
    assert "Founders’ day" in text


def test_clinician_sees_their_own_days_and_nobody_elses() -> None:
    user = member(roles.CLINICIAN)
    own = make_booking(Status.CONFIRMED)
    service = make_service("other")
    make_practitioner(service, name="Somebody else", order=2)
    others = make_booking(service=service, start=START)
    browser = signed_in(user)
    assert "belongs to no practitioner" in read(browser, MINE)
    Practitioner.objects.filter(bookings=own).update(user=user)
    text = read(browser, MINE)
    assert own.reference in text
    assert others.reference not in text
    assert "Today, Monday, March 1" in text
    assert "Sunday, March 7" in text
    assert "My days" in read(browser, WEEK)


def test_own_day_begins_at_the_clinics_midnight() -> None:
    user = member(roles.CLINICIAN)
    make_practitioner(make_service())
    Practitioner.objects.update(user=user)
    # Half past eight in the evening in New York is tomorrow in UTC.
    with time_machine.travel(NOW + timedelta(hours=8, minutes=30), tick=False):
        assert "Today, Monday, March 1" in read(signed_in(user), MINE)


def test_one_account_belongs_to_one_practitioner() -> None:
    manager = signed_in(member(roles.MANAGER))
    user = member(roles.CLINICIAN)
    first, second = make_practitioner(name="A"), make_practitioner(name="B")
    form = {"role_title": "Physician", "is_active": "on", "order": "0", "user": user.pk}
    form |= {
        f"{part}-{count}_FORMS": "0"
        for part in ("weekly_hours", "openings")
        for count in ("TOTAL", "INITIAL")
    }
    for person, status in ((first, 302), (second, 200)):
        address = f"/staff/intake/practitioner/{person.pk}/change/"
        answer = manager.post(address, {**form, "name": person.name})
        assert answer.status_code == status
    assert "already exists" in answer.text


def test_pages_take_as_many_queries_with_many_visits_as_with_few(reception: Client) -> None:
    def count(page: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            reception.get(page)
        return len(seen)

    pages = (WEEK, f"{TODAY}?from={WEDNESDAY}")
    make_booking()
    few = [count(page) for page in pages]
    for number in range(1, 10):
        make_booking(start=START + number * HALF_HOUR)
    assert [count(page) for page in pages] == few
