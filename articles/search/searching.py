"""How a search goes: what was typed, then lay words, then slips, then any of the words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from articles.models import Edition, GlossaryTerm
from articles.search.index import match_editions
from articles.search.words import (
    Phrase,
    Synonym,
    correct_spelling,
    expand,
    query_words,
    snippet,
    telling,
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `snippet` is plain text in pieces: (text, whether it is what was sought)."""

    edition: Edition
    snippet: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found. With a `suggestion`, the results are those of the suggestion.

    Results that are `loose` hold some of the words, and none holds all.
    """

    results: list[Hit]
    suggestion: str
    expanded: list[tuple[str, str]]
    loose: bool = False


def search_editions(query: str, now: datetime, fill: Callable[[str], str] = str) -> SearchResult:
    """Search what is live at `now`. In at most six queries, whatever is typed.

    `fill` puts the facts of today into a text before a piece of it is shown.
    """
    typed = query_words(query)
    if not typed:
        return SearchResult([], "", [])
    glossary = list(GlossaryTerm.objects.all())
    synonyms = [Synonym(lay, each.term) for each in glossary for lay in each.synonym_list]
    found = _look(typed, synonyms, now, fill)
    if found.results:
        return found
    corrected = correct_spelling(typed, _vocabulary(glossary, now))
    if corrected != typed:
        found = _look(corrected, synonyms, now, fill)
    if not found.results:
        found = _look(corrected, synonyms, now, fill, any_word=True)
    said = " ".join(corrected) if corrected != typed and found.results else ""
    return replace(found, suggestion=said)


def _look(
    phrase: Phrase,
    synonyms: list[Synonym],
    now: datetime,
    fill: Callable[[str], str],
    *,
    any_word: bool = False,
) -> SearchResult:
    more = expand(phrase, synonyms)
    phrases = [telling(each) for each in (phrase, *(whole for _synonym, whole in more))]
    wanted = [word for each in phrases for word in each]
    hits = [
        Hit(edition, snippet(fill(f"{edition.summary}\n{edition.plain_text}"), wanted))
        for edition in match_editions(phrases, now, any_word=any_word)
    ]
    # Each medical word once, for the longest expression that led to it.
    led = {synonym.medical: synonym.lay for synonym, _whole in reversed(more)}
    expanded = [(lay, medical) for medical, lay in reversed(led.items())]
    return SearchResult(hits, "", expanded, loose=any_word)


def _vocabulary(glossary: list[GlossaryTerm], now: datetime) -> set[str]:
    """Every word that a search could find."""
    texts = [f"{each.term} {each.synonyms}" for each in glossary]
    for edition in Edition.objects.live(now).only("title", "summary", "plain_text"):
        texts.append(f"{edition.title} {edition.summary} {edition.plain_text}")
    said = " ".join(texts).lower()
    return set("".join(char if char.isalnum() else " " for char in said).split())
