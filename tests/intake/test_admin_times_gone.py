"""Picking times that are wrong or gone: it is said kindly, and nothing typed is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from intake.actions.requesting import request_booking
from intake.models import Booking, Event, Offer, Practitioner, RoomKind, Service, TimeCell
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import (
    DAY,
    NOW,
    START,
    make_booking,
    make_clinic,
    make_practitioner,
    make_room,
    make_service,
    make_wish,
)
from tests.intake.journey import checked, radios

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


@pytest.mark.parametrize(
    ("picked", "said"),
    [
        ([], "Pick a time first."),
        ([*THREE, START + 3 * DAY], "Pick 3 at most."),
        ([datetime(2020, 1, 1, tzinfo=UTC)], "not free any more"),
    ],
)
def test_wrong_number_of_times_and_times_that_are_not_free_are_said_kindly(
    desk: Client, picked: list[datetime], said: str
) -> None:
    booking = make_booking()
    times = [value(start) for start in picked]
    before = counts()
    for answer in (
        desk.get(url(booking, "offer"), {"time": times, "notification": "1"}),
        desk.post(url(booking, "offer"), {"time": times, "version": 1, "act": "1"}),
    ):
        assert said in answer.content.decode()
        kept = set(times) & set(radios(answer, "time"))
        assert kept == set(checked(answer, "time"))
    assert counts() == before


def test_two_times_at_once_are_not_a_choice(desk: Client) -> None:
    booking = make_booking()
    assert booking.service is not None
    other = make_practitioner(booking.service, name="Second", order=1)
    times = [value(THREE[0]), value(THREE[0], other)]
    asked: dict[str, Any] = {"time": times, "notification": "1", "with": other.pk}
    answer = desk.get(url(booking, "offer"), asked)
    assert "Two of them are at the same time" in answer.content.decode()


def test_overlapping_times_of_one_person_are_refused_before_the_notification(desk: Client) -> None:
    booking = make_booking()
    Service.objects.update(length_minutes=45)
    times = [value(START + DAY), value(START + DAY + HOUR / 2)]
    asked = desk.get(url(booking, "offer"), {"time": times, "notification": "1"})
    sent = desk.post(url(booking, "offer"), {"time": times, "version": 1, "act": "1"})
    for answer in (asked, sent):
        assert "9:00 AM and 9:30 AM overlap" in answer.content.decode()
        assert "Somebody else" not in answer.content.decode()
        assert checked(answer, "time") == times
    touching = [value(START + DAY), value(START + DAY + HOUR)]
    answer = desk.get(url(booking, "offer"), {"time": touching, "notification": "1"})
    assert "We offer you other times" in answer.content.decode()


def test_times_that_want_the_only_room_at_once_are_not_said_to_be_taken(desk: Client) -> None:
    service = make_service(room_kind=RoomKind.TREATMENT_ROOM, length_minutes=45)
    make_room()
    one, two = (make_practitioner(service, name=f"P{n}", order=n) for n in (1, 2))
    booking = request_booking(make_wish(service), now=NOW)
    times = [value(START + DAY, one), value(START + DAY + HOUR / 2, two)]
    given = {"time": times, "version": 1, "until": (NOW + HOUR).isoformat(), "act": "1"}
    answer = desk.post(url(booking, "offer"), given)
    assert answer.status_code == 409
    assert "cannot all be held at once" in answer.content.decode()
    assert "Somebody else" not in answer.content.decode()


def test_somebody_takes_a_time_meanwhile_and_the_note_and_the_rest_stay(desk: Client) -> None:
    booking = make_booking()
    times = [value(start) for start in THREE[:2]]
    until = (NOW + DAY).isoformat()
    make_booking(start=THREE[0])
    given = {"time": times, "version": 1, "note": "They work late", "until": until, "act": "1"}
    answer = desk.post(url(booking, "offer"), given)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "not free any more" in text
    assert checked(answer, "time") == times[1:]
    assert 'name="note" value="They work late"' in text
    # The note goes on in the body of the form: an address is no place for it.
    assert '<form class="pick" method="post"' in text
    booking.refresh_from_db()
    assert booking.status == Status.HELD
    again = desk.post(
        url(booking, "offer"), {"time": times[1:], "note": "They work late", "notification": "1"}
    )
    assert "They work late</textarea>" in again.content.decode()
    assert Booking.objects.get(pk=booking.pk).version == 1


@pytest.mark.parametrize("name", ["offer", "reschedule", "accept"])
def test_form_of_a_booking_that_moved_on_is_told_who_was_faster(desk: Client, name: str) -> None:
    booking = make_booking(Status.OFFERED if name == "accept" else Status.HELD)
    version = booking.version
    time = str(booking.offers.all()[0].pk) if name == "accept" else value(THREE[0])
    other = signed_in(member(roles.RECEPTION, first_name="Bo", last_name="Lee"))
    other.post(url(booking, "withdraw"), {"version": version})
    answer = desk.post(
        url(booking, name), {"time": time, "version": version, "note": "Typed", "act": "1"}
    )
    assert answer.status_code == 409
    assert "was changed by Bo Lee" in answer.content.decode()
    assert "Typed</textarea>" in answer.content.decode()
    assert desk.get(url(booking, name)).status_code == 409


@pytest.mark.parametrize(
    "bad",
    [
        {"time": ["1@9999-99-99T00:00Z", "x", "", "' OR 1=1"]},
        {"time": str(2**70), "hours": "-1", "with": "x"},
        {"page": "2027-13-45", "from": "0001-01-01", "until": "nonsense"},
        {"until": "9999-12-31T23:59:59+00:00", "time": "0"},
    ],
)
@pytest.mark.parametrize("extra", [{}, {"notification": "1"}, {"act": "1", "version": "1"}])
def test_made_up_picks_change_nothing(
    desk: Client, bad: dict[str, Any], extra: dict[str, str]
) -> None:
    booking = make_booking()
    before = counts()
    for name in ("offer", "reschedule", "accept"):
        assert desk.post(url(booking, name), {**bad, **extra}).status_code in (200, 409)
        assert desk.get(url(booking, name), {**bad, **extra}).status_code in (200, 409)
    assert counts() == before
