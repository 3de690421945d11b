"""HTML bodies read as a list of blocks: what the gate, the search text and readability look at.

Pure: standard library only. Takes any text, well-formed or not, and never raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser

CITATION = re.compile(r"\[(R\d+[a-z]?(?:,\s*R\d+[a-z]?)*)\]")
PLACEHOLDER = re.compile(r"\{([a-z_]+(?::[a-z0-9_.-]+)?)\}")
CLINIC_PLACEHOLDERS = frozenset(
    {"emergency_number", "emergency_department", "urgent_line", "clinic_phone", "interest"}
)

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SPACE = re.compile(r"\s+")


class BlockKind(StrEnum):
    """What a block of text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


_CONTAINERS = {
    **dict.fromkeys(_HEADINGS, BlockKind.HEADING),
    "li": BlockKind.ITEM,
    "td": BlockKind.CELL,
    "th": BlockKind.CELL,
}


@dataclass(slots=True)
class Block:
    """A run of text. `level` is a heading's level; `list_number` tells which list an item is of."""

    kind: BlockKind
    level: int = 0
    list_number: int = 0
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text with its white space folded."""
        return _SPACE.sub(" ", "".join(self.parts)).strip()


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a body in reading order, its link addresses, and its images' alt texts."""

    blocks: tuple[Block, ...]
    links: tuple[str, ...]
    image_alts: tuple[str | None, ...]

    @property
    def text(self) -> str:
        """All the text, one block a line."""
        return "\n".join(block.text for block in self.blocks)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.links: list[str] = []
        self.image_alts: list[str | None] = []
        self._open: list[tuple[str, Block]] = []
        self._loose: Block | None = None
        self._lists: list[int] = []
        self._list_count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("ul", "ol"):
            self._list_count += 1
            self._lists.append(self._list_count)
        elif tag == "a":
            self.links.append(values.get("href") or "")
        elif tag == "img":
            self.image_alts.append(values.get("alt"))
        elif tag == "br":
            self.handle_data(" ")
        elif tag in _CONTAINERS:
            number = self._lists[-1] if tag == "li" and self._lists else 0
            self._begin(tag, Block(_CONTAINERS[tag], _HEADINGS.get(tag, 0), number))
        elif tag == "p":
            self._begin_paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        for position in range(len(self._open) - 1, -1, -1):
            if self._open[position][0] == tag:
                del self._open[position:]
                break
        self._loose = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].parts.append(data)
        elif data.strip() or self._loose:
            if self._loose is None:
                self._loose = Block(BlockKind.PARAGRAPH)
                self.blocks.append(self._loose)
            self._loose.parts.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass over "<![" as browsers do; the parent raises at what it does not know."""
        return self.parse_bogus_comment(i, report)

    def _begin(self, tag: str, block: Block) -> None:
        self.blocks.append(block)
        self._open.append((tag, block))

    def _begin_paragraph(self) -> None:
        # The editor wraps the text of items and cells in paragraphs: those are still items.
        if self._open and self._open[-1][1].kind is not BlockKind.PARAGRAPH:
            self._open[-1][1].parts.append(" ")
        else:
            self._begin("p", Block(BlockKind.PARAGRAPH))


def outline(html: str) -> Outline:
    """Read a body. Blocks without text are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    blocks = tuple(block for block in reader.blocks if block.text)
    return Outline(blocks, tuple(reader.links), tuple(reader.image_alts))


def lists(found: Outline) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each list as the text that leads into it ("" when none does) and its items."""
    numbers = dict.fromkeys(block.list_number for block in found.blocks if block.list_number)
    for number in numbers:
        positions = [at for at, block in enumerate(found.blocks) if block.list_number == number]
        before = found.blocks[positions[0] - 1] if positions[0] else None
        yield before.text if before else "", tuple(found.blocks[at].text for at in positions)


def cited_keys(html: str) -> tuple[str, ...]:
    """Return the source keys that marks such as [R4, R7] name, in order, each once."""
    marks = (key.strip() for mark in CITATION.findall(html) for key in mark.split(","))
    return tuple(dict.fromkeys(marks))
