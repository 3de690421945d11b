"""Who writes the text of which letter.

The outbox knows neither app; each app registers a renderer for the kinds it owns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a renderer is told: which letter, about what, at which version of it."""

    kind: str
    subject: UUID
    version: int
    to_staff: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A letter ready to send. `calendar` is an iCalendar part with its method."""

    to: tuple[str, ...]
    subject: str
    text: str
    calendar: bytes | None = None
    calendar_method: str = ""


class NoAddress(Exception):
    """Nobody can be written to: the letter becomes "phone this person" on the desk."""


Renderer = Callable[[LetterFacts, datetime], Message | None]

_renderers: dict[str, Renderer] = {}
_names: dict[str, Promise] = {}


def register(prefix: str, renderer: Renderer, names: Mapping[str, Promise] | None = None) -> None:
    """Let a renderer write every letter whose kind begins with the prefix.

    The renderer returns None when the letter is no longer true, and raises NoAddress when there
    is nobody to write to. names says what the staff call each kind.
    """
    _renderers[prefix] = renderer
    _names.update(names or {})


def name_of(kind: str) -> str:
    """Give what the staff call letters of this kind; the kind itself if nobody named it."""
    return str(_names.get(kind, kind))


def render(facts: LetterFacts, now: datetime) -> Message | None:
    """Write the letter as things stand now. Raises LookupError for a kind that nobody owns."""
    for prefix, renderer in _renderers.items():
        if facts.kind.startswith(prefix):
            return renderer(facts, now)
    raise LookupError(facts.kind)
