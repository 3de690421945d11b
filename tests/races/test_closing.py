"""A day is closed while people book it: each is refused, or orphaned at once. Nobody is lost."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, time
from unittest import mock

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from clinic_site import roles
from intake.actions.clock import mark_orphans
from intake.actions.time_cells import share_hours_lock
from intake.models import Booking, Closure, Service
from intake.queries import worklists
from intake.queries.times import check_slot
from tests.clinic_site.staff import member
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.moments import DAY, HALF_HOUR, ZONE
from tests.races import jobs
from tests.races.harness import Clients

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound, pytest.mark.race]

ROUNDS = 6
TIMES = 15
PATIENCE_SECONDS = 60


@pytest.fixture
def service() -> Service:
    make_clinic()
    member(roles.MANAGER, "manager")
    offered = make_service()
    make_practitioner(offered)
    return offered


def nine_o_clock(days: int) -> datetime:
    """A morning to come by the true clock, which is the one that the staff's pages read."""
    day = timezone.now().astimezone(ZONE).date() + days * DAY
    return datetime.combine(day, time(9), ZONE)


def test_each_booking_is_refused_or_orphaned_on_closing(clients: Clients, service: Service) -> None:
    now = timezone.now()
    refused = 0
    for number in range(ROUNDS):
        morning = nine_o_clock(2 + number)
        orders: list[tuple[object, ...]] = [
            ("book", service.pk, morning + n * HALF_HOUR, now) for n in range(TIMES)
        ]
        # The one who closes is not always the first: let others come before.
        orders.insert(number * 2, ("close", morning.date(), "manager"))
        outcomes = clients.run(jobs.do, orders)

        booked = {outcome.booking for outcome in outcomes if isinstance(outcome, jobs.Booked)}
        others = [outcome for outcome in outcomes if not isinstance(outcome, jobs.Booked)]
        assert sorted(map(str, others)) == [jobs.CLOSED] + [jobs.REFUSED] * (len(others) - 1)
        refused += len(others) - 1
        assert Closure.objects.filter(date=morning.date()).count() == 1
        # Without the clock having run since.
        orphaned = set(
            Booking.objects.filter(orphaned_since__isnull=False, pk__in=booked).values_list(
                "pk", flat=True
            )
        )
        assert orphaned == booked
    assert {booking.pk for booking in worklists.orphaned(now)} == set(
        Booking.objects.values_list("pk", flat=True)
    )
    assert refused + Booking.objects.count() == ROUNDS * TIMES


@pytest.mark.parametrize("they_wait", [True, False], ids=["as it is", "control: nobody waits"])
def test_booking_that_has_looked_is_found_by_who_closes(service: Service, they_wait: bool) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other, so nobody can come between")
    morning, now = nine_o_clock(3), timezone.now()
    looked = threading.Event()

    def closes() -> None:
        looked.wait(PATIENCE_SECONDS)
        jobs.close(morning.date(), "manager")

    with _waiting(they_wait):
        closer = _thread(closes)
        with transaction.atomic():
            if they_wait:
                share_hours_lock()
            seen = check_slot(service, None, morning, now, ZONE)
            looked.set()
            while closer.is_alive() and not _somebody_waits_for_the_hours():
                closer.join(0.01)
            with mock.patch("intake.actions.requesting.check_slot", return_value=seen):
                booked = jobs.book(service.pk, morning, now)
        closer.join(PATIENCE_SECONDS)

    assert isinstance(booked, jobs.Booked)
    assert Closure.objects.count() == 1
    is_found = Booking.objects.get().orphaned_since is not None
    assert is_found is they_wait
    if not they_wait:
        # Even then nobody is lost for good: the clock finds them in its next round.
        assert mark_orphans(now) == 1


def _thread(target: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            target()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def _waiting(they_wait: bool) -> AbstractContextManager[object]:
    if they_wait:
        return nullcontext()
    return mock.patch("intake.actions.time_cells._lock", return_value=None)


def _somebody_waits_for_the_hours() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone() is not None
