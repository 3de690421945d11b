"""Who writes the text of which notification.

The outbox knows neither app; each app registers a renderer for the kinds it owns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class NotificationFacts:
    """What a renderer is told: which notification, about what, at which version of it."""

    kind: str
    subject: UUID
    version: int
    to_staff: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A notification ready to send. `calendar` is an iCalendar part with its method."""

    to: tuple[str, ...]
    subject: str
    text: str
    calendar: bytes | None = None
    calendar_method: str = ""


class NoAddress(Exception):
    """Nobody can be written to: the notification becomes "phone this person" on the desk."""


Renderer = Callable[[NotificationFacts, datetime], Message | None]

_renderers: dict[str, Renderer] = {}
_names: dict[str, Promise] = {}


def register(prefix: str, renderer: Renderer, names: Mapping[str, Promise] | None = None) -> None:
    """Let a renderer write every notification whose kind begins with the prefix.

    The renderer returns None when the notification is no longer true, and raises NoAddress when
    there is nobody to write to. names says what the staff call each kind.
    """
    _renderers[prefix] = renderer
    _names.update(names or {})


def name_of(kind: str) -> str:
    """Return what the staff call notifications of this kind; the kind itself if nobody named it."""
    return str(_names.get(kind, kind))


def render(facts: NotificationFacts, now: datetime) -> Message | None:
    """Write the notification as things stand now. Raises LookupError for an unknown kind."""
    for prefix, renderer in _renderers.items():
        if facts.kind.startswith(prefix):
            return renderer(facts, now)
    raise LookupError(facts.kind)
