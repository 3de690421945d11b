"""The page of free times, 8 weeks and 5 practitioners, as the number of bookings grows.

Run: python -m tests.bench.times_page
Prints, for each number of bookings already made, the queries and the median time of the page.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import uuid4

from tests.bench import scratch

PEOPLE = 5
SIZES = (10, 1_000, 100_000)
ROUNDS = 41
WEEKS = 8
VISIT = timedelta(minutes=45)
HOLDS_MINUTES = 60


def main() -> None:
    """Fill the diary step by step and measure the page at each size."""
    scratch.prepare()
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
    print("bookings   queries   median ms   (whole page)")
    for size in SIZES:
        _fill(people, service, islice(moments, size - Booking.objects.count()))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = patient.get("times")
        assert response.status_code == 200
        asked = len(queries)  # Read now: the next request empties the log.
        took = [_once(patient) for _round in range(ROUNDS)]
        print(f"{size:>8}   {asked:>7}   {statistics.median(took):>9.2f}")


def _once(patient: object) -> float:
    began = time.perf_counter()
    patient.get("times")  # type: ignore[attr-defined]
    return (time.perf_counter() - began) * 1000


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

    from intake.models import Booking, Claim

    rows = list(moments)
    for begin in range(0, len(rows), 5_000):
        bookings, claims = [], []
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
            claims += [
                Claim(resource_id=people[index].pk, cell=cell, booking=booking)
                for cell in range(first, first + HOLDS_MINUTES // 5)
            ]
        with transaction.atomic():
            Booking.objects.bulk_create(bookings)
            Claim.objects.bulk_create(claims, batch_size=5_000)


if __name__ == "__main__":
    main()
