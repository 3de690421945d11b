"""Hours, closures, lengths and buffers. CASE ticks off a time case that the clinic was promised."""

from datetime import UTC, datetime, time, timedelta

import pytest

from intake.availability.facts import FreeTime, Shut
from intake.availability.search import cells, free_at
from tests.intake.diaries import (
    LONG_AGO,
    MONDAY,
    NEW_YORK,
    at,
    diary,
    every_day,
    opening,
    rule,
    span,
    starts,
)


def test_every_start_that_fits_the_hours_offer_at() -> None:
    assert starts(diary(span(0, "09:00", "12:00"))) == ["09:00", "10:00", "11:00"]


def test_a_day_without_hours_offers_nothing() -> None:
    assert starts(diary(span(1, "09:00", "12:00"))) == []


def test_windows_that_overlap_or_touch_are_one() -> None:
    split = diary(span(0, "09:00", "10:30"), span(0, "10:00", "11:30"), span(0, "11:30", "12:00"))
    assert starts(split) == ["09:00", "10:00", "11:00"]


def test_a_lunch_break_between_two_windows_is_kept_free() -> None:
    working = diary(span(0, "09:00", "12:00"), span(0, "13:00", "15:00"))
    assert starts(working) == ["09:00", "10:00", "11:00", "13:00", "14:00"]


def test_opening_on_a_closed_day() -> None:  # CASE
    working = diary(span(1, "09:00", "12:00"), openings=[opening(MONDAY, "10:00", "12:00")])
    assert starts(working) == ["10:00", "11:00"]


def test_an_opening_adds_to_the_hours_of_its_day_only() -> None:
    working = diary(*every_day("09:00", "10:00"), openings=[opening(MONDAY, "10:00", "11:00")])
    assert starts(working, last=MONDAY + timedelta(days=1)) == ["09:00", "10:00", "09:00"]


def test_a_closure_of_the_whole_day_wins_over_hours_and_openings() -> None:
    working = diary(
        span(0, "09:00", "12:00"),
        openings=[opening(MONDAY, "13:00", "15:00")],
        closures=[Shut(MONDAY)],
    )
    assert starts(working, last=MONDAY + timedelta(days=1)) == []


def test_a_closure_of_part_of_the_day_leaves_the_rest() -> None:
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
def test_a_closure_open_at_one_end_reaches_to_the_edge_of_the_day(
    shut: Shut, left: list[str]
) -> None:
    assert starts(diary(span(0, "09:00", "12:00"), closures=[shut])) == left


def test_shortened_day_no_longer_covers_what_is_booked_late() -> None:  # CASE
    whole, short = diary(span(0, "09:00", "12:00")), diary(span(0, "09:00", "11:00"))
    found = [
        free_at(
            at("2026-03-02 11:00"),
            1,
            zone=NEW_YORK,
            now=LONG_AGO,
            rule=rule(),
            diaries=[working],
            rooms=None,
        )
        for working in (whole, short)
    ]
    assert found == [FreeTime(at("2026-03-02 11:00"), 1, None), None]


def test_hours_up_to_midnight_go_on_into_the_next_day() -> None:
    working = diary(span(0, "22:00", "00:00"), span(1, "00:00", "01:00"))
    assert starts(working, by=rule(length=120)) == ["22:00", "23:00"]
    assert starts(working, by=rule(length=180)) == ["22:00"]


def test_a_window_that_ends_before_it_starts_opens_nothing() -> None:
    assert starts(diary(span(0, "12:00", "09:00"))) == []


def test_hours_off_the_five_minutes_are_cut_inward_and_closures_outward() -> None:
    shut = Shut(MONDAY, time(11, 1), time(11, 58))
    working = diary(span(0, "09:01", "13:59"), closures=[shut])
    assert starts(working, by=rule(every=5))[:2] == ["09:05", "09:10"]
    assert starts(working, by=rule(every=5))[-1] == "12:55"
    assert "10:00" in starts(working, by=rule(every=5))
    assert "10:05" not in starts(working, by=rule(every=5))
    assert "11:55" not in starts(working, by=rule(every=5))
    assert "12:00" in starts(working, by=rule(every=5))


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
    assert starts(diary(span(0, "09:20", "12:00")), by=rule(length=30, every=45)) == [
        "09:45",
        "10:30",
        "11:15",
    ]


def test_a_booking_owns_its_cells_and_those_of_its_buffers() -> None:
    owned = cells(datetime(1970, 1, 1, 1, tzinfo=UTC), rule(length=30, before=5, after=10))
    assert owned == range(11, 20)


def test_a_start_off_the_five_minutes_owns_every_cell_it_touches() -> None:
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
def test_a_rule_that_cannot_be_kept_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        rule(**wrong)
