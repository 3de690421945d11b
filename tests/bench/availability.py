"""Free times by themselves, without a database: 8 weeks and 5 practitioners with busy diaries.

Run: python -m tests.bench.availability
"""

import statistics
import time
from datetime import date, timedelta

from intake.availability.facts import RoomDiary
from intake.availability.search import cells, free_starts
from tests.intake.diaries import NEW_YORK, at, diary, every_day, rule

ROUNDS = 41
PEOPLE = 5
DAYS = 57


def main() -> None:
    """Print how many starts were found and the median time."""
    morning = at("2026-02-02 09:00")
    by = rule(length=30, after=10, every=15, notice=24)
    working = [
        diary(
            *every_day("08:00", "18:00"),
            resource=person,
            taken=[
                cells(morning + timedelta(days=day, minutes=40 * visit), by)
                for day in range(DAYS)
                for visit in range(12)
                if (day + visit + person) % 3
            ],
        )
        for person in range(PEOPLE)
    ]
    took = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        found = free_starts(
            first=date(2026, 2, 2),
            last=date(2026, 3, 30),
            zone=NEW_YORK,
            now=morning - timedelta(hours=1),
            rule=by,
            diaries=working,
            rooms=[RoomDiary(20, frozenset())],
        )
        took.append((time.perf_counter() - began) * 1000)
    taken = sum(len(one.taken) for one in working)
    print(f"{len(found)} starts among {taken} taken cells: median {statistics.median(took):.1f} ms")


if __name__ == "__main__":
    main()
