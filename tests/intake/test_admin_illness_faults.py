"""Somebody is ill, and the form that comes back makes no sense: nothing at all is done."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from clinic_site import roles
from intake.models import Closure
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.absences import address, chosen, day, status
from tests.intake.factories import NOW, make_booking, make_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    return signed_in(member(roles.RECEPTION))


@pytest.mark.parametrize(
    "span",
    [
        {"first": "banana"},
        {"first": "2020-01-01", "last": "2027-03-03"},
        {"last": "2027-03-01"},
        {"last": "2027-09-01"},
        {"last": ""},
        {"starts": "25:00"},
    ],
)
def test_days_that_cannot_be_are_refused_kindly(desk: Client, span: dict[str, str]) -> None:
    booking = make_booking()
    assert desk.get(address(booking), day(**span)).status_code == 400
    assert desk.post(address(booking), chosen((booking, "keep"), **span)).status_code == 400
    assert not Closure.objects.exists()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "burn",
        "reschedule:",
        "reschedule:x",
        "reschedule:-1",
        "reschedule:9999999999",
        "reschedule:²",
        "cancel:1",
    ],
)
def test_choice_that_is_none_does_nothing_at_all(desk: Client, key: str) -> None:
    booking = make_booking(Status.CONFIRMED)
    answer = desk.post(address(booking), chosen((booking, key), note="My own words"))
    assert answer.status_code == 400
    assert "Nothing was done yet" in answer.content.decode()
    assert "My own words" in answer.content.decode()
    assert not Closure.objects.exists()
    assert status(booking) == Status.CONFIRMED


def test_without_a_note_nothing_is_done_and_the_choices_are_kept(desk: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    answer = desk.post(address(booking), chosen((booking, "keep"), note=" "))
    assert answer.status_code == 400
    text = answer.content.decode()
    assert f'name="choice-{booking.pk}" value="keep" checked' in text
    assert not Closure.objects.exists()
