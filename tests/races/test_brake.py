"""Sixty strangers at once, and one place left before the brake: one of them holds time."""

import pytest
from django.db import connection

from intake import throttling
from intake.models import Booking, Service, TimeCell
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.moments import DAY, HALF_HOUR, START
from tests.races import jobs
from tests.races.harness import Clients, Failure, Job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound, pytest.mark.race]

STRANGERS = 60
WAITING = throttling.MOST_UNDECIDED - 1


@pytest.fixture
def service(transactional_db: None) -> Service:
    """Times for everybody, and as many waiting as there may be, but for one."""
    make_clinic()
    service = make_service()
    for number in range(10):
        make_practitioner(service, name=f"Person {number}", order=number)
    for number in range(WAITING):
        jobs.request_as_stranger(service.pk, START + number % 10 * HALF_HOUR, 100 + number)
    return service


def race(clients: Clients, job: Job, service: Service) -> int:
    """Let all ask at once; return how many hold time after it."""
    wanted = [
        (service.pk, START + (number % 10) * HALF_HOUR + DAY, number) for number in range(STRANGERS)
    ]
    outcomes = clients.run(job, wanted)
    assert [outcome.text for outcome in outcomes if isinstance(outcome, Failure)] == []
    assert Booking.objects.count() == WAITING + STRANGERS
    return TimeCell.objects.values("booking").distinct().count()


def test_several_processes_take_at_most_forty_times(clients: Clients, service: Service) -> None:
    assert race(clients, jobs.request_as_stranger, service) == throttling.MOST_UNDECIDED


def test_control_out_of_line_they_take_more(service: Service) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time, so there is always a line")
    with Clients(processes=4, threads=15) as out_of_line:
        assert race(out_of_line, jobs.request_out_of_line, service) > throttling.MOST_UNDECIDED
