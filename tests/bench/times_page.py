"""The page of free times, 8 weeks and 5 practitioners, as the number of bookings grows.

Run: python -m tests.bench.times_page
Prints, for each number of bookings already made, the queries and the median time (on SQLite the
processor's) of finding the free times by themselves, and of the whole page; and whether the figures
at the most bookings keep the limits. Set DATABASE_URL to measure PostgreSQL: a scratch database,
which is filled.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from tests.bench import bench_database

PEOPLE = 5
SIZES = (10, 1_000, 100_000)
ROUNDS = 41
WEEKS = 8
VISIT = timedelta(minutes=45)
HOLDS_MINUTES = 60
MOST_QUERIES = 6
MOST_RATIO = 1.3
"""Of the most bookings against the number before it."""


def main() -> None:
    """Fill the diary step by step and measure the page at each size."""
    bench_database.prepare()
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from intake.models import Booking, Practitioner, Service, WeeklyHours
    from tests.intake.journey import Patient

    settings.ALLOWED_HOSTS = ["*"]
    service = Service.objects.get(slug="consultation")
    Service.objects.update(room_kind="", horizon_days=WEEKS * 7)
    week = list(WeeklyHours.objects.filter(practitioner=Practitioner.objects.first()))
    while Practitioner.objects.count() < PEOPLE:
        person = Practitioner.objects.create(name="Another", role_title="Physical therapist")
        person.services.add(service)
        WeeklyHours.objects.bulk_create(
            WeeklyHours(practitioner=person, weekday=h.weekday, starts=h.starts, ends=h.ends)
            for h in week
        )
    people = list(Practitioner.objects.order_by("pk"))
    patient = Patient().walk("times", service.pk)
    moments = _moments(datetime.now(UTC))
    actions: dict[str, Callable[[], Any]] = {
        "free times": lambda: _search(service),
        "whole page": lambda: patient.get("times"),
    }
    print("bookings   what         queries   median ms")
    medians: dict[tuple[str, int], float] = {}
    most = 0
    for size in SIZES:
        _fill(people, service, islice(moments, size - Booking.objects.count()))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # As a server does by itself, sooner or later.
        for name, action in actions.items():
            with CaptureQueriesContext(connection) as queries:
                action()
            asked = len(queries)  # Read now: the next request empties the log.
            median = statistics.median(_once(action) for _round in range(ROUNDS))
            medians[name, size] = median
            most = max(most, asked)
            print(f"{size:>8}   {name:<10}   {asked:>7}   {median:>9.2f}")
    for name in actions:
        ratio = medians[name, SIZES[-1]] / medians[name, SIZES[-2]]
        verdict = "within" if ratio <= MOST_RATIO else "OVER"
        print(f"{name}: {SIZES[-1]:,} against {SIZES[-2]:,}: {ratio:.2f}, {verdict} {MOST_RATIO}")
    print(f"at most {most} queries: {'within' if most <= MOST_QUERIES else 'OVER'} {MOST_QUERIES}")


def _search(service: Any) -> None:
    from clinic_site.foundation.clinic.models import Clinic
    from intake.queries.times import free_times

    now = datetime.now(UTC)
    first = now.date()
    zone = Clinic.current().zone
    found = free_times(service, None, first, first + timedelta(weeks=WEEKS), now, zone)
    if not found:
        raise RuntimeError("no free time")


def _once(action: Callable[[], Any]) -> float:
    from django.db import connection

    # On a busy machine the processor's time says more, where it is the database's too.
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    began = clock()
    action()
    return (clock() - began) * 1000


def _moments(now: datetime) -> Iterator[tuple[int, datetime]]:
    """Whose time, and when: a third of each day of the coming weeks, then the years before."""
    day = now.replace(hour=14, minute=0, second=0, microsecond=0)
    ahead = [day + timedelta(days=n) for n in range(1, WEEKS * 7)]
    for hour in range(2):
        for start in ahead:
            for person in range(PEOPLE):
                yield person, start + timedelta(hours=hour)
    past = 1
    while True:
        for hour in range(8):
            for person in range(PEOPLE):
                yield person, day - timedelta(days=past) + timedelta(hours=hour)
        past += 1


def _fill(people: list, service: object, moments: Iterator[tuple[int, datetime]]) -> None:  # type: ignore[type-arg]
    from django.db import transaction

    from intake.models import Booking, TimeCell

    rows = list(moments)
    for begin in range(0, len(rows), 5_000):
        bookings, time_cells = [], []
        for index, start in rows[begin : begin + 5_000]:
            booking = Booking(
                reference=uuid4().hex[:9],
                kind="appointment",
                status="confirmed",
                enquiry=uuid4(),
                service=service,  # type: ignore[misc]
                practitioner=people[index],
                start=start,
                end=start + VISIT,
                reach_by="email",
                language="en-us",
                consent_version=1,
                consent_sha256="",
                consent_language="en-us",
                consented_at=start,
                created_at=start,
            )
            bookings.append(booking)
            first = int(start.timestamp()) // 300
            time_cells += [
                TimeCell(resource_id=people[index].pk, cell=cell, booking=booking)
                for cell in range(first, first + HOLDS_MINUTES // 5)
            ]
        with transaction.atomic():
            Booking.objects.bulk_create(bookings)
            TimeCell.objects.bulk_create(time_cells, batch_size=5_000)


if __name__ == "__main__":
    main()
