"""A decision at the desk asks the database a bounded number of times, however much there is."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic_site import roles
from intake.models import Booking, Service
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

pytestmark = pytest.mark.django_db

MOST_FOR_A_DECISION = 22
# Taking three times at once looks for each, and claims each.
MOST_FOR_AN_OFFER = 45


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def service() -> Service:
    service = make_service()
    make_practitioner(service)
    return service


@pytest.fixture
def desk() -> Client:
    browser = signed_in(member(roles.CLINICIAN))
    browser.get("/staff/")
    return browser


def asked(seen: CaptureQueriesContext) -> int:
    """The questions asked; the beginning and end of a transaction ask nothing."""
    kept = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(kept) for query in seen.captured_queries)


def url(booking: Booking, name: str) -> str:
    return reverse(f"admin:intake_booking_{name}", args=[booking.pk])


@pytest.mark.parametrize(
    ("status", "name", "given"),
    [
        (Status.HELD, "confirm", {}),
        (Status.HELD, "decline", {"reason": "no-time", "note": "So"}),
        (Status.CONFIRMED, "cancel", {"note": "So"}),
        (Status.OFFERED, "refuse", {}),
        (Status.WAITING, "called", {}),
    ],
)
def test_each_decision_asks_a_bounded_number_of_times(
    desk: Client, service: Service, status: Status, name: str, given: dict[str, str]
) -> None:
    booking = make_booking(status, service=service)
    for number in range(1, 4):
        make_booking(start=START + number * DAY, service=service)
    with CaptureQueriesContext(connection) as seen:
        answer = desk.post(url(booking, name), {"version": booking.version, **given})
    assert answer.status_code == 302
    assert asked(seen) <= MOST_FOR_A_DECISION


def test_offering_three_times_asks_a_bounded_number_of_times(
    desk: Client, service: Service
) -> None:
    booking = make_booking(service=service)
    person = service.practitioners.get()
    times = [f"{person.pk}@{START + day * DAY:%Y-%m-%dT%H:%MZ}" for day in (1, 2, 3)]
    with CaptureQueriesContext(connection) as seen:
        answer = desk.post(url(booking, "offer"), {"time": times, "version": 1, "act": "1"})
    assert answer.status_code == 302
    assert asked(seen) <= MOST_FOR_AN_OFFER
