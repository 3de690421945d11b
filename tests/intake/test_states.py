"""The table of moves is complete and says what was agreed."""

from datetime import UTC, datetime, timedelta

import pytest

from intake import states
from intake.states import LIVE, MOVES, OPEN, STATUS_LABELS, Actor, Status, Timing, allowed, find

START = datetime(2027, 3, 3, 14, tzinfo=UTC)


def test_move_names_are_unique() -> None:
    names = [move.name for move in MOVES]
    assert sorted(set(names)) == sorted(names)


def test_every_status_can_be_reached_or_is_a_beginning() -> None:
    reached = {move.target for move in MOVES}
    assert set(Status) - reached == {Status.HELD, Status.WAITING}


def test_every_status_has_a_label() -> None:
    assert set(STATUS_LABELS) == set(Status)
    assert all(STATUS_LABELS.values())


def test_every_move_is_fully_described() -> None:
    for move in MOVES:
        assert move.label
        assert move.sources
        assert move.actors
        assert move.permission == "decide_booking"
        assert move.calendar in ("", "REQUEST", "CANCEL")


def test_moves_are_the_agreed_ones() -> None:
    drawn = {
        (source.value, move.name, move.target.value, actor.value)
        for move in MOVES
        for source in move.sources
        for actor in move.actors
    }
    assert drawn == {
        ("held", "confirm", "confirmed", "staff"),
        ("held", "decline", "declined", "staff"),
        ("held", "withdraw", "withdrawn", "patient"),
        ("confirmed", "withdraw", "withdrawn", "patient"),
        ("confirmed", "cancel", "cancelled", "staff"),
        ("held", "lapse", "lapsed", "clock"),
        ("confirmed", "attended", "attended", "staff"),
        ("confirmed", "missed", "missed", "staff"),
        ("waiting", "called", "called", "staff"),
        ("waiting", "close", "closed", "staff"),
    }


def test_time_is_freed_by_exactly_the_moves_that_end_a_booking_before_its_visit() -> None:
    leaving = {m.name for m in MOVES if m.sources & LIVE and m.target not in LIVE}
    freeing = {m.name for m in MOVES if m.frees_time}
    assert freeing == leaving - {"attended", "missed"}


def test_final_statuses_are_those_nothing_can_happen_to() -> None:
    assert {Status.HELD, Status.CONFIRMED, Status.WAITING} == OPEN
    for status in set(Status) - OPEN:
        assert all(allowed(status, actor) == () for actor in Actor)


def test_patients_are_told_of_every_move_that_changes_their_visit() -> None:
    silent = {m.name for m in MOVES if not m.letters}
    assert silent == {"attended", "missed", "called", "close"}


def test_allowed_reads_the_table_in_its_order() -> None:
    assert [m.name for m in allowed(Status.HELD, Actor.STAFF)] == ["confirm", "decline"]
    assert [m.name for m in allowed(Status.HELD, Actor.PATIENT)] == ["withdraw"]
    assert [m.name for m in allowed(Status.CONFIRMED, Actor.CLOCK)] == []


def test_find_refuses_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        find(states.REQUEST)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("confirm", True, False), ("lapse", False, True), ("cancel", True, True)],
)
def test_timing_is_measured_against_the_start(name: str, before: bool, after: bool) -> None:
    move = find(name)
    assert move.is_timely(START, START - timedelta(seconds=1)) is before
    assert move.is_timely(START, START) is after
    assert move.is_timely(None, START) is True


def test_confirming_needs_a_note_only_over_a_flag() -> None:
    assert find("confirm").needs_note(flagged=True)
    assert not find("confirm").needs_note(flagged=False)
    assert find("decline").needs_note(flagged=False)
    assert find("confirm").timing is Timing.BEFORE_START
