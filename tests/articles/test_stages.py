"""The stage of an article, by table; and whose turn it is."""

from itertools import product

import pytest

from articles.stages import (
    ELSEWHERE,
    FIXING_STEPS,
    LABELS,
    NEXT_STEPS,
    Facts,
    Hands,
    Shown,
    Stage,
    awaits,
    next_step,
    stage_of,
)

PAGE, GONE = Shown.PAGE, Shown.GONE


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        (Facts(), Stage.DRAFT),
        (Facts(is_submitted=True), Stage.IN_REVIEW),
        (Facts(is_signed=True), Stage.SIGNED_OFF),
        (Facts(is_scheduled=True), Stage.SCHEDULED),
        (Facts(shown=PAGE, says_shown=True), Stage.PUBLISHED),
        (Facts(shown=PAGE, says_shown=True, is_overdue=True), Stage.OVERDUE),
        (Facts(shown=GONE, says_shown=True), Stage.WITHDRAWN),
        # A newer draft over a live, an overdue or a withdrawn page.
        (Facts(shown=PAGE), Stage.DRAFT),
        (Facts(shown=PAGE, is_overdue=True), Stage.DRAFT),
        (Facts(shown=GONE), Stage.DRAFT),
        # Published as a sample, and demo mode is off.
        (Facts(says_shown=True), Stage.DRAFT),
        # A review of what readers see already.
        (Facts(shown=PAGE, says_shown=True, is_overdue=True, is_submitted=True), Stage.IN_REVIEW),
        (Facts(shown=PAGE, says_shown=True, is_signed=True), Stage.SIGNED_OFF),
        # What is under way goes first.
        (Facts(is_scheduled=True, is_signed=True), Stage.SIGNED_OFF),
        (Facts(is_submitted=True, is_signed=True), Stage.SIGNED_OFF),
        (Facts(shown=GONE, says_shown=True, is_overdue=True), Stage.WITHDRAWN),
    ],
)
def test_stage_follows_from_the_facts(facts: Facts, stage: Stage) -> None:
    assert stage_of(facts) == stage


def test_every_combination_of_facts_has_a_stage_and_every_stage_has_words() -> None:
    flags = list(product((False, True), repeat=5))
    found = {stage_of(Facts(shown, *each)) for shown in Shown for each in flags}
    assert found == set(Stage)
    assert set(LABELS) == set(NEXT_STEPS) == set(FIXING_STEPS) == set(Stage)


@pytest.mark.parametrize(
    ("stage", "hands", "is_own", "wanted"),
    [
        (Stage.DRAFT, Hands(submits=True), True, True),
        (Stage.DRAFT, Hands(signs_off=True, publishes=True), False, False),
        (Stage.IN_REVIEW, Hands(signs_off=True), False, True),
        (Stage.IN_REVIEW, Hands(signs_off=True), True, False),
        (Stage.IN_REVIEW, Hands(submits=True, publishes=True), False, False),
        (Stage.OVERDUE, Hands(signs_off=True), False, True),
        (Stage.SIGNED_OFF, Hands(publishes=True), True, True),
        (Stage.SIGNED_OFF, Hands(submits=True), True, False),
        (Stage.SCHEDULED, Hands(True, True, True), False, False),
        (Stage.PUBLISHED, Hands(True, True, True), False, False),
        (Stage.WITHDRAWN, Hands(True, True, True), False, False),
    ],
)
def test_whose_turn_it_is(stage: Stage, hands: Hands, *, is_own: bool, wanted: bool) -> None:
    assert awaits(stage, hands, is_own=is_own) is wanted


@pytest.mark.parametrize("stage", Stage)
def test_nobody_is_told_that_all_is_well_while_the_gate_finds_errors(stage: Stage) -> None:
    told = next_step(stage, has_errors=True, is_elsewhere=False)
    assert "fixes what is listed" in told
    assert told != next_step(stage, has_errors=False, is_elsewhere=False)


def test_next_step_of_a_page_that_moves_is_to_publish_it() -> None:
    assert next_step(Stage.PUBLISHED, has_errors=False, is_elsewhere=True) == ELSEWHERE
    assert next_step(Stage.DRAFT, has_errors=False, is_elsewhere=True) == NEXT_STEPS[Stage.DRAFT]
