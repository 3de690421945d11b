"""How often the database is asked, which is what stays fast on any machine."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intake.models import Booking, RoomKind, Service, TimeCell
from intake.queries.times import free_times
from tests.intake.factories import (
    make_booking,
    make_clinic,
    make_practitioner,
    make_room,
    make_service,
)
from tests.intake.journey import BY_PHONE, DETAILS, Patient
from tests.moments import DAY, NOW, START, ZONE

pytestmark = pytest.mark.django_db

MOST_FOR_TIMES = 6
# The page says before anybody chooses that no time is held while the brake is on.
FOR_THE_BRAKE = 1
MOST_FOR_A_REQUEST = 15
# Who gets no notification is shown a link at once, and its row is written with the request.
FOR_A_LINK = 1
WEEKS = 8
PEOPLE = 5
# Bounds of a transaction, of a savepoint, and settings of the connection are no questions; nor is
# the lock with which PostgreSQL begins to hold the hours, as SQLite does by beginning to write.
NO_QUESTIONS = (
    *("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "PRAGMA", "SET "),
    "SELECT PG_ADVISORY_XACT_LOCK",
)


@pytest.fixture
def service() -> Service:
    make_clinic()
    service = make_service(room_kind=RoomKind.TRACTION_TABLE, buffer_after_minutes=10)
    for number in range(PEOPLE):
        make_practitioner(service, name=f"Person {number}", order=number)
        make_room(RoomKind.TRACTION_TABLE, name=f"Table {number}")
    return service


def questions(context: CaptureQueriesContext) -> list[str]:
    asked = [query["sql"] for query in context.captured_queries]
    return [sql for sql in asked if not sql.upper().startswith(NO_QUESTIONS)]


@pytest.mark.parametrize(
    ("details", "most"),
    [(DETAILS, MOST_FOR_A_REQUEST), (BY_PHONE, MOST_FOR_A_REQUEST + FOR_A_LINK)],
    ids=["e-mail", "phone"],
)
def test_request_takes_at_most_fifteen_queries(
    service: Service, details: Mapping[str, str], most: int
) -> None:
    patient = Patient().walk("summary", service.pk, details)
    with CaptureQueriesContext(connection) as context:
        response = patient.post("summary")
    assert response["Location"] == reverse("intake:held")
    assert TimeCell.objects.exists()
    asked = questions(context)
    assert len(asked) <= most, "\n".join(sql[:110] for sql in asked)


def test_request_for_a_named_person_takes_no_more(service: Service) -> None:
    patient = Patient()
    patient.answer_safety()
    patient.choose(service.pk, service.practitioners.all()[0].pk)
    patient.post("times", {"start": patient.offered()[0]})
    patient.post("details", DETAILS)
    with CaptureQueriesContext(connection) as context:
        response = patient.post("summary")
    assert response["Location"] == reverse("intake:held")
    assert len(questions(context)) <= MOST_FOR_A_REQUEST


def test_free_times_take_the_same_few_queries_however_many_bookings(service: Service) -> None:
    def ask() -> int:
        first = NOW.date()
        with CaptureQueriesContext(connection) as context:
            found = free_times(service, None, first, first + timedelta(weeks=WEEKS), NOW, ZONE)
        assert found
        return len(context)

    empty = ask()
    for number in range(12):
        make_booking(service=service, start=START + number * DAY)
    assert ask() == empty <= MOST_FOR_TIMES


def test_times_page_takes_at_most_the_queries_of_a_session_more(service: Service) -> None:
    patient = Patient().walk("times", service.pk)

    def ask() -> int:
        with CaptureQueriesContext(connection) as context:
            assert patient.get("times").status_code == 200
        return len(questions(context))

    first = ask()
    other = Patient()
    other.walk("held", service.pk)
    assert Booking.objects.exists()
    assert ask() == first <= MOST_FOR_TIMES + FOR_THE_BRAKE
