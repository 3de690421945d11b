"""Which items of two lists belong together, and which words of two texts differ."""

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Generic, TypeVar

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


def split_words(text: str) -> frozenset[str]:
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


Item = TypeVar("Item")

# So many items are weighed against each other; beyond it, those left over are paired in order.
MOST_WEIGHED = 20_000


@dataclass(frozen=True, slots=True)
class Pair(Generic[Item]):
    """An item before and after; None where it was not there. `moved`: it stands elsewhere now."""

    before: Item | None
    after: Item | None
    moved: bool = False


def match(
    before: Sequence[Item],
    after: Sequence[Item],
    *,
    same: Sequence[Callable[[Item], Hashable]],
    text: Callable[[Item], str],
    alike: float,
) -> list[Pair[Item]]:
    """Pair the items of two lists, in the order of the second; what is gone stands where it stood.

    `same` are the ways to know an item again, best first; a way that gives None does not know it.
    What is left is paired by the words of its `text`, if they share at least `alike` of them.
    """
    partner: dict[int, int] = {}
    for known_by in same:
        _pair_known(before, after, known_by, partner)
    _pair_alike(before, after, text, alike, partner)
    return _in_order(before, after, partner)


def _left(count: int, taken: set[int]) -> list[int]:
    return [place for place in range(count) if place not in taken]


def _pair_known(
    before: Sequence[Item],
    after: Sequence[Item],
    known_by: Callable[[Item], Hashable],
    partner: dict[int, int],
) -> None:
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for old in _left(len(before), set(partner.values())):
        places[known_by(before[old])].append(old)
    places.pop(None, None)
    for new in _left(len(after), set(partner)):
        waiting = places.get(known_by(after[new]))
        if waiting:
            partner[new] = waiting.popleft()


def _pair_alike(
    before: Sequence[Item],
    after: Sequence[Item],
    text: Callable[[Item], str],
    alike: float,
    partner: dict[int, int],
) -> None:
    olds, news = _left(len(before), set(partner.values())), _left(len(after), set(partner))
    if len(olds) * len(news) > MOST_WEIGHED:
        partner.update(zip(news, olds, strict=False))
        return
    old_words = {old: split_words(text(before[old])) for old in olds}
    new_words = {new: split_words(text(after[new])) for new in news}
    weighed = sorted(
        ((likeness(old_words[old], new_words[new]), -new, -old) for old in olds for new in news),
        reverse=True,
    )
    taken: set[int] = set()
    for weight, new, old in weighed:
        if weight < alike:
            return
        if -new not in partner and -old not in taken:
            partner[-new] = -old
            taken.add(-old)


def _in_order(
    before: Sequence[Item], after: Sequence[Item], partner: dict[int, int]
) -> list[Pair[Item]]:
    stayed = _longest_rising([partner[new] for new in sorted(partner)])
    gone: dict[int, list[Pair[Item]]] = defaultdict(list)
    kept = set(partner.values())
    anchor = -1
    for old, item in enumerate(before):
        if old in stayed:
            anchor = old
        elif old not in kept:
            gone[anchor].append(Pair(item, None))
    pairs = gone[-1]
    for new, item in enumerate(after):
        old_place = partner.get(new)
        if old_place is None:
            pairs.append(Pair(None, item))
        else:
            pairs.append(Pair(before[old_place], item, moved=old_place not in stayed))
            pairs += gone.get(old_place, []) if old_place in stayed else []
    return pairs


def _longest_rising(places: Sequence[int]) -> frozenset[int]:
    """Return the longest rising subsequence: what stayed in order while the others moved."""
    ends: list[int] = []
    lasts: list[int] = []
    back: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        back.append(lasts[length - 1] if length else -1)
        ends[length:] = [place, *ends[length + 1 :]]
        lasts[length:] = [at, *lasts[length + 1 :]]
    found: list[int] = []
    at = lasts[-1] if lasts else -1
    while at >= 0:
        found.append(places[at])
        at = back[at]
    return frozenset(found)
