"""What a question is, and how answers are judged. Nothing here guesses: bad input is an error."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from clinic_site.foundation.text.marks import gettext_noop as _
from clinic_site.foundation.warning_signs import Level, Sign


class Answer(StrEnum):
    """What a person may say to a question. "Not sure" is an answer, and is taken seriously."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not-sure"


ANSWER_LABELS: Mapping[str, str] = {
    Answer.YES: _("Yes"),
    Answer.NO: _("No"),
    Answer.NOT_SURE: _("Not sure"),
}


class Outcome(StrEnum):
    """Where the safety questions lead: to the times, or to one of the two pages without times."""

    CLEAR = "clear"
    URGENT = "urgent"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Question:
    """A question about several things at once, each shown as a bullet: yes if any one of them fits.

    `level` is what a yes means. It is None in a checklist, whose answers decide nothing.
    """

    key: str
    text: str
    hint: str
    bullets: tuple[Sign, ...]
    level: Level | None = None

    @property
    def signs(self) -> tuple[str, ...]:
        """Return the keys of the bullets."""
        return tuple(bullet.key for bullet in self.bullets)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """One version of some questions that are asked together."""

    name: str
    version: int
    questions: tuple[Question, ...]

    def __str__(self) -> str:
        return f"Version {self.version} of {self.name}"


def newest(versions: Mapping[int, QuestionSet]) -> QuestionSet:
    """Return the version with the highest number."""
    return versions[max(versions)]


def missing(question_set: QuestionSet, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the questions without an answer. ValueError for an answer that cannot be one."""
    given = _read(question_set, answers)
    return tuple(question.key for question in question_set.questions if question.key not in given)


def safety_outcome(question_set: QuestionSet, answers: Mapping[str, str]) -> Outcome:
    """Judge the answers to the safety questions.

    One yes to an emergency question is enough, even while others wait for an answer. Short of
    that, every question must be answered: ValueError if not, and for what cannot be an answer.
    """
    given = _read(question_set, answers)
    levels = {
        question.level
        for question in question_set.questions
        if given.get(question.key) is Answer.YES
    }
    if Level.EMERGENCY in levels:
        return Outcome.EMERGENCY
    _require_all(question_set, given)
    if levels or Answer.NOT_SURE in given.values():
        return Outcome.URGENT
    return Outcome.CLEAR


def signs_said(
    question_set: QuestionSet, answers: Mapping[str, str], answer: Answer, *levels: Level
) -> tuple[str, ...]:
    """Return the signs, as shown, of the questions of these levels that were answered so."""
    return tuple(
        bullet.text
        for question in question_set.questions
        if question.level in levels and answers.get(question.key) == answer
        for bullet in question.bullets
    )


def flags(question_set: QuestionSet, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the questions answered yes or not sure, in their order, for the reviewer.

    ValueError if an answer is missing or cannot be one, as silence must not look like a no.
    """
    given = _read(question_set, answers)
    _require_all(question_set, given)
    return tuple(
        question.key for question in question_set.questions if given[question.key] is not Answer.NO
    )


def _read(question_set: QuestionSet, answers: Mapping[str, str]) -> dict[str, Answer]:
    unknown = set(answers) - {question.key for question in question_set.questions}
    if unknown:
        raise ValueError(f"{question_set} does not ask: {', '.join(sorted(unknown))}")
    return {key: Answer(value) for key, value in answers.items()}


def _require_all(question_set: QuestionSet, given: Mapping[str, str]) -> None:
    unanswered = missing(question_set, given)
    if unanswered:
        raise ValueError(f"{question_set} lacks answers: {', '.join(unanswered)}")
