"""The sets of questions that there are, by version; the newest is asked."""

from collections.abc import Mapping
from types import MappingProxyType

from intake.triage import safety, traction
from intake.triage.questions import Question, QuestionSet, newest

SAFETY: Mapping[int, QuestionSet] = MappingProxyType({1: safety.VERSION_1})
CHECKLISTS: Mapping[str, Mapping[int, QuestionSet]] = MappingProxyType(
    {"traction": MappingProxyType({1: traction.VERSION_1})}
)


def current_safety() -> QuestionSet:
    """Return the safety questions to ask from now on."""
    return newest(SAFETY)


def current_checklist(name: str) -> QuestionSet:
    """Return the checklist to ask from now on; KeyError if no checklist has this name."""
    return newest(CHECKLISTS[name])


def questions_asked(checklist: str, version: int) -> dict[str, Question]:
    """Return what a version asked, by key, or nothing where the words are lost; "" means safety."""
    asked = (CHECKLISTS.get(checklist, {}) if checklist else SAFETY).get(version)
    return {question.key: question for question in asked.questions} if asked else {}
