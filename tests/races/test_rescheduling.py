"""Moves that take time, at the same moment: nobody waits for ever, and no time is owned twice."""

from datetime import datetime
from typing import Any

import pytest

from intake.models import Booking, Offer, TimeCell
from intake.transitions.statuses import Status
from tests.intake.factories import (
    make_booking,
    make_clinic,
    make_practitioner,
    make_service,
    make_staff,
)
from tests.moments import DAY, START
from tests.races import jobs
from tests.races.harness import Clients

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound, pytest.mark.race]

ROUNDS = 10
CELLS = 6


@pytest.fixture(autouse=True)
def _clinic(transactional_db: None) -> None:
    make_clinic()
    make_practitioner(make_service())
    make_staff("mover")


def both(clients: Clients, *orders: tuple[Any, ...]) -> list[Any]:
    """Let different jobs run at once: each order is a job of jobs and its arguments."""
    return clients.run(jobs.do, list(orders))


def starts(*bookings: Booking) -> list[datetime | None]:
    return [Booking.objects.get(pk=booking.pk).start for booking in bookings]


def test_moving_a_to_b_and_b_to_a_at_once_neither_hangs_nor_doubles(clients: Clients) -> None:
    for number in range(ROUNDS):
        first, second = START + 2 * number * DAY, START + (2 * number + 1) * DAY
        a = make_booking(Status.CONFIRMED, start=first)
        b = make_booking(Status.CONFIRMED, start=second)
        outcomes = clients.run(jobs.move_to, [(a.pk, second), (b.pk, first)])
        # Each wants what the other still has: neither may have it.
        assert outcomes == [jobs.Taken(0)] * 2
        assert starts(a, b) == [first, second]
        assert TimeCell.objects.filter(booking__in=[a, b]).count() == 2 * CELLS


def test_swapping_without_a_look_is_kept_apart_by_the_database_alone() -> None:
    """Twenty visits in ten pairs, all at once: on PostgreSQL a wrong order would deadlock."""
    pairs = []
    for number in range(10):
        first, second = START + 2 * number * DAY, START + (2 * number + 1) * DAY
        a = make_booking(Status.CONFIRMED, start=first)
        b = make_booking(Status.CONFIRMED, start=second)
        pairs += [(a.pk, second), (b.pk, first)]
    before = dict(Booking.objects.values_list("pk", "start"))
    # Processes of its own: they end with their eyes bound.
    with Clients(processes=2, threads=10) as blind:
        outcomes = blind.run(jobs.move_to_without_looking, pairs)
    assert outcomes == [jobs.Taken(0)] * 20
    assert dict(Booking.objects.values_list("pk", "start")) == before
    assert TimeCell.objects.count() == 20 * CELLS


def test_two_visits_that_move_in_a_row_end_where_one_was_let_go(clients: Clients) -> None:
    for number in range(ROUNDS):
        first, second, third = (START + (3 * number + n) * DAY for n in range(3))
        a = make_booking(Status.CONFIRMED, start=first)
        b = make_booking(Status.CONFIRMED, start=second)
        outcomes = clients.run(jobs.move_to, [(a.pk, second), (b.pk, third)])
        assert outcomes[1] == jobs.Moved("confirmed")
        assert outcomes[0] in (jobs.Moved("confirmed"), jobs.Taken(0))
        assert starts(a, b) == [second if outcomes[0] == jobs.Moved("confirmed") else first, third]
        assert TimeCell.objects.filter(booking__in=[a, b]).count() == 2 * CELLS


def test_accepting_against_lapsing_ends_in_one_of_both(clients: Clients) -> None:
    for number in range(ROUNDS):
        booking = make_booking(Status.OFFERED, start=START + number * DAY)
        assert booking.offer_until is not None
        chosen = booking.offers.get(position=2)
        just_before = booking.offer_until - DAY / 24
        outcomes = both(
            clients,
            ("accept", booking.pk, chosen.pk, just_before),
            ("lapse", booking.pk, booking.offer_until),
        )
        after = Booking.objects.get(pk=booking.pk)
        assert after.status in ("confirmed", "lapsed")
        assert jobs.Moved(after.status) in outcomes
        assert jobs.TooLate(Status(after.status)) in outcomes
        owned = CELLS if after.status == "confirmed" else 0
        assert TimeCell.objects.filter(booking=booking).count() == owned
        assert not Offer.objects.exists()
        TimeCell.objects.all().delete()


def test_offering_against_booking_gives_the_time_to_one(clients: Clients) -> None:
    service = make_booking().service
    assert service is not None
    for number in range(1, ROUNDS + 1):
        held = make_booking(start=START + 2 * number * DAY)
        wanted = START + (2 * number + 1) * DAY
        offered, booked = both(
            clients, ("offer", held.pk, wanted, START, "mover"), ("request", service.pk, wanted)
        )
        assert isinstance(offered, jobs.Moved) is not isinstance(booked, jobs.Booked)
        assert isinstance(offered, jobs.Moved | jobs.Taken)
        assert isinstance(booked, jobs.Booked | jobs.Taken)
        assert Booking.objects.get(pk=held.pk).status == (
            "offered" if isinstance(offered, jobs.Moved) else "held"
        )


def test_undoing_a_decline_against_booking_gives_the_time_to_one(clients: Clients) -> None:
    for number in range(ROUNDS):
        start = START + number * DAY
        declined = make_booking(Status.DECLINED, start=start)
        undone, booked = both(
            clients, ("undo", declined.pk, "mover"), ("request", declined.service_id, start)
        )
        assert isinstance(undone, jobs.Moved) is not isinstance(booked, jobs.Booked)
        assert isinstance(undone, jobs.Moved | jobs.Taken)
        assert isinstance(booked, jobs.Booked | jobs.Taken)
        assert TimeCell.objects.filter(booking__start=start).count() == CELLS
