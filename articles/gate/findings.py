"""What the gate says: a finding, with where it is and how to mend it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from articles.draft import Draft
from articles.markup import Outline, outline


def _(text: str) -> str:
    """Mark a text for makemessages; it is translated when it is shown."""
    return text


SUMMARY = _("Summary")
KEY_POINTS = _("Key points")
NOT_KNOWN = _("What we do not know yet")
WHOLE_PAGE = _("Whole page")
TITLE = _("Title")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. Errors block publication; the others need a reason to be overridden.

    `message` and `mend` are English with named gaps, filled from `facts` after translation.
    """

    code: str
    where: str
    message: str
    mend: str
    is_error: bool
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def said(self, translate: Callable[[str], str] = str) -> str:
        """Return what is wrong, in full."""
        return translate(self.message).format(**self.facts)

    def advice(self, translate: Callable[[str], str] = str) -> str:
        """Return how to mend it, in full."""
        return translate(self.mend).format(**self.facts)


@dataclass(frozen=True, slots=True)
class Page:
    """A draft with its bodies read once, and the facts a rule may need from outside."""

    draft: Draft
    outlines: tuple[tuple[str, Outline], ...]
    reachable: frozenset[str]
    year: int

    def prose(self) -> list[tuple[str, str]]:
        """Every text a reader meets, each with the name of its place. Citations are left out."""
        draft = self.draft
        found = [(TITLE, draft.title), (SUMMARY, draft.summary)]
        found += [(KEY_POINTS, point) for point in draft.key_points]
        for section, (heading, body) in zip(draft.sections, self.outlines, strict=True):
            found.append((heading, heading))
            found += [(heading, block.text) for block in body.blocks]
            found += [(heading, claim.text) for claim in section.claims]
        found += [(NOT_KNOWN, item) for item in draft.not_known]
        return [(place, text) for place, text in found if text]


def read(draft: Draft, *, reachable: frozenset[str], year: int) -> Page:
    """Read the bodies of a draft."""
    outlines = tuple((section.heading, outline(section.body)) for section in draft.sections)
    return Page(draft, outlines, reachable, year)


def error(code: str, where: str, message: str, mend: str, **facts: str) -> Finding:
    """Return a finding that blocks publication."""
    return Finding(code, where, message, mend, is_error=True, facts=facts)


def warning(code: str, where: str, message: str, mend: str, **facts: str) -> Finding:
    """Return a finding that may be overridden with a reason."""
    return Finding(code, where, message, mend, is_error=False, facts=facts)
