"""The difference between two editions, or a draft and an edition, said in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.differences.compare import Change, DifferenceRow, compare
from articles.models import Article, Claim, Edition
from articles.models.article import CareCard
from articles.rendering.serving import fill_text
from clinic_site.foundation.clinic.models import Clinic

_CODES: Mapping[str, type[Article.KindChoice | CareCard | Claim.GradeChoice]] = {
    "kind": Article.KindChoice,
    "care_cards": CareCard,
    "care_card": CareCard,
    "grade": Claim.GradeChoice,
}
_NAMES: Mapping[str, Promise | str] = {
    "title": _("Title"),
    "slug": _("Address"),
    "kind": _("About"),
    "summary": _("Summary"),
    "key_points": _("Key points"),
    "care_cards": _("Care cards"),
    "not_known": _("What we do not know yet"),
    "questions": _("Questions to ask"),
    "references": _("References"),
    "warning_signs": _("Version of the shared warning signs"),
    "words": _("Words explained"),
    "heading": _("Heading"),
    "item": _("List item"),
    "cell": _("Table cell"),
    "link": _("Link"),
    "claim": _("Claim"),
    "grade": _("How sure we are"),
    "figure": _("Figure"),
    "picture": _("Picture"),
    "care_card": _("Care card"),
    "formatting": _("Formatting"),
    "paragraph": "",
}
_CHANGES: Mapping[Change, Promise] = {
    Change.CHANGED: _("Changed"),
    Change.ADDED: _("Added"),
    Change.REMOVED: _("Removed"),
    Change.MOVED: _("Moved"),
}


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part that differs, its name, and what became of it, in words.

    Each row comes with what kind of line it is, or "" where that is plain to see.
    """

    name: str
    changes: tuple[str, ...]
    rows: tuple[tuple[str, DifferenceRow], ...]


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """For the template: the parts that differ, and the names of those that do not."""

    changed: tuple[ShownPart, ...]
    same: tuple[str, ...]
    is_same_page: bool


def difference(
    before: Edition | None, after: Edition, clinic: Clinic | None = None
) -> ShownDifference:
    """Tell what became of one edition in another; None stands for nothing published.

    With the clinic, its facts stand where the texts name them, as readers would see them.

    `is_same_page` is false if the pages differ although no part does: the words that the page
    takes from elsewhere were changed, such as a glossary word.
    """
    old, new = before.snapshot if before else {}, after.snapshot
    if clinic:
        old, new = _filled(old, clinic), _filled(new, clinic)
    found = compare(old, new, _speak)
    changed = []
    for part in found.changed:
        changes = [] if part.change is Change.SAME else [part.change]
        if part.moved:
            changes.append(Change.MOVED)
        is_section = part.place == "section"
        changed.append(
            ShownPart(
                name=part.heading if is_section else _name(part.place),
                changes=tuple(str(_CHANGES[change]) for change in changes),
                rows=tuple(
                    (_name(row.kind) if is_section and row.kind else "", row) for row in part.rows
                ),
            )
        )
    return ShownDifference(
        changed=tuple(changed),
        same=tuple(part.heading or _name(part.place) for part in found.same),
        is_same_page=before is not None and before.digest == after.digest,
    )


def _filled(value: Any, clinic: Clinic) -> Any:
    if isinstance(value, str):
        return fill_text(value, clinic)
    if isinstance(value, Mapping):
        return {name: _filled(inner, clinic) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(inner, clinic) for inner in value]
    return value


def _speak(field: str, code: str) -> str:
    choices: dict[Any, Any] = dict(_CODES[field].choices) if field in _CODES else {}
    return str(choices.get(code, code))


def _name(place: str) -> str:
    return str(_NAMES.get(place, place.replace("_", " ").capitalize()))
