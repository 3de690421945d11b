"""Which item of one list became which item of another."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from articles.differences.words import likeness, words_of

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
    old_words = {old: words_of(text(before[old])) for old in olds}
    new_words = {new: words_of(text(after[new])) for new in news}
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
