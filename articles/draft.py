"""What an article says, as plain values: the one shape that the gate judges and rendering sets.

Pure: no ORM, no request, no clock. `Article.to_draft()` makes one from the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeVar


class Grade(StrEnum):
    """How sure we are of a claim, strongest first; the last two are advice, not trial results."""

    STRONG = "strong"
    MODERATE = "moderate"
    LOW = "low"
    AGAINST = "against"
    SAFETY = "safety"


class ArticleKind(StrEnum):
    """What an article is about. Conditions and treatments need a care card."""

    CONDITION = "condition"
    TREATMENT = "treatment"
    LIVING = "living"


class SourceStatus(StrEnum):
    """Whether a source still stands."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class SourceStanding:
    """How a source stands today, and the key of the one that takes its place ("" if none).

    A fact of the day and not part of any text: the gate is handed it, so that an old edition is
    judged by what is known now.
    """

    status: SourceStatus
    newer: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the reference list."""

    key: str
    citation: str
    url: str
    year: int | None


@dataclass(frozen=True, slots=True)
class ClaimText:
    """One graded sentence, the keys of the sources that bear it out, and what is not known."""

    key: str
    text: str
    grade: Grade
    references: tuple[str, ...]
    not_known: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of the house. `alt` is empty only for one that is `decorative`."""

    key: str
    alt: str
    caption: str
    decorative: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """An uploaded picture in the sizes kept. `alt` is empty only for one that is `decorative`.

    `height` goes with the last of `widths`. `focus` is the point, in percent from the left and
    from the top, that stays in view where the picture is cut; None: it is shown whole.
    """

    key: str
    widths: tuple[int, ...]
    height: int
    alt: str
    caption: str
    decorative: bool = False
    credit: str = ""
    license: str = ""
    license_url: str = ""
    focus: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section under its own level-2 heading. `body` is HTML as staff left it: not yet safe."""

    heading: str
    body: str
    claims: tuple[ClaimText, ...] = ()
    figure: Figure | None = None
    care_card: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole article before it is set. `references` holds every source it lists."""

    slug: str
    title: str
    kind: ArticleKind
    summary: str
    key_points: tuple[str, ...] = ()
    care_cards: tuple[str, ...] = ()
    sections: tuple[SectionText, ...] = ()
    not_known: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    references: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A glossary word and what it means."""

    term: str
    definition: str


Shape = TypeVar("Shape", ClaimText, Draft, Figure, Picture, SectionText, Source)


def draft_from_snapshot(snapshot: Mapping[str, Any]) -> Draft:
    """Return the draft that was frozen into this snapshot."""
    whole = _shaped(Draft, snapshot)
    return replace(
        whole,
        kind=ArticleKind(whole.kind),
        sections=tuple(_section(each) for each in snapshot.get("sections", ())),
        references=tuple(_shaped(Source, each) for each in snapshot.get("references", ())),
    )


def _section(frozen: Mapping[str, Any]) -> SectionText:
    figure, picture = frozen.get("figure"), frozen.get("picture")
    claims = (_shaped(ClaimText, each) for each in frozen.get("claims", ()))
    return replace(
        _shaped(SectionText, frozen),
        claims=tuple(replace(claim, grade=Grade(claim.grade)) for claim in claims),
        figure=_shaped(Figure, figure) if figure else None,
        picture=_shaped(Picture, picture) if picture else None,
    )


def _shaped(shape: type[Shape], frozen: Mapping[str, Any]) -> Shape:
    known = {each.name for each in fields(shape)}
    # JSON knows no tuples.
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in frozen.items()
        if name in known
    }
    return shape(**values)
