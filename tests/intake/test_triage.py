import re
from dataclasses import replace
from itertools import product

import pytest

from clinic_site.foundation.warning_signs import CURRENT, WORDINGS, Level, Sign
from intake.triage.question_sets import CHECKLISTS, SAFETY, current_checklist, current_safety
from intake.triage.questions import (
    Answer,
    Outcome,
    Question,
    QuestionSet,
    flags,
    missing,
    newest,
    safety_outcome,
)

SAFE = SAFETY[1]
TRACTION = CHECKLISTS["traction"][1]
EVERY_SET = [*SAFETY.values(), *(one for some in CHECKLISTS.values() for one in some.values())]

# What speaks against traction, what to look at first, and what the clinician has yet to confirm.
DO_NOT_USE = """
    red-flag fracture-injury tumor infection cord-or-large-disc osteoporosis inflamed-joints
    unstable-spine pregnancy hardware-surgery blood-thinners ankylosing-spondylitis
    vessel-disease heart-lung hiatus-hernia other-hernia worse-with-traction
"""
CHECK_FIRST = """
    claustrophobia flexible-joints new-inflammation blood-pressure easy-bruising thin-bones
    narrow-canal skin-ribs cannot-say-stop over-the-limit long-term-steroids under-18
"""
TO_CONFIRM = """
    red-flag long-term-steroids easy-bruising other-hernia skin-ribs cannot-say-stop
    over-the-limit under-18
"""


def all_no(questions: QuestionSet) -> dict[str, str]:
    return {question.key: "no" for question in questions.questions}


def keys(level: Level) -> list[str]:
    return [question.key for question in SAFE.questions if question.level is level]


def question_with(sign: str) -> Question:
    [question] = [question for question in SAFE.questions if sign in question.signs]
    return question


def test_safety_questions_are_six_and_cover_every_sign_once() -> None:
    asked = [sign for question in SAFE.questions for sign in question.signs]
    signs = WORDINGS[1].emergency.signs + WORDINGS[1].urgent.signs
    assert len(SAFE.questions) == 6
    assert sorted(asked) == sorted(sign.key for sign in signs)


def test_words_of_a_sign_are_those_of_its_card() -> None:
    for question in SAFE.questions:
        assert question.bullets == tuple(WORDINGS[1].sign(key) for key in question.signs)


def test_current_questions_cover_the_current_signs() -> None:
    """A sign added to the cards must also be asked about."""
    asked = {sign for question in current_safety().questions for sign in question.signs}
    assert asked == {sign.key for sign in CURRENT.emergency.signs + CURRENT.urgent.signs}


@pytest.mark.parametrize("sign", WORDINGS[1].emergency.signs, ids=lambda sign: sign.key)
def test_each_emergency_sign_alone_leads_to_the_emergency_page(sign: Sign) -> None:
    key = question_with(sign.key).key
    assert safety_outcome(SAFE, all_no(SAFE) | {key: "yes"}) is Outcome.EMERGENCY


@pytest.mark.parametrize("sign", WORDINGS[1].urgent.signs, ids=lambda sign: sign.key)
def test_each_urgent_sign_alone_leads_to_the_urgent_page(sign: Sign) -> None:
    key = question_with(sign.key).key
    assert safety_outcome(SAFE, all_no(SAFE) | {key: "yes"}) is Outcome.URGENT


@pytest.mark.parametrize("key", [question.key for question in SAFE.questions])
def test_each_not_sure_alone_leads_to_the_urgent_page(key: str) -> None:
    assert safety_outcome(SAFE, all_no(SAFE) | {key: "not-sure"}) is Outcome.URGENT


def test_only_no_to_everything_is_clear() -> None:
    """All 729 ways to answer six questions, judged by the rule in its plainest form."""
    for given in product(Answer, repeat=len(SAFE.questions)):
        answers = dict(zip(all_no(SAFE), given, strict=True))
        if any(answers[key] == "yes" for key in keys(Level.EMERGENCY)):
            expected = Outcome.EMERGENCY
        elif set(given) != {Answer.NO}:
            expected = Outcome.URGENT
        else:
            expected = Outcome.CLEAR
        assert safety_outcome(SAFE, answers) is expected


def test_emergency_does_not_wait_for_the_other_answers() -> None:
    assert safety_outcome(SAFE, {"legs": "yes"}) is Outcome.EMERGENCY


@pytest.mark.parametrize("answers", [{}, {"infection": "yes"}, {"legs": "not-sure"}])
def test_short_of_an_emergency_every_question_must_be_answered(answers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Version 1 of safety lacks answers"):
        safety_outcome(SAFE, answers)


def test_missing_names_the_questions_in_their_order() -> None:
    answers = all_no(SAFE)
    del answers["pain-pattern"], answers["legs"]
    assert missing(SAFE, answers) == ("legs", "pain-pattern")
    assert missing(SAFE, all_no(SAFE)) == ()


@pytest.mark.parametrize("value", ["", "Yes", "YES", "maybe", "not sure", "1", "no "])
def test_value_that_is_no_answer_is_an_error(value: str) -> None:
    answers = all_no(SAFE) | {"legs": value}
    for judge in (missing, safety_outcome, flags):
        with pytest.raises(ValueError, match="is not a valid Answer"):
            judge(SAFE, answers)


def test_question_that_was_never_asked_is_an_error() -> None:
    answers = all_no(SAFE) | {"hiccups": "yes"}
    for judge in (missing, safety_outcome, flags):
        with pytest.raises(ValueError, match="does not ask: hiccups"):
            judge(SAFE, answers)


def test_flags_are_every_yes_and_every_not_sure_in_their_order() -> None:
    answers = all_no(TRACTION) | {"table": "yes", "bones": "not-sure"}
    assert flags(TRACTION, answers) == ("bones", "table")
    assert flags(TRACTION, all_no(TRACTION)) == ()


def test_silence_is_not_a_no() -> None:
    with pytest.raises(ValueError, match="Version 1 of traction lacks answers: bones"):
        flags(TRACTION, {key: "no" for key in all_no(TRACTION) if key != "bones"})


def test_traction_checklist_covers_every_item_once() -> None:
    asked = [item for question in TRACTION.questions for item in question.signs]
    assert sorted(asked) == sorted(DO_NOT_USE.split() + CHECK_FIRST.split())
    assert len(TRACTION.questions) <= 10


def test_traction_checklist_only_flags() -> None:
    assert {question.level for question in TRACTION.questions} == {None}


def test_what_the_clinics_clinician_has_yet_to_confirm_stays_marked() -> None:
    bullets = [bullet for question in TRACTION.questions for bullet in question.bullets]
    assert {bullet.key for bullet in bullets if bullet.for_clinician} == set(TO_CONFIRM.split())


def test_unknown_checklist_is_an_error() -> None:
    with pytest.raises(KeyError):
        current_checklist("crystals")


def test_answers_to_version_1_can_be_read_after_version_2_exists() -> None:
    question = Question("all", "Is anything wrong?", "", SAFE.questions[0].bullets, Level.EMERGENCY)
    versions = {**SAFETY, 2: replace(SAFE, version=2, questions=(question,))}
    old = all_no(SAFE) | {"infection": "yes", "legs": "not-sure"}

    assert newest(versions).version == 2
    assert safety_outcome(versions[1], old) is Outcome.URGENT
    assert flags(versions[1], old) == ("legs", "infection")
    with pytest.raises(ValueError, match="Version 2 of safety does not ask"):
        flags(versions[2], old)
    assert safety_outcome(versions[2], {"all": "yes"}) is Outcome.EMERGENCY


def test_newest_version_is_asked() -> None:
    assert current_safety() is SAFETY[max(SAFETY)]
    assert current_checklist("traction") is CHECKLISTS["traction"][max(CHECKLISTS["traction"])]


def test_sets_are_kept_by_their_version_and_name() -> None:
    assert {version: one.version for version, one in SAFETY.items()} == {1: 1}
    assert {
        (name, version): (one.name, one.version)
        for name, versions in CHECKLISTS.items()
        for version, one in versions.items()
    } == {("traction", 1): ("traction", 1)}


@pytest.mark.parametrize("questions", EVERY_SET, ids=lambda one: f"{one.name}-{one.version}")
def test_questions_can_be_answered_with_yes_or_no(questions: QuestionSet) -> None:
    assert len(all_no(questions)) == len(questions.questions)
    for question in questions.questions:
        assert question.text.endswith("?")
        assert len(question.text.split()) < 20
        assert question.hint
        for bullet in question.bullets:
            assert bullet.text.endswith(".")
            for sentence in re.split(r"(?<=[.:])\s", bullet.text):
                assert len(sentence.split()) < 20, sentence
