"""Two sentences or paragraphs compared word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A word keeps the space after it, so that the runs put together are the text again.
WORD = re.compile(r"\w+(?:['’]\w+)*\s*|[^\w\s]\s*|\s+")
SENTENCE = re.compile(r"[^.!?]*[.!?]*\s*", re.DOTALL)
# Comparing takes time that grows with the product of the lengths.
MOST_WORDS = 300
MOST_SENTENCES = 300
# Below this the two have so little in common that marks on single words would only confuse.
ALIKE = 0.35


class Mark(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that share one fate. The runs of a side, joined, are its text."""

    text: str
    mark: Mark


Runs = tuple[Run, ...]


def whole(text: str, mark: Mark) -> Runs:
    """Return a text as one run; none if it is empty."""
    return (Run(text, mark),) if text else ()


def mark_words(before: str, after: str) -> tuple[Runs, Runs]:
    """Return both texts as runs, with what was removed marked in the first, added in the second.

    Long texts are compared sentence by sentence; texts with little in common are marked whole.
    """
    if before == after:
        return whole(before, Mark.SAME), whole(after, Mark.SAME)
    for pattern, most in ((WORD, MOST_WORDS), (SENTENCE, MOST_SENTENCES)):
        old, new = _split(pattern, before), _split(pattern, after)
        if max(len(old), len(new)) <= most:
            return _marked(old, new)
    return whole(before, Mark.REMOVED), whole(after, Mark.ADDED)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much two sets of words share, from 0 to 1."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 1.0


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text, for `likeness`."""
    return frozenset(re.findall(r"\w+", text.casefold()))


def _split(pattern: re.Pattern[str], text: str) -> list[str]:
    return [token for token in pattern.findall(text) if token]


def _marked(old: Sequence[str], new: Sequence[str]) -> tuple[Runs, Runs]:
    matcher = SequenceMatcher(None, [t.strip() for t in old], [t.strip() for t in new])
    if matcher.ratio() < ALIKE:
        return whole("".join(old), Mark.REMOVED), whole("".join(new), Mark.ADDED)
    codes = matcher.get_opcodes()
    left: list[Run] = []
    right: list[Run] = []
    for place, (tag, a, b, c, d) in enumerate(codes):
        # One word left standing between two changes is harder to read than a longer change.
        alone = b - a == 1 and 0 < place < len(codes) - 1
        same = tag == "equal" and not alone
        _add(left, "".join(old[a:b]), Mark.SAME if same else Mark.REMOVED)
        _add(right, "".join(new[c:d]), Mark.SAME if same else Mark.ADDED)
    return tuple(left), tuple(right)


def _add(runs: list[Run], text: str, mark: Mark) -> None:
    if text and runs and runs[-1].mark is mark:
        runs[-1] = Run(runs[-1].text + text, mark)
    elif text:
        runs.append(Run(text, mark))
