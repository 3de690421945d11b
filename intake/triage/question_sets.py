"""The sets of questions that there are, by version; the newest is asked."""

from collections.abc import Mapping
from types import MappingProxyType

from intake.triage import safety, traction
from intake.triage.questions import QuestionSet, newest

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
