"""What the gate says: a finding, with where it is and how to fix it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from articles.draft import ClaimText, Draft, SourceStanding
from articles.markup import Outline, outline
from clinic_site.foundation.text.marks import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a name for people, and the field of the form that holds it.

    `section` is counted from 0 in the order of the page, `claim` from 0 within its section.
    """

    name: str
    field: str
    section: int | None = None
    claim: int | None = None


TITLE = Place(_("Title"), "title")
SUMMARY = Place(_("Summary"), "summary")
KEY_POINTS = Place(_("Key points"), "key_points")
CARE_CARDS = Place(_("Whole page"), "care_cards")
NOT_KNOWN = Place(_("What we do not know yet"), "not_known")
QUESTIONS = Place(_("Questions to ask"), "questions")
SOURCES = Place(_("Whole page"), "sources")
# What is wrong with the text as a whole has no field of its own: the first text begins it.
WHOLE_PAGE = Place(_("Whole page"), "summary")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to fix. Errors block publication; the others need a reason to be overridden.

    `message` and `fix` are English with named gaps, filled from `facts` after translation.
    """

    code: str
    place: Place
    message: str
    fix: str
    is_error: bool
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def where(self) -> str:
        """The name of its place: a heading, or a part of every page."""
        return self.place.name

    def said(self, translate: Callable[[str], str] = str) -> str:
        """Return what is wrong, in full."""
        return translate(self.message).format(**self.facts)

    def advice(self, translate: Callable[[str], str] = str) -> str:
        """Return how to fix it, in full."""
        return translate(self.fix).format(**self.facts)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft with its bodies read once, and the facts a rule may need from outside."""

    draft: Draft
    outlines: tuple[tuple[Place, Outline], ...]
    reachable: frozenset[str]
    year: int
    standings: Mapping[str, SourceStanding]

    def claims(self) -> Iterator[tuple[Place, ClaimText]]:
        """Yield every claim with its place."""
        for at, section in enumerate(self.draft.sections):
            for number, claim in enumerate(section.claims):
                yield Place(section.heading, "text", at, number), claim

    def prose(self) -> list[tuple[Place, str]]:
        """Every text a reader meets, each with its place. Citations are left out."""
        draft = self.draft
        found = [(TITLE, draft.title), (SUMMARY, draft.summary)]
        found += [(KEY_POINTS, point) for point in draft.key_points]
        for section, (place, body) in zip(draft.sections, self.outlines, strict=True):
            found.append((replace(place, field="heading"), section.heading))
            found += [(place, block.text) for block in body.blocks]
            # One choice of the form holds the drawing or the picture.
            shown = replace(place, field="figure")
            if section.figure:
                found += [(shown, section.figure.alt), (shown, section.figure.caption)]
            if picture := section.picture:
                said = (picture.alt, picture.caption, picture.credit, picture.license)
                found += [(shown, text) for text in said]
        for place, claim in self.claims():
            found += [(place, claim.text), (replace(place, field="not_known"), claim.not_known)]
        found += [(NOT_KNOWN, item) for item in draft.not_known]
        found += [(QUESTIONS, item) for item in draft.questions]
        return [(place, text) for place, text in found if text]


def read_page(
    draft: Draft, *, reachable: frozenset[str], year: int, standings: Mapping[str, SourceStanding]
) -> DraftPage:
    """Read the bodies of a draft."""
    outlines = tuple(
        (Place(section.heading, "body", at), outline(section.body))
        for at, section in enumerate(draft.sections)
    )
    return DraftPage(draft, outlines, reachable, year, standings)


def error(code: str, place: Place, message: str, fix: str, **facts: str) -> Finding:
    """Return a finding that blocks publication."""
    return Finding(code, place, message, fix, is_error=True, facts=facts)


def warning(code: str, place: Place, message: str, fix: str, **facts: str) -> Finding:
    """Return a finding that may be overridden with a reason."""
    return Finding(code, place, message, fix, is_error=False, facts=facts)
