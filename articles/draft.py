"""What an article says, as plain values: the one shape that the gate judges and rendering sets.

Pure: no ORM, no request, no clock. `Article.to_draft()` makes one from the database.
"""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How sure we are of a claim, strongest first; the last two are advice, not trial results."""

    STRONG = "strong"
    MODERATE = "moderate"
    LOW = "low"
    AGAINST = "against"
    SAFETY = "safety"


class Kind(StrEnum):
    """What an article is about. Conditions and treatments need a care card."""

    CONDITION = "condition"
    TREATMENT = "treatment"
    LIVING = "living"


class Status(StrEnum):
    """Whether a source still stands."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands today, and the key of the one that takes its place ("" if none).

    A fact of the day and not part of any text: the gate is handed it, so that an old edition is
    judged by what is known now.
    """

    status: Status
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
    kind: Kind
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
