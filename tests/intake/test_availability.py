"""What hours and bookings leave: the starts that are offered, to whom, and in which room."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

import pytest

from intake.availability.facts import Diary, FreeTime, RoomDiary, Shut
from intake.availability.search import cells, free_at
from tests.intake.diaries import (
    LONDON,
    LONG_AGO,
    MONDAY,
    NEW_YORK,
    at,
    diary,
    every_day,
    opening,
    rule,
    search,
    span,
    starts,
)
from tests.moments import DAY, HOUR

BOTH = tuple(diary(*every_day("09:00", "11:00"), resource=number) for number in (5, 6))


def offer(
    start: datetime,
    practitioner: int | None = None,
    diaries: Sequence[Diary] = BOTH,
    rooms: Sequence[RoomDiary] | None = (RoomDiary(20, frozenset()),),
) -> FreeTime | None:
    return free_at(
        start, practitioner, zone=NEW_YORK, now=LONG_AGO, rule=rule(), diaries=diaries, rooms=rooms
    )


def test_every_start_that_fits_the_hours_offer_at() -> None:
    assert starts(diary(span(0, "09:00", "12:00"))) == ["09:00", "10:00", "11:00"]


def test_day_without_hours_offers_nothing() -> None:
    assert starts(diary(span(1, "09:00", "12:00"))) == []


def test_windows_that_overlap_or_touch_are_one() -> None:
    split = diary(span(0, "09:00", "10:30"), span(0, "10:00", "11:30"), span(0, "11:30", "12:00"))
    assert starts(split) == ["09:00", "10:00", "11:00"]


def test_lunch_break_between_two_windows_is_kept_free() -> None:
    working = diary(span(0, "09:00", "12:00"), span(0, "13:00", "15:00"))
    assert starts(working) == ["09:00", "10:00", "11:00", "13:00", "14:00"]


def test_opening_on_a_closed_day() -> None:  # CASE
    working = diary(span(1, "09:00", "12:00"), openings=[opening(MONDAY, "10:00", "12:00")])
    assert starts(working) == ["10:00", "11:00"]


def test_opening_adds_to_the_hours_of_its_day_only() -> None:
    working = diary(*every_day("09:00", "10:00"), openings=[opening(MONDAY, "10:00", "11:00")])
    assert starts(working, last=MONDAY + DAY) == ["09:00", "10:00", "09:00"]


def test_closure_of_the_whole_day_wins_over_hours_and_openings() -> None:
    working = diary(
        span(0, "09:00", "12:00"),
        openings=[opening(MONDAY, "13:00", "15:00")],
        closures=[Shut(MONDAY)],
    )
    assert starts(working, last=MONDAY + DAY) == []


def test_closure_of_part_of_the_day_leaves_the_rest() -> None:
    shut = Shut(MONDAY, time(10), time(11))
    assert starts(diary(span(0, "09:00", "12:00"), closures=[shut])) == ["09:00", "11:00"]


@pytest.mark.parametrize(
    ("shut", "left"),
    [
        (Shut(MONDAY, None, time(11)), ["11:00"]),
        (Shut(MONDAY, time(10), None), ["09:00"]),
        (Shut(MONDAY, time(10), time(0)), ["09:00"]),
    ],
)
def test_closure_open_at_one_end_reaches_to_the_edge_of_the_day(
    shut: Shut, left: list[str]
) -> None:
    assert starts(diary(span(0, "09:00", "12:00"), closures=[shut])) == left


def test_shortened_day_no_longer_covers_what_is_booked_late() -> None:  # CASE
    whole, short = diary(span(0, "09:00", "12:00")), diary(span(0, "09:00", "11:00"))
    eleven = at("2026-03-02 11:00")
    assert offer(eleven, 1, [whole], None) == FreeTime(eleven, 1, None)
    assert offer(eleven, 1, [short], None) is None


def test_hours_up_to_midnight_go_on_into_the_next_day() -> None:
    working = diary(span(0, "22:00", "00:00"), span(1, "00:00", "01:00"))
    assert starts(working, by=rule(length=120)) == ["22:00", "23:00"]
    assert starts(working, by=rule(length=180)) == ["22:00"]


def test_window_that_ends_before_it_starts_opens_nothing() -> None:
    assert starts(diary(span(0, "12:00", "09:00"))) == []


def test_hours_off_the_five_minutes_are_cut_inward_and_closures_outward() -> None:
    shut = Shut(MONDAY, time(11, 1), time(11, 58))
    working = diary(span(0, "09:01", "13:59"), closures=[shut])
    found = starts(working, by=rule(every=5))
    assert (found[:2], found[-1]) == (["09:05", "09:10"], "12:55")
    assert {"10:00", "10:05", "11:55", "12:00"} & set(found) == {"10:00", "12:00"}


def test_end_equal_to_next_start_is_allowed() -> None:  # CASE
    taken = cells(at("2026-03-02 10:00"), rule())
    assert starts(diary(span(0, "09:00", "12:00"), taken=[taken])) == ["09:00", "11:00"]


def test_buffer_at_the_edge_of_the_day_must_fit_within_the_hours() -> None:  # CASE
    working = diary(span(0, "09:00", "12:00"))
    by = rule(length=30, before=10, after=15, every=5)
    assert starts(working, by=by)[0] == "09:10"
    assert starts(working, by=by)[-1] == "11:15"


def test_buffers_of_neighbors_may_touch_but_not_overlap() -> None:
    by = rule(length=30, before=10, after=15, every=5)
    working = diary(span(0, "09:00", "12:00"), taken=[cells(at("2026-03-02 10:10"), by)])
    assert starts(working, by=by) == ["09:10", "09:15", "11:05", "11:10", "11:15"]


def test_bookings_of_another_length_and_grid_are_kept_clear_of() -> None:
    taken = cells(at("2026-03-02 09:45"), rule(length=30))
    by = rule(length=60, every=15)
    free = starts(diary(span(0, "09:00", "12:00"), taken=[taken]), by=by)
    assert free == ["10:15", "10:30", "10:45", "11:00"]


def test_starts_are_on_the_wall_clock_whenever_the_hours_begin() -> None:
    found = starts(diary(span(0, "09:20", "12:00")), by=rule(length=30, every=45))
    assert found == ["09:45", "10:30", "11:15"]


def test_booking_owns_its_cells_and_those_of_its_buffers() -> None:
    owned = cells(datetime(1970, 1, 1, 1, tzinfo=UTC), rule(length=30, before=5, after=10))
    assert owned == range(11, 20)


def test_start_off_the_five_minutes_owns_every_cell_it_touches() -> None:
    start = datetime(1970, 1, 1, 1, 2, tzinfo=UTC)
    assert cells(start, rule(length=30)) == range(12, 19)


def test_cells_are_the_same_in_every_zone() -> None:
    autumn = at("2026-11-01 01:30", fold=1)
    assert cells(autumn.astimezone(NEW_YORK), rule()) == cells(autumn, rule())


@pytest.mark.parametrize(
    "wrong",
    [
        {"length": 0},
        {"length": 32},
        {"before": 3},
        {"after": -5},
        {"every": 0},
        {"every": 7},
        {"notice": -1},
        {"horizon": -1},
    ],
)
def test_rule_that_cannot_be_kept_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        rule(**wrong)


def both_at_nine(rooms: Sequence[RoomDiary] | None) -> list[FreeTime]:
    first = diary(span(0, "09:00", "11:00"), resource=8)
    return search(first, diary(span(0, "09:00", "10:00"), resource=3), rooms=rooms)


def test_everybody_who_is_free_is_listed_by_start_then_in_diary_order() -> None:
    nine, ten = at("2026-03-02 09:00"), at("2026-03-02 10:00")
    found = both_at_nine(None)
    assert found == [FreeTime(nine, 8, None), FreeTime(nine, 3, None), FreeTime(ten, 8, None)]


def test_first_free_room_is_named() -> None:
    nine, ten = at("2026-03-02 09:00"), at("2026-03-02 10:00")
    rooms = [RoomDiary(20, frozenset(cells(nine, rule()))), RoomDiary(21, frozenset())]
    found = [(free.start, free.room) for free in both_at_nine(rooms)]
    assert found == [(nine, 21), (nine, 21), (ten, 20)]


def test_where_every_room_is_taken_nothing_is_offered() -> None:
    nine = at("2026-03-02 09:00")
    full = [RoomDiary(n, frozenset(cells(nine, rule()))) for n in (20, 21)]
    assert {free.start for free in both_at_nine(full)} == {nine + HOUR}


def test_service_that_needs_a_room_has_none_where_there_are_no_rooms() -> None:
    assert both_at_nine([]) == []


def test_room_must_be_free_for_the_buffers_too() -> None:
    by = rule(before=5, after=5, every=5)
    room = RoomDiary(20, frozenset(cells(at("2026-03-02 10:30"), by)))
    free = starts(diary(span(0, "09:00", "12:00")), by=by, rooms=[room])
    assert free == ["09:05", "09:10", "09:15", "09:20"]


def test_offer_names_who_and_where() -> None:
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


def test_practitioner_who_does_not_give_the_service_has_no_offer() -> None:
    assert offer(at("2026-03-02 09:00"), 7) is None
