"""Sealed answers, beside the very words that were asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from intake.triage import CHECKLISTS, SAFETY, Answer, QuestionSet

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer. `before` is a different answer to the same question that was given earlier."""

    question: str
    points: tuple[str, ...]
    said: str
    is_flag: bool
    before: str = ""
    before_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to one version of a set of questions, in its order."""

    title: str
    version: int
    given: tuple[Given, ...]

    @property
    def unfolded(self) -> tuple[Given, ...]:
        """What a reviewer must see: all that is not, or was not at first, a plain no."""
        return tuple(given for given in self.given if given.is_flag or given.before)

    @property
    def folded(self) -> tuple[Given, ...]:
        """The plain answers."""
        return tuple(given for given in self.given if not (given.is_flag or given.before))


def read(answers: Line) -> tuple[Answered, ...]:
    """Read the sealed answers of a booking: those that hold, then those to a dropped checklist."""
    holding: list[Line] = [answers[step] for step in ("safety", "checklist") if answers.get(step)]
    earlier: Sequence[Line] = answers.get("earlier") or ()
    names = {_name(line) for line in holding}
    dropped = {_name(line): line for line in earlier if _name(line) not in names}
    return (
        *(_set(line, [e for e in earlier if _name(e) == _name(line)]) for line in holding),
        *(
            _set(line, (), note=_("given before another service was chosen"))
            for line in dropped.values()
        ),
    )


def differing(own: Line, other: Line, at: datetime) -> tuple[Given, ...]:
    """Return the questions that another request, made at that time, answered differently.

    Both are the sealed answers of a booking; what each changed on its way counts too.
    """
    lines = [other[step] for step in ("safety", "checklist") if other.get(step)]
    lines += other.get("earlier") or ()
    earlier = [{"at": at.isoformat(), **line} for line in lines]
    sets = read({**own, "earlier": earlier})
    return tuple(given for one in sets for given in one.given if given.before)


def _name(line: Line) -> str:
    return str(line.get("name") or "")


def _set(line: Line, earlier: Sequence[Line], note: str = "") -> Answered:
    name, version = _name(line), int(line["version"])
    asked = (CHECKLISTS.get(name, {}) if name else SAFETY).get(version)
    title = _("Checklist: %(name)s") % {"name": name} if name else _("Safety questions")
    return Answered(
        title=f"{title} ({note})" if note else title,
        version=version,
        given=tuple(
            _given(key, words, line["answers"].get(key, ""), earlier)
            for key, words in _asked(asked, line["answers"]).items()
        ),
    )


def _asked(
    asked: QuestionSet | None, answers: Mapping[str, str]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the words of each question; its key stands in for words that we do not have."""
    words: dict[str, tuple[str, tuple[str, ...]]] = {
        question.key: (_(question.text), tuple(_(bullet.text) for bullet in question.bullets))
        for question in (asked.questions if asked else ())
    }
    return words | {key: (key, ()) for key in answers if key not in words}


def _given(
    key: str, words: tuple[str, tuple[str, ...]], answer: str, earlier: Sequence[Line]
) -> Given:
    changed = [line for line in earlier if line["answers"].get(key, answer) != answer]
    # Of several earlier answers, a yes is the one to ask about.
    changed.sort(key=lambda line: line["answers"][key] != Answer.YES)
    first = changed[0] if changed else None
    return Given(
        question=words[0],
        points=words[1],
        said=_said(answer),
        is_flag=answer != Answer.NO,
        before=_said(first["answers"][key]) if first else "",
        before_at=datetime.fromisoformat(first["at"]) if first else None,
    )


def _said(answer: str) -> str:
    words = {Answer.YES: _("Yes"), Answer.NO: _("No"), Answer.NOT_SURE: _("Not sure")}
    return words[Answer(answer)] if answer in words else _("No answer")
