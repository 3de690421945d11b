"""The sealed parts of a booking, as far as one member of staff may read them.

Answers stand beside the very words that were asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from intake import envelopes
from intake.exceptions import EnvelopeError, NotAllowed
from intake.models import Booking
from intake.triage.question_sets import questions_asked
from intake.triage.questions import ANSWER_LABELS, Answer

PAGE = "booking"
"""The page's name in the read log."""


class Access(StrEnum):
    """Why a private part is shown or not."""

    OPEN = "open"
    CLOSED = "closed"  # this person may not read it
    GONE = "gone"  # deleted on the clock
    BROKEN = "broken"  # does not open


@dataclass(frozen=True, slots=True)
class Private:
    """A sealed part, if this person may read it and it opens."""

    access: Access
    data: Any = field(default_factory=dict)

    @property
    def opened(self) -> Any:
        """Return what it holds; None where it is not shown."""
        return self.data if self.access is Access.OPEN else None


def open_contact(booking: Booking, *, by: User, page: str, now: datetime) -> Private:
    """Open who the person is and how to reach them, if this member of staff may."""
    return _open(
        booking,
        lambda: envelopes.open(booking.id, envelopes.CONTACT, by=by, page=page, now=now),
    )


def open_answers(booking: Booking, by: User, now: datetime) -> Private:
    """Open what the patient answered, and what they want us to know."""

    def read() -> dict[str, Any]:
        data = envelopes.open(booking.id, envelopes.ANSWERS, by=by, page=PAGE, now=now)
        sets = read_answers(data)
        return {
            "sealed": data,
            "sets": sets,
            "unfolded": any(one.unfolded for one in sets),
            "reason": data.get("reason") or "",
        }

    return _open(booking, read)


def read_notes(booking: Booking, by: User, now: datetime) -> Private:
    """Open the notes of colleagues."""

    def read() -> list[dict[str, Any]]:
        notes = envelopes.open_notes(booking.id, by=by, page=PAGE, now=now)
        return [{**note, "when": datetime.fromisoformat(note["at"])} for note in notes]

    return _open(booking, read)


def _open(booking: Booking, opener: Callable[[], Any]) -> Private:
    try:
        return Private(Access.OPEN, opener())
    except NotAllowed:
        return Private(Access.CLOSED)
    except EnvelopeError:
        return Private(Access.GONE if booking.purged_at else Access.BROKEN)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer. `before` is a different answer to the same question that was given earlier."""

    question: str
    points: tuple[str, ...]
    said: str
    is_flag: bool
    before: str = ""
    before_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnsweredSet:
    """The answers to one version of a set of questions, in its order."""

    title: str
    version: int
    given: tuple[GivenAnswer, ...]

    @property
    def unfolded(self) -> tuple[GivenAnswer, ...]:
        """What a reviewer must see: all that is not, or was not at first, a plain no."""
        return tuple(given for given in self.given if given.is_flag or given.before)

    @property
    def folded(self) -> tuple[GivenAnswer, ...]:
        """The plain answers."""
        return tuple(given for given in self.given if not (given.is_flag or given.before))


# A sealed set of answers: the name of its checklist (none for safety), its version, the answers.
SealedSet = Mapping[str, Any]


def read_answers(sealed: Mapping[str, Any]) -> tuple[AnsweredSet, ...]:
    """Read the sealed answers of a booking: those that hold, then those to a dropped checklist."""
    holding: list[SealedSet] = [
        sealed[step] for step in ("safety", "checklist") if sealed.get(step)
    ]
    earlier: Sequence[SealedSet] = sealed.get("earlier") or ()
    names = {_name(one) for one in holding}
    dropped = {_name(one): one for one in earlier if _name(one) not in names}
    return (
        *(_read_set(one, [e for e in earlier if _name(e) == _name(one)]) for one in holding),
        *(
            _read_set(one, (), note=_("given before another service was chosen"))
            for one in dropped.values()
        ),
    )


def differing_answers(
    own: Mapping[str, Any], other: Mapping[str, Any], at: datetime
) -> tuple[GivenAnswer, ...]:
    """Return the questions that another request, made at that time, answered differently.

    Both are the sealed answers of a booking; what each changed on its way counts too.
    """
    sets = [other[step] for step in ("safety", "checklist") if other.get(step)]
    sets += other.get("earlier") or ()
    earlier = [{"at": at.isoformat(), **one} for one in sets]
    compared = read_answers({**own, "earlier": earlier})
    return tuple(given for one in compared for given in one.given if given.before)


def _name(sealed: SealedSet) -> str:
    return str(sealed.get("name") or "")


def _read_set(sealed: SealedSet, earlier: Sequence[SealedSet], note: str = "") -> AnsweredSet:
    name, version, answers = _name(sealed), int(sealed["version"]), sealed["answers"]
    questions = questions_asked(name, version)
    title = _("Checklist: %(name)s") % {"name": name} if name else _("Safety questions")
    given = []
    for key in [*questions, *(key for key in answers if key not in questions)]:
        answer, question = answers.get(key, ""), questions.get(key)
        changed = [one for one in earlier if one["answers"].get(key, answer) != answer]
        # Among several earlier answers, a yes is the one to ask about.
        changed.sort(key=lambda one: one["answers"][key] != Answer.YES)
        given.append(
            GivenAnswer(
                # Where the words are lost, the key is shown.
                question=_(question.text) if question else key,
                points=tuple(_(bullet.text) for bullet in question.bullets) if question else (),
                said=_say(answer),
                is_flag=answer != Answer.NO,
                before=_say(changed[0]["answers"][key]) if changed else "",
                before_at=datetime.fromisoformat(changed[0]["at"]) if changed else None,
            )
        )
    return AnsweredSet(f"{title} ({note})" if note else title, version, tuple(given))


def _say(answer: str) -> str:
    return _(ANSWER_LABELS[answer]) if answer in ANSWER_LABELS else _("No answer")
