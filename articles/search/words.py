"""What people type, made into words that are safe to search for. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

MOST_CHARACTERS = 200
MOST_WORDS = 12
LONGEST_WORD = 40
LIKENESS = 0.75
SHORTEST_SLIP = 4
SNIPPET_BEFORE, SNIPPET_AFTER = 60, 140

# Words that nearly every page holds, and what is left of "can't": they would hide the words that
# matter.
COMMON = frozenset(
    {
        "a", "about", "am", "an", "and", "are", "as", "at", "be", "by", "can", "cant", "d", "do",
        "does", "doesnt", "dont", "for", "from", "get", "have", "how", "i", "if", "im", "in", "is",
        "it", "ive", "ll", "m", "me", "my", "of", "on", "or", "re", "s", "should", "so", "t",
        "that", "the", "this", "to", "ve", "was", "what", "when", "why", "will", "with", "you",
        "your",
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
# A line that ends like a heading or a table cell, and would run into the next one.
_LINE_WITHOUT_STOP = re.compile(r"(?<=[^\s.!?:])\n+")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonym:
    """A lay phrase and the medical word for it."""

    lay: str
    medical: str


def query_words(text: str) -> Phrase:
    """Return the words of a query: letters and digits only, lower case, bounded in every way."""
    found = _WORD.findall(text[:MOST_CHARACTERS].lower())
    return tuple(word[:LONGEST_WORD] for word in found[:MOST_WORDS])


def telling(phrase: Phrase) -> Phrase:
    """Leave out the common words, unless there are no others."""
    return tuple(word for word in phrase if word not in COMMON) or phrase


def expand(phrase: Phrase, synonyms: Iterable[Synonym]) -> list[tuple[Synonym, Phrase]]:
    """Return the phrase once more for each lay expression in it, with the medical word instead."""
    found = []
    for synonym in synonyms:
        lay = query_words(synonym.lay)
        at = _position(phrase, lay)
        if at is not None:
            whole = (*phrase[:at], *query_words(synonym.medical), *phrase[at + len(lay) :])
            found.append((synonym, whole))
    # The longest expression says most; a few are enough.
    found.sort(key=lambda pair: -len(query_words(pair[0].lay)))
    return found[:3]


def _position(phrase: Phrase, part: Phrase) -> int | None:
    if part:
        for at in range(len(phrase) - len(part) + 1):
            if phrase[at : at + len(part)] == part:
                return at
    return None


def correct_spelling(phrase: Phrase, vocabulary: Collection[str]) -> Phrase:
    """Replace each word that no page holds by one that looks like it, if there is one."""
    known = {*vocabulary, *COMMON}
    return tuple(word if word in known else _close(word, vocabulary) for word in phrase)


def _close(word: str, vocabulary: Collection[str]) -> str:
    # Few slip in the first letter, and a short word looks like too many others.
    if len(word) < SHORTEST_SLIP:
        return word
    near = [known for known in vocabulary if known[0] == word[0]]
    return next(iter(get_close_matches(word, near, n=1, cutoff=LIKENESS)), word)


def _stem(word: str) -> str:
    """Cut the endings that the index ignores too, well enough to point at a hit."""
    return re.sub(r"(?:ing|ed|es|s)$", "", word) if len(word) > 4 else word


def snippet(text: str, wanted: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the piece of the text that holds most of the wanted words, as (text, is a hit)."""
    text = _LINE_WITHOUT_STOP.sub(" · ", text)
    stems = sorted({_stem(word) for word in wanted}, key=len, reverse=True)
    # A short word must stand alone: "out" is not in "outer".
    forms = "|".join(re.escape(stem) + (r"\w*" if len(stem) > 3 else r"\b") for stem in stems)
    pattern = re.compile(rf"\b({forms})", re.IGNORECASE) if forms else None
    begin, end = _edges(text, _richest(text, pattern) if pattern else 0)
    piece = " ".join(text[begin:end].split())
    parts: list[tuple[str, bool]] = [("… ", False)] if begin else []
    at = 0
    for hit in pattern.finditer(piece) if pattern else ():
        parts += [(piece[at : hit.start()], False), (hit[0], True)]
        at = hit.end()
    parts.append((piece[at:] + (" …" if end < len(text) else ""), False))
    return [(part, is_hit) for part, is_hit in parts if part]


def _richest(text: str, pattern: re.Pattern[str]) -> int:
    """Return where the stretch begins that holds the most different wanted words."""
    hits = [(hit.start(), hit[1].lower()) for hit in pattern.finditer(text)]
    best, most = 0, 0
    for position, (start, _word) in enumerate(hits):
        near = {word for at, word in hits[position : position + 40] if at < start + SNIPPET_AFTER}
        if len(near) > most:
            best, most = start, len(near)
    return best


def _edges(text: str, hit: int) -> tuple[int, int]:
    """Widen around a hit to whole words."""
    begin = text.find(" ", hit - SNIPPET_BEFORE) + 1 if hit > SNIPPET_BEFORE else 0
    end = text.rfind(" ", hit, hit + SNIPPET_AFTER)
    return min(begin, hit), len(text) if end < 0 or hit + SNIPPET_AFTER >= len(text) else end
