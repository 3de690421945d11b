"""The lines of a part side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from articles.differences.matching import match
from articles.differences.words import Mark, Runs, mark_words, whole

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
class Line:
    """One line of a text. `kind` says what it is: a paragraph, an item, a claim, its grade..."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line before and after. `folded` unchanged lines stand for themselves, with no text."""

    kind: str
    change: Change
    before: Runs = ()
    after: Runs = ()
    folded: int = 0


def row(before: Line | None, after: Line | None, *, moved: bool = False) -> Row | None:
    """Set two lines side by side; None if both say nothing."""
    old, new = before.text if before else "", after.text if after else ""
    line = after or before
    if line is None or not (old or new):
        return None
    if not new:
        return Row(line.kind, Change.REMOVED, before=whole(old, Mark.REMOVED))
    if not old:
        return Row(line.kind, Change.ADDED, after=whole(new, Mark.ADDED))
    change = Change.CHANGED if old != new else Change.MOVED if moved else Change.SAME
    return Row(line.kind, change, *mark_words(old, new))


def rows(before: Sequence[Line], after: Sequence[Line]) -> list[Row]:
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


def fold(found: Sequence[Row]) -> tuple[Row, ...]:
    """Fold the unchanged lines that stand far from any change into one row each."""
    near = {
        place + step
        for place, each in enumerate(found)
        if each.change is not Change.SAME
        for step in range(-AROUND, AROUND + 1)
    }
    folded: list[Row] = []
    for is_near, group in groupby(range(len(found)), key=lambda place: place in near):
        places = list(group)
        # A row that says "one line" is as long as the line.
        if is_near or len(places) == 1:
            folded += [found[place] for place in places]
        else:
            folded.append(Row("", Change.SAME, folded=len(places)))
    return tuple(folded)


def change_of(found: Iterable[Row]) -> Change:
    """Return what became of a part from what became of its lines."""
    changes = {each.change for each in found}
    if changes <= {Change.SAME}:
        return Change.SAME
    return changes.pop() if len(changes) == 1 else Change.CHANGED
