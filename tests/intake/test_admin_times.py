"""Offer, reschedule and accept at the desk: pick, preview, act; nothing typed is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from intake.models import Booking, Event, Offer, Practitioner, TimeCell, WeeklyHours
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import (
    DAY,
    NOW,
    START,
    make_booking,
    make_clinic,
    make_practitioner,
    make_service,
)
from tests.intake.journey import checked, page, radios

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    return signed_in(member(roles.CLINICIAN, first_name="Ada", last_name="Byron"))


def url(booking: Booking, name: str = "change") -> str:
    return reverse(f"admin:intake_booking_{name}", args=[booking.pk])


def value(start: datetime, person: Practitioner | None = None) -> str:
    """What stands in the form for that time, with the first practitioner if none is named."""
    who = person or Practitioner.objects.order_by("order", "pk").first()
    assert who is not None
    return f"{who.pk}@{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Event, Notification, TimeCell, Offer))


THREE = (START + DAY, START + DAY + HOUR, START + 2 * DAY)


def test_three_times_are_picked_read_in_the_notification_and_offered(desk: Client) -> None:
    booking = make_booking()
    before = counts()
    times = [value(start) for start in THREE]
    shown = radios(desk.get(url(booking, "offer")), "time")
    assert set(times) <= set(shown)
    assert value(START) not in shown
    asked = desk.get(url(booking, "offer"), {"time": times, "hours": "24", "notification": "1"})
    text = asked.content.decode()
    assert "We offer you other times" in text
    assert "Thursday, March 4, 2027 at 9:00 AM" in text
    assert "Held until Tuesday, March 2 at 12:00 PM EST." in text
    assert counts() == before
    sent = {field["name"]: field["value"] for field in page(asked).inputs if "value" in field}
    answer = desk.post(url(booking, "offer"), {**sent, "time": times, "note": "They work late"})
    assert answer.status_code == 302
    booking.refresh_from_db()
    assert booking.status == Status.OFFERED
    assert [offer.start for offer in booking.offers.all()] == list(THREE)
    assert booking.offer_until == NOW + 24 * HOUR
    assert Notification.objects.filter(subject=booking.pk, kind="booking.offered").count() == 1


def test_deadline_of_an_offer_lies_before_its_first_time(desk: Client) -> None:
    booking = make_booking()
    soon = START - DAY
    asked = {"time": value(soon), "hours": "168", "notification": "1"}
    text = desk.get(url(booking, "offer"), asked).content.decode()
    assert "Held until Tuesday, March 2 at 7:00 AM EST." in text


def test_offer_over_a_flag_asks_for_a_reason(desk: Client) -> None:
    booking = make_booking(flagged=True)
    given = {"time": [value(THREE[0])], "version": 1, "note": " ", "act": "1"}
    answer = desk.post(url(booking, "offer"), given)
    assert "Write down why" in answer.content.decode()
    assert value(THREE[0]) in answer.content.decode()
    reception = signed_in(member(roles.RECEPTION))
    assert reception.get(url(booking, "offer")).status_code == 403
    desk.post(url(booking, "offer"), {**given, "note": "Seen last week"})
    booking.refresh_from_db()
    assert booking.status == Status.OFFERED


def test_visit_is_moved_to_a_picked_time_and_stays_confirmed(desk: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    asked = desk.get(url(booking, "reschedule"), {"time": value(THREE[0]), "notification": "1"})
    text = asked.content.decode()
    assert "Thursday, March 4, 2027 at 9:00 AM" in text
    given = {"time": value(THREE[0]), "version": booking.version, "act": "1"}
    answer = desk.post(url(booking, "reschedule"), given)
    assert answer["Location"] == url(booking)
    booking.refresh_from_db()
    assert (booking.status, booking.start) == ("confirmed", THREE[0])


def test_request_without_a_time_is_given_the_wished_one_first(desk: Client) -> None:
    booking = make_booking(doubt="too-fast")
    assert booking.start is None
    wished = desk.get(url(booking, "reschedule"))
    assert checked(wished, "time") == [value(START)]
    given = {"time": value(START), "version": booking.version, "act": "1"}
    answer = desk.post(url(booking, "reschedule"), given)
    # It still waits for a decision, so its own page comes next.
    assert answer["Location"] == url(booking)
    moved = Booking.objects.get()
    assert (moved.status, moved.start) == ("held", START)


def test_only_people_who_give_the_service_can_be_asked_for(desk: Client) -> None:
    booking = make_booking()
    assert booking.service is not None
    second = make_practitioner(booking.service, name="Second", order=1)
    elsewhere = make_practitioner(make_service("other"), name="Elsewhere", order=2)
    answer = desk.get(url(booking, "offer"), {"with": second.pk})
    assert {v.split("@")[0] for v in radios(answer, "time")} == {str(second.pk)}
    assert "Elsewhere" not in answer.content.decode()
    made_up = desk.get(
        url(booking, "offer"), {"time": value(THREE[0], elsewhere), "notification": "1"}
    )
    assert "not free any more" in made_up.content.decode()


def test_picked_times_stay_picked_on_other_days(desk: Client) -> None:
    booking = make_booking()
    first = value(THREE[0])
    answer = desk.get(url(booking, "offer"), {"time": first, "page": "2027-03-20"})
    text = answer.content.decode()
    assert "Picked so far" in text
    assert checked(answer, "time") == [first]
    assert "Saturday, March 20" in text


def test_caller_accepts_an_offered_time_on_the_phone(desk: Client) -> None:
    booking = make_booking(Status.OFFERED)
    offers = list(booking.offers.all())
    chosen = str(offers[1].pk)
    assert radios(desk.get(url(booking, "accept")), "time") == [str(o.pk) for o in offers]
    asked = desk.get(url(booking, "accept"), {"time": chosen, "notification": "1"})
    assert "Your appointment is confirmed" in asked.content.decode()
    given = {"time": chosen, "version": booking.version, "act": "1"}
    assert desk.post(url(booking, "accept"), given).status_code == 302
    booking.refresh_from_db()
    assert (booking.status, booking.start) == ("confirmed", offers[1].start)
    assert Event.objects.filter(booking=booking, transition="accept", actor="staff").exists()


def test_page_of_times_takes_as_many_queries_for_many_bookings(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    booking = make_booking()
    for number in range(6):
        make_booking(start=START + DAY + number * HOUR)
    desk.get(url(booking, "offer"))
    with django_assert_max_num_queries(20):
        desk.get(url(booking, "offer"))


def test_page_begins_with_the_clinics_day_of_the_visit_not_with_that_of_utc(desk: Client) -> None:
    service = make_service("evening")
    person = make_practitioner(service, name="Late")
    WeeklyHours.objects.filter(practitioner=person).update(starts=time(19), ends=time(22))
    # Eight in the evening in New York is the next day in UTC.
    booking = make_booking(service=service, start=START + 11 * HOUR)
    answer = desk.get(url(booking, "offer"))
    assert radios(answer, "time")[0] == value(START + 10 * HOUR, person)
