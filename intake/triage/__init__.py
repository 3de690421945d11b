"""The questions asked before a booking, and what their answers lead to. Pure: no rows, no clock.

Each set of questions has a version, and the older versions stay here, so that a reviewer can read
an answer beside the very words it was given to. A new wording is a new version, never an edit.
The safety questions decide which page comes next; a checklist only flags, for people to decide.
"""

from collections.abc import Mapping
from types import MappingProxyType

from intake.triage import safety, traction
from intake.triage.headings import EMERGENCY_HEADING, URGENT_HEADING
from intake.triage.questions import (
    Answer,
    Outcome,
    Question,
    QuestionSet,
    flags,
    missing,
    newest,
    safety_outcome,
    signs_said,
)

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


__all__ = [
    "CHECKLISTS",
    "EMERGENCY_HEADING",
    "SAFETY",
    "URGENT_HEADING",
    "Answer",
    "Outcome",
    "Question",
    "QuestionSet",
    "current_checklist",
    "current_safety",
    "flags",
    "missing",
    "newest",
    "safety_outcome",
    "signs_said",
]
