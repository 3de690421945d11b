"""The table of transitions is complete and says what was agreed."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from intake.management.commands.draw_transitions import BEGIN, END, draw
from intake.transitions.statuses import (
    DECLINE_REASONS,
    LIVE,
    OPEN,
    REQUEST,
    STATUS_LABELS,
    Actor,
    DeclineReason,
    Status,
)
from intake.transitions.table import (
    TRANSITION_NAMES,
    TRANSITIONS,
    allowed_transitions,
    arrows,
    find_transition,
    transitions_named,
)
from intake.transitions.transition import Time, Timing, Transition
from tests.moments import SECOND, START


def row(name: str, status: Status = Status.HELD, actor: Actor = Actor.STAFF) -> Transition:
    found = find_transition(name, status, actor)
    assert found is not None
    return found


def test_no_two_rows_say_what_follows_from_one_name_source_and_actor() -> None:
    keys = [(transition.name, source, actor) for source, transition, actor in arrows()]
    assert len(set(keys)) == len(keys)
    assert sorted(TRANSITION_NAMES) == sorted({transition.name for transition in TRANSITIONS})


def test_every_status_can_be_reached_or_is_a_beginning() -> None:
    reached = {
        transition.target_from(source)
        for source, transition, _actor in arrows()
        if transition.target
    }
    assert set(Status) - reached == {Status.WAITING}


def test_every_status_and_every_reason_has_a_label() -> None:
    assert set(STATUS_LABELS) == set(Status)
    assert set(DECLINE_REASONS) == set(DeclineReason)
    assert all([*STATUS_LABELS.values(), *DECLINE_REASONS.values()])


def test_every_move_is_fully_described() -> None:
    for transition in TRANSITIONS:
        assert transition.label
        assert transition.sources
        assert transition.actors
        assert transition.permission == "decide_booking"
        assert transition.calendar in ("", "REQUEST", "CANCEL")
        assert (
            len(
                {
                    (each.permission, each.permission_if_flagged)
                    for each in transitions_named(transition.name)
                }
            )
            == 1
        )


def test_moves_are_the_agreed_ones() -> None:
    drawn = {
        (source.value, transition.name, transition.target_from(source).value, actor.value)
        for source, transition, actor in arrows()
    }
    assert drawn == {
        ("held", "confirm", "confirmed", "staff"),
        ("held", "decline", "declined", "staff"),
        ("held", "offer", "offered", "staff"),
        ("held", "reschedule", "held", "staff"),
        ("held", "reschedule", "held", "patient"),
        ("held", "withdraw", "withdrawn", "patient"),
        ("held", "withdraw", "withdrawn", "staff"),
        ("held", "lapse", "lapsed", "clock"),
        ("offered", "accept", "confirmed", "patient"),
        ("offered", "accept", "confirmed", "staff"),
        ("offered", "refuse", "held", "patient"),
        ("offered", "refuse", "held", "staff"),
        ("offered", "withdraw", "withdrawn", "patient"),
        ("offered", "withdraw", "withdrawn", "staff"),
        ("offered", "lapse", "lapsed", "clock"),
        ("confirmed", "reschedule", "confirmed", "patient"),
        ("confirmed", "reschedule", "confirmed", "staff"),
        ("confirmed", "withdraw", "withdrawn", "patient"),
        ("confirmed", "withdraw", "withdrawn", "staff"),
        ("confirmed", "cancel", "cancelled", "staff"),
        ("confirmed", "attended", "attended", "staff"),
        ("confirmed", "missed", "missed", "staff"),
        ("attended", "undo", "confirmed", "staff"),
        ("missed", "undo", "confirmed", "staff"),
        ("declined", "undo", "held", "staff"),
        ("declined", "second_look", "declined", "staff"),
        ("lapsed", "second_look", "lapsed", "staff"),
        ("lapsed", "called", "lapsed", "staff"),
        ("waiting", "withdraw", "withdrawn", "patient"),
        ("waiting", "called", "called", "staff"),
        ("waiting", "close", "closed", "staff"),
    }


def test_time_is_freed_by_exactly_the_moves_that_leave_it_to_others() -> None:
    leaving = {
        m.name for m in TRANSITIONS if m.sources & LIVE and m.target and m.target not in LIVE
    }
    freeing = {m.name for m in TRANSITIONS if m.time is Time.FREE}
    assert freeing == (leaving - {"attended", "missed"}) | {"refuse"}


def test_from_what_is_over_only_staff_go_on() -> None:
    for source, transition, actor in arrows():
        if source not in OPEN:
            assert actor is Actor.STAFF
            assert transition.name in ("undo", "second_look", "called")


def test_patients_are_told_of_every_move_that_changes_their_visit() -> None:
    silent = {m.name for m in TRANSITIONS if not m.notifications}
    assert silent == {"attended", "missed", "called", "close", "undo", "second_look"}
    assert row("undo", Status.DECLINED).notifications == ("booking.held_again",)


def test_staff_are_told_of_what_the_patient_and_the_clock_do() -> None:
    for transition in TRANSITIONS:
        assert bool(transition.staff_notifications) is (transition.actors != {Actor.STAFF})


def test_allowed_reads_the_table_in_its_order() -> None:
    found = [m.name for m in allowed_transitions(Status.HELD, Actor.STAFF)]
    assert found == ["confirm", "offer", "decline", "reschedule", "withdraw"]
    assert [m.name for m in allowed_transitions(Status.HELD, Actor.PATIENT)] == [
        "reschedule",
        "withdraw",
    ]
    assert [m.name for m in allowed_transitions(Status.CONFIRMED, Actor.CLOCK)] == []


def test_find_gives_nothing_for_who_may_not_and_refuses_an_unknown_name() -> None:
    assert find_transition("confirm", Status.HELD, Actor.PATIENT) is None
    with pytest.raises(KeyError):
        find_transition(REQUEST, Status.HELD, Actor.STAFF)


@pytest.mark.parametrize(
    ("transition", "before", "after", "without"),
    [
        (row("confirm"), True, False, False),
        (row("lapse", actor=Actor.CLOCK), False, True, False),
        (row("cancel", Status.CONFIRMED), True, True, True),
        (row("offer"), True, False, True),
    ],
    ids=["confirm", "lapse", "cancel", "offer"],
)
def test_timing_is_measured_against_the_turning_point(
    transition: Transition, before: bool, after: bool, without: bool
) -> None:
    assert transition.is_timely(START, START - SECOND) is before
    assert transition.is_timely(START, START) is after
    assert transition.is_timely(None, START) is without


def test_patients_change_a_visit_up_to_the_cut_off_and_staff_up_to_the_start() -> None:
    cutoff = START - timedelta(hours=24)
    own = row("reschedule", Status.CONFIRMED, Actor.PATIENT)
    assert own.timing is Timing.BEFORE_CUTOFF
    assert own.is_timely(START, cutoff - SECOND, cutoff=cutoff)
    assert not own.is_timely(START, cutoff, cutoff=cutoff)
    assert row("reschedule", Status.CONFIRMED).is_timely(START, START - SECOND, cutoff=cutoff)
    with pytest.raises(ValueError, match="cut-off"):
        own.is_timely(START, cutoff)


def test_confirming_and_offering_need_a_note_only_over_a_flag() -> None:
    for name in ("confirm", "offer"):
        assert row(name).needs_note(flagged=True)
        assert not row(name).needs_note(flagged=False)


def test_declining_needs_a_note_only_for_another_reason() -> None:
    assert row("decline").asks_reason
    assert not row("decline").needs_note(flagged=False, reason=DeclineReason.NO_TIME)
    assert row("decline").needs_note(flagged=False, reason=DeclineReason.OTHER)


ROOT = Path(__file__).resolve().parent.parent.parent


def test_readme_shows_the_moves_as_they_are() -> None:
    call_command("draw_transitions", check=True)


def test_drawing_names_every_status_and_every_move() -> None:
    drawn = draw()
    for status in Status:
        assert status.value in drawn
    for name in TRANSITION_NAMES:
        assert f"{name.replace('_', ' ')} (" in drawn


def test_stale_drawing_is_refused_and_drawn_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before\n{BEGIN}\nold\n{END}\nAfter\n")
    with pytest.raises(CommandError, match="stale"):
        call_command("draw_transitions", check=True, file=str(page))
    assert "old" in page.read_text()
    call_command("draw_transitions", file=str(page))
    text = page.read_text()
    assert text.startswith("Before\n")
    assert text.endswith("After\n")
    assert "held --> offered: offer (staff)" in text
    call_command("draw_transitions", check=True, file=str(page))


def test_page_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Nothing to draw into\n")
    with pytest.raises(CommandError, match="marks"):
        call_command("draw_transitions", file=str(page))


def test_ci_checks_the_drawing() -> None:
    assert "draw_transitions --check" in (ROOT / ".ci" / "run").read_text()
