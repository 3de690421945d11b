"""How hard a text is to read: school grade by the Flesch-Kincaid formula, and its long sentences.

Pure. The grade is a guide only: syllables are counted by rule of thumb, and short words can still
be hard. Never block anything on it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONG_SENTENCE_WORDS = 20

_WORD = re.compile(r"\{[a-z_:-]+\}|[^\W_]+(?:[’'.-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?:])[\"”’)]*\s+(?=[^a-z])")
# Not after the short forms of titles, which a name follows.
_FULL_STOP = re.compile(
    r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<=[.!?])[\"”’)]*\s+(?=[^a-z])"
)
_VOWELS = re.compile(r"[aeiouy]+")
_NUMBER = re.compile(r"[\d.,]+")


@dataclass(frozen=True, slots=True)
class Score:
    """`grade` is the US school grade (0 for no text); `long_sentences` are over 20 words."""

    grade: float
    words: int
    long_sentences: tuple[str, ...]


def words(text: str) -> list[str]:
    """Split a text into words. A placeholder or a number is one word."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """Split a text into sentences. A colon ends one too: what follows is read afresh."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def whole_sentences(text: str) -> list[str]:
    """Split a text at full stops only, the way a reader counts sentences on the page."""
    return [part.strip() for part in _FULL_STOP.split(text) if part.strip()]


def syllables(word: str) -> int:
    """Estimate the syllables of an English word; at least one."""
    letters = word.lower()
    if _NUMBER.fullmatch(letters) or letters.startswith("{"):
        return 1
    count = len(_VOWELS.findall(letters))
    if letters.endswith("e") and not letters.endswith(("le", "ee")) and count > 1:
        count -= 1
    if letters.endswith("ed") and not letters.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(count, 1)


def measure(blocks: Iterable[str]) -> Score:
    """Score texts that each stand alone, such as paragraphs and list items."""
    said = [sentence for block in blocks for sentence in sentences(block)]
    split = [(sentence, words(sentence)) for sentence in said]
    split = [(sentence, found) for sentence, found in split if found]
    total = sum(len(found) for _sentence, found in split)
    if not total:
        return Score(0.0, 0, ())
    spoken = sum(syllables(word) for _sentence, found in split for word in found)
    grade = 0.39 * total / len(split) + 11.8 * spoken / total - 15.59
    long = tuple(sentence for sentence, found in split if len(found) > LONG_SENTENCE_WORDS)
    return Score(round(max(grade, 0.0), 1), total, long)
