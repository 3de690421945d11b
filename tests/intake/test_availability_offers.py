"""Who is offered, in which room, asking again about one start, and how long it takes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from intake.availability.facts import FreeTime, RoomDiary
from intake.availability.search import cells, free_at, free_starts
from tests.intake.diaries import (
    LONDON,
    LONG_AGO,
    MONDAY,
    NEW_YORK,
    at,
    diary,
    every_day,
    rule,
    span,
    starts,
)

HOUR = timedelta(hours=1)


def both_at_nine(rooms: Sequence[RoomDiary] | None) -> list[FreeTime]:
    return free_starts(
        first=MONDAY,
        last=MONDAY,
        zone=NEW_YORK,
        now=LONG_AGO,
        rule=rule(),
        diaries=[
            diary(span(0, "09:00", "11:00"), resource=8),
            diary(span(0, "09:00", "10:00"), resource=3),
        ],
        rooms=rooms,
    )


def test_everybody_who_is_free_is_listed_by_start_then_in_diary_order() -> None:
    nine, ten = at("2026-03-02 09:00"), at("2026-03-02 10:00")
    assert both_at_nine(None) == [
        FreeTime(nine, 8, None),
        FreeTime(nine, 3, None),
        FreeTime(ten, 8, None),
    ]


def test_the_first_free_room_is_named() -> None:
    nine, ten = at("2026-03-02 09:00"), at("2026-03-02 10:00")
    rooms = [RoomDiary(20, frozenset(cells(nine, rule()))), RoomDiary(21, frozenset())]
    assert [(free.start, free.room) for free in both_at_nine(rooms)] == [
        (nine, 21),
        (nine, 21),
        (ten, 20),
    ]


def test_where_every_room_is_taken_nothing_is_offered() -> None:
    nine = at("2026-03-02 09:00")
    full = [RoomDiary(n, frozenset(cells(nine, rule()))) for n in (20, 21)]
    assert {free.start for free in both_at_nine(full)} == {nine + HOUR}


def test_a_service_that_needs_a_room_has_none_where_there_are_no_rooms() -> None:
    assert both_at_nine([]) == []


def test_a_room_must_be_free_for_the_buffers_too() -> None:
    by = rule(before=5, after=5, every=5)
    room = RoomDiary(20, frozenset(cells(at("2026-03-02 10:30"), by)))
    free = starts(diary(span(0, "09:00", "12:00")), by=by, rooms=[room])
    assert free == ["09:05", "09:10", "09:15", "09:20"]


def offer(start: datetime, practitioner: int | None = None) -> FreeTime | None:
    working = [diary(*every_day("09:00", "11:00"), resource=n) for n in (5, 6)]
    return free_at(
        start,
        practitioner,
        zone=NEW_YORK,
        now=LONG_AGO,
        rule=rule(),
        diaries=working,
        rooms=[RoomDiary(20, frozenset())],
    )


def test_an_offer_names_who_and_where() -> None:
    nine = at("2026-03-02 09:00")
    assert offer(nine, 6) == FreeTime(nine, 6, 20)
    assert offer(nine) == FreeTime(nine, 5, 20)
    assert offer(nine.astimezone(LONDON)) == FreeTime(nine, 5, 20)


@pytest.mark.parametrize(
    "forged",
    [
        at("2026-03-02 09:01"),
        at("2026-03-02 09:30"),
        at("2026-03-02 08:00"),
        at("2026-02-27 09:00"),
        at("2026-09-01 09:00"),
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
    ],
)
def test_past_forged_and_foreign_starts_get_no_offer(forged: datetime) -> None:
    assert offer(forged) is None


def test_a_practitioner_who_does_not_give_the_service_has_no_offer() -> None:
    assert offer(at("2026-03-02 09:00"), 7) is None
