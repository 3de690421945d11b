"""The whole page put together from a draft."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.draft import Draft, SectionText, Word
from articles.markup import CITATION, outline
from articles.rendering import parts
from articles.rendering.bodies import Glossary, set_body
from articles.rendering.parts import picture_figure
from clinic_site.foundation.warning_signs import CURRENT, Level

# Ids that the page itself uses.
TAKEN = (
    "not-known", "questions", "references", "main", "contents", "key-points", "about-this-page",
    "useful", "related",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished page with placeholders, and what goes with it."""

    html: str
    contents: list[dict[str, str]]
    plain_text: str
    references: list[dict[str, Any]]
    words: list[dict[str, str]]


class _Composer:
    def __init__(self, draft: Draft, words: Sequence[Word]) -> None:
        self.draft = draft
        self.glossary = Glossary(words)
        self.numbers = {source.key: at for at, source in enumerate(draft.references, start=1)}
        self.contents: list[dict[str, str]] = []
        self.ids = set(TAKEN)
        self.carried = {section.care_card for section in draft.sections}
        self.shown: set[str] = set()

    def page(self) -> str:
        draft = self.draft
        blocks = [self._page_card(level) for level in (Level.EMERGENCY, Level.URGENT)]
        blocks += [self._section(section) for section in draft.sections]
        blocks.append(self._page_card(Level.SELF_CARE))
        if draft.not_known:
            blocks.append(parts.unknown(draft.not_known))
            self.contents.append({"id": "not-known", "label": _("What we do not know yet")})
        if draft.questions:
            blocks.append(parts.questions(draft.questions))
            self.contents.append({"id": "questions", "label": _("Questions to ask")})
        if draft.references:
            blocks.append(parts.references(draft.references))
            self.contents.append({"id": "references", "label": _("References")})
        if self.glossary.used:
            blocks.append(parts.explained_words(self.glossary.used))
        return "\n".join(block for block in blocks if block)

    def _page_card(self, level: Level) -> str:
        # One card a level: a section that carries it has the better place for it.
        wanted = level in self.draft.care_cards and level not in self.carried
        return parts.card(CURRENT.card(level), 2) if wanted else ""

    def _section(self, section: SectionText) -> str:
        name = self._id(section.heading)
        self.contents.append({"id": name, "label": section.heading})
        heading = escape(section.heading)
        blocks = [
            f'<section class="section" aria-labelledby="{name}"><h2 id="{name}">{heading}</h2>',
            set_body(
                section.body, label=section.heading, numbers=self.numbers, glossary=self.glossary
            ),
        ]
        if section.care_card and section.care_card not in self.shown:
            self.shown.add(section.care_card)
            blocks.append(parts.card(CURRENT.card(Level(section.care_card)), 3))
        if section.figure:
            blocks.append(parts.figure(section.figure))
        if section.picture:
            blocks.append(picture_figure(section.picture))
        blocks += [parts.claim(said, self.numbers, self.glossary) for said in section.claims]
        return "\n".join(block for block in blocks if block) + "</section>"

    def _id(self, heading: str) -> str:
        wanted = slugify(heading) or "section"
        if wanted.startswith(("card-", "ref-", "word-")):
            wanted = f"section-{wanted}"
        name, count = wanted, 1
        while name in self.ids:
            count += 1
            name = f"{wanted}-{count}"
        self.ids.add(name)
        return name


def _plain_text(draft: Draft) -> str:
    """All that a search should find: not the citations, nor cards that many pages share."""
    lines: list[str] = []
    for section in draft.sections:
        lines += [section.heading, CITATION.sub("", outline(section.body).text)]
        if section.care_card:
            shown = CURRENT.card(Level(section.care_card))
            lines += [shown.lead, *(sign.text for sign in shown.signs)]
        lines += [line for said in section.claims for line in (said.text, said.not_known) if line]
    lines += draft.not_known
    return "\n".join((*draft.key_points, *lines))


def compose(draft: Draft, words: Sequence[Word]) -> Composed:
    """Set a draft. Wording of the cards is the current version, frozen into the page."""
    composer = _Composer(draft, words)
    html = composer.page()
    sources = [asdict(source) for source in draft.references]
    used = [asdict(word) for word in composer.glossary.used]
    return Composed(html, composer.contents, _plain_text(draft), sources, used)
