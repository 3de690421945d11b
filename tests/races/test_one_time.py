"""A hundred clients want one time: one gets it, and ninety-nine are refused kindly."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.db.migrations import RemoveConstraint
from django.db.migrations.loader import MigrationLoader

from clinic_site.foundation.outbox.models import Notification
from intake.models import Booking, Practitioner, RoomKind, Service, TimeCell
from tests.intake.factories import make_clinic, make_practitioner, make_room, make_service
from tests.moments import DAY, HALF_HOUR, START
from tests.races import jobs
from tests.races.harness import Clients, Failure

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound, pytest.mark.race]

# The whole of it, twenty rounds through the pages, is in test_pages.py.
ROUNDS = 5
CLIENTS = 100


@pytest.fixture(scope="module")
def blind(django_db_setup: None) -> Iterator[Clients]:
    """Processes in which nobody looks: the look inside the transaction always says "free"."""
    with Clients(processes=4, threads=5) as started:
        yield started


@pytest.fixture
def service(transactional_db: None) -> Service:
    make_clinic()
    service = make_service(start_every_minutes=5)
    make_practitioner(service)
    return service


@contextmanager
def without_the_guard() -> Iterator[None]:
    """Take the unique constraint on claims out of this test's database, and put it back."""
    guarded = MigrationLoader(connection).project_state()
    bare = guarded.clone()
    remove = RemoveConstraint("timecell", "time_cell_one_booking")
    remove.state_forwards("intake", bare)
    with connection.schema_editor() as editor:
        remove.database_forwards("intake", editor, guarded, bare)
    try:
        yield
    finally:
        TimeCell.objects.all().delete()
        with connection.schema_editor() as editor:
            remove.database_backwards("intake", editor, bare, guarded)


def bookings_that_overlap() -> list[tuple[object, object]]:
    rows = Booking.objects.order_by("start").values_list("start", "end")
    times = [(start, end) for start, end in rows if start and end]
    return [(one, two) for one, two in pairwise(times) if two[0] < one[1]]


def failures(outcomes: list[object]) -> list[str]:
    return [outcome.text for outcome in outcomes if isinstance(outcome, Failure)]


def test_hundred_clients_and_one_time_round_after_round(clients: Clients, service: Service) -> None:
    Service.objects.update(start_every_minutes=30)
    for number in range(ROUNDS):
        start = START + number * HALF_HOUR
        outcomes = clients.run(jobs.request, [(service.pk, start)] * CLIENTS)

        assert failures(outcomes) == []
        booked = [o for o in outcomes if isinstance(o, jobs.Booked)]
        refused = [o for o in outcomes if isinstance(o, jobs.Taken)]
        assert (len(booked), len(refused)) == (1, CLIENTS - 1)
        assert all(refusal.offered > 0 for refusal in refused)
        assert Booking.objects.filter(start=start).count() == 1
    assert Booking.objects.count() == ROUNDS
    assert Notification.objects.count() == 2 * ROUNDS
    assert TimeCell.objects.count() == 6 * ROUNDS


def test_database_refuses_though_nobody_looks(blind: Clients, service: Service) -> None:
    person = Practitioner.objects.get().pk
    outcomes = blind.run(jobs.request_without_looking, [(service.pk, START, person)] * 20)
    assert failures(outcomes) == []
    assert sum(isinstance(o, jobs.Booked) for o in outcomes) == 1
    assert Booking.objects.count() == 1


def test_without_the_constraint_time_is_given_away_twice(blind: Clients, service: Service) -> None:
    """The control: with the guard taken out, the same race must show doubles."""
    person = Practitioner.objects.get().pk
    with without_the_guard():
        outcomes = blind.run(jobs.request_without_looking, [(service.pk, START, person)] * 20)
        assert failures(outcomes) == []
        assert Booking.objects.filter(start=START).count() > 1


def test_sixty_and_thirty_minutes_never_overlap(clients: Clients, service: Service) -> None:
    long = make_service("long", length_minutes=60, start_every_minutes=5)
    long.practitioners.set(service.practitioners.all())
    wanted = [
        ((service, long)[n % 2].pk, START + timedelta(hours=1, minutes=5 * (n % 12)))
        for n in range(CLIENTS)
    ]
    outcomes = clients.run(jobs.request, wanted)
    assert failures(outcomes) == []
    booked = sum(isinstance(o, jobs.Booked) for o in outcomes)
    assert booked == Booking.objects.count() >= 1
    assert bookings_that_overlap() == []


def test_fifty_clients_and_fifty_times(clients: Clients, service: Service) -> None:
    starts = [START + (n // 10) * DAY + (n % 10) * HALF_HOUR for n in range(50)]
    outcomes = clients.run(jobs.request, [(service.pk, start) for start in starts])
    assert failures(outcomes) == []
    assert sum(isinstance(o, jobs.Booked) for o in outcomes) == 50
    assert set(Booking.objects.values_list("start", flat=True)) == set(starts)


def test_ten_copies_of_one_form_make_one_booking(clients: Clients, service: Service) -> None:
    enquiry = uuid.uuid4()
    outcomes = clients.run(jobs.request, [(service.pk, START, enquiry)] * 10)
    assert failures(outcomes) == []
    booking = Booking.objects.get()
    assert outcomes == [jobs.Booked(booking.id)] * 10
    assert Notification.objects.filter(subject=booking.id, kind="booking.held").count() == 1


def test_three_people_and_two_tables_take_two_patients(clients: Clients) -> None:
    make_clinic()
    service = make_service(room_kind=RoomKind.TRACTION_TABLE)
    for number in range(3):
        make_practitioner(service, name=f"Person {number}", order=number)
    for number in range(2):
        make_room(RoomKind.TRACTION_TABLE, name=f"Table {number}")
    outcomes = clients.run(jobs.request, [(service.pk, START)] * CLIENTS)
    assert failures(outcomes) == []
    assert sum(isinstance(o, jobs.Booked) for o in outcomes) == 2
    assert len(set(Booking.objects.values_list("practitioner", flat=True))) == 2
    assert len(set(Booking.objects.values_list("room", flat=True))) == 2
