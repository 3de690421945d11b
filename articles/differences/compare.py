"""Two texts of an article compared part by part: which differ, and their rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from articles.differences.matching import Mark, Runs, mark_words, match, whole
from articles.markup import outline

# Lines that share less than this are not the same line.
ALIKE = 0.4
# Unchanged lines shown around a change, so that a person sees where they are.
AROUND = 1


class Change(StrEnum):
    """What became of a part or a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a text. `kind` says what it is: a paragraph, an item, a claim, its grade..."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One line before and after. `folded` unchanged lines stand for themselves, with no text."""

    kind: str
    change: Change
    before: Runs = ()
    after: Runs = ()
    folded: int = 0


def row(
    before: TextLine | None, after: TextLine | None, *, moved: bool = False
) -> DifferenceRow | None:
    """Set two lines side by side; None if both say nothing."""
    old, new = before.text if before else "", after.text if after else ""
    line = after or before
    if line is None or not (old or new):
        return None
    if not new:
        return DifferenceRow(line.kind, Change.REMOVED, before=whole(old, Mark.REMOVED))
    if not old:
        return DifferenceRow(line.kind, Change.ADDED, after=whole(new, Mark.ADDED))
    change = Change.CHANGED if old != new else Change.MOVED if moved else Change.SAME
    return DifferenceRow(line.kind, change, *mark_words(old, new))


def rows_between(before: Sequence[TextLine], after: Sequence[TextLine]) -> list[DifferenceRow]:
    """Set two lists of lines side by side, each line beside what it became."""
    pairs = match(
        before,
        after,
        same=[lambda line: line],
        text=lambda line: f"{line.kind} {line.text}",
        alike=ALIKE,
    )
    found = (row(pair.before, pair.after, moved=pair.moved) for pair in pairs)
    return [each for each in found if each is not None]


def fold(found: Sequence[DifferenceRow]) -> tuple[DifferenceRow, ...]:
    """Fold the unchanged lines that stand far from any change into one row each."""
    near = {
        place + step
        for place, each in enumerate(found)
        if each.change is not Change.SAME
        for step in range(-AROUND, AROUND + 1)
    }
    folded: list[DifferenceRow] = []
    for is_near, group in groupby(range(len(found)), key=lambda place: place in near):
        places = list(group)
        # A row that says "one line" is as long as the line.
        if is_near or len(places) == 1:
            folded += [found[place] for place in places]
        else:
            folded.append(DifferenceRow("", Change.SAME, folded=len(places)))
    return tuple(folded)


def change_of(found: Iterable[DifferenceRow]) -> Change:
    """Return what became of a part from what became of its lines."""
    changes = {each.change for each in found}
    if changes <= {Change.SAME}:
        return Change.SAME
    return changes.pop() if len(changes) == 1 else Change.CHANGED


Snapshot = Mapping[str, Any]
Speak = Callable[[str, str], str]
"""Says a code of a field in words, such as the grade "low"."""

# A section that keeps less than this of its words is another section.
SAME_SECTION = 0.3
SAME_CLAIM = 0.4

# In the order in which a reader meets them; whatever else a snapshot holds follows.
FIRST = ("title", "slug", "kind", "summary", "key_points", "care_cards")
LAST = ("not_known", "questions", "references", "warning_signs")
CODES = frozenset({"kind", "care_cards", "care_card", "grade"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the article. `place` names the field; `heading` is a section's, as it is now."""

    place: str
    heading: str
    change: Change
    moved: bool
    rows: tuple[DifferenceRow, ...]

    @property
    def differs(self) -> bool:
        """Return whether there is anything to show."""
        return self.moved or self.change is not Change.SAME


@dataclass(frozen=True, slots=True)
class TextDifference:
    """All the parts of both texts, the unchanged ones too."""

    parts: tuple[Part, ...]

    @property
    def changed(self) -> tuple[Part, ...]:
        """The parts that differ."""
        return tuple(part for part in self.parts if part.differs)

    @property
    def same(self) -> tuple[Part, ...]:
        """The parts that are word for word the same."""
        return tuple(part for part in self.parts if not part.differs)


def compare(
    before: Snapshot, after: Snapshot, speak: Speak = lambda _field, code: code
) -> TextDifference:
    """Return what became of `before`. An empty mapping stands for no text at all."""
    others = [key for key in {**before, **after} if key not in {*FIRST, "sections", *LAST}]
    return TextDifference(
        (
            *_fields(FIRST, before, after, speak),
            *_sections(before, after, speak),
            *_fields((*LAST, *others), before, after, speak),
        )
    )


def _fields(
    names: Iterable[str], before: Snapshot, after: Snapshot, speak: Speak
) -> Iterable[Part]:
    for name in names:
        old, new = _lines(name, before.get(name), speak), _lines(name, after.get(name), speak)
        if len(old) <= 1 and len(new) <= 1:
            only = row(old[0] if old else None, new[0] if new else None)
            found = [only] if only else []
        else:
            found = rows_between(old, new)
        if found:
            yield _part(name, "", found)


def _part(place: str, heading: str, found: Sequence[DifferenceRow], *, moved: bool = False) -> Part:
    return Part(place, heading, change_of(found), moved, fold(found))


def _sections(before: Snapshot, after: Snapshot, speak: Speak) -> Iterable[Part]:
    pairs = match(
        _list(before, "sections"),
        _list(after, "sections"),
        same=[lambda section: _said(section, "heading") or None],
        text=lambda section: " ".join(line.text for line in _section_lines(section, speak)),
        alike=SAME_SECTION,
    )
    for pair in pairs:
        old, new = pair.before or {}, pair.after or {}
        heading = row(_heading(old), _heading(new))
        found = [
            # The part is called by its heading: the line is shown only if it says more.
            *([heading] if heading and heading.change is not Change.SAME else []),
            *rows_between(_body(old), _body(new)),
            *_looks(old, new),
            *_claims(old, new, speak),
            *rows_between(_rest(old, speak), _rest(new, speak)),
        ]
        yield _part("section", _said(new or old, "heading"), found, moved=pair.moved)


def _heading(section: Snapshot) -> TextLine:
    return TextLine("heading", _said(section, "heading"))


def _body(section: Snapshot) -> list[TextLine]:
    read = outline(_said(section, "body"))
    lines = [TextLine(str(block.kind), block.text) for block in read.blocks]
    return [*lines, *(TextLine("link", address) for address in read.links)]


def _looks(before: Snapshot, after: Snapshot) -> list[DifferenceRow]:
    """Say that only the formatting of a body differs, which no line shows."""
    if _said(before, "body") == _said(after, "body") or _body(before) != _body(after):
        return []
    return [DifferenceRow("formatting", Change.CHANGED)]


def _claims(before: Snapshot, after: Snapshot, speak: Speak) -> Iterable[DifferenceRow]:
    pairs = match(
        _list(before, "claims"),
        _list(after, "claims"),
        same=[lambda claim: _said(claim, "text"), lambda claim: _said(claim, "key") or None],
        text=lambda claim: _said(claim, "text"),
        alike=SAME_CLAIM,
    )
    for pair in pairs:
        old, new = _claim(pair.before or {}, speak), _claim(pair.after or {}, speak)
        for kind in {**old, **new}:
            found = row(old.get(kind), new.get(kind), moved=pair.moved and kind == "claim")
            if found:
                yield found


def _claim(claim: Snapshot, speak: Speak) -> dict[str, TextLine]:
    rest = {key: value for key, value in claim.items() if key not in {"key", "text"}}
    lines = [TextLine("claim", _said(claim, "text")), *_rest(rest, speak)]
    return {line.kind: line for line in lines}


def _section_lines(section: Snapshot, speak: Speak) -> list[TextLine]:
    claims = [TextLine("claim", _said(claim, "text")) for claim in _list(section, "claims")]
    return [_heading(section), *_body(section), *claims]


def _rest(section: Snapshot, speak: Speak) -> list[TextLine]:
    """Return whatever else a section or a claim holds: its figure, its card, its sources."""
    lines = []
    for name, value in section.items():
        if name not in {"heading", "body", "claims"}:
            texts = (line.text for line in _lines(name, value, speak))
            lines.append(TextLine(name, ", ".join(text for text in texts if text)))
    return [line for line in lines if line.text]


def _lines(name: str, value: object, speak: Speak) -> list[TextLine]:
    if isinstance(value, Mapping):
        # A source is its citation and its address; a figure its name and what stands below it.
        texts = (_text(name, inner, speak) for inner in value.values())
        return [TextLine(name, " ".join(text for text in texts if text))]
    if isinstance(value, list | tuple):
        return [line for inner in value for line in _lines(name, inner, speak)]
    text = _text(name, value, speak)
    return [TextLine(name, text)] if text else []


def _text(name: str, value: object, speak: Speak) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, Mapping | list | tuple):
        return ", ".join(line.text for line in _lines(name, value, speak))
    return speak(name, str(value)) if name in CODES else str(value)


def _said(values: Snapshot, name: str) -> str:
    found = values.get(name)
    return found if isinstance(found, str) else ""


def _list(values: Snapshot, name: str) -> list[Snapshot]:
    found = values.get(name)
    return (
        [each for each in found if isinstance(each, Mapping)]
        if isinstance(found, list | tuple)
        else []
    )
