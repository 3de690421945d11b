"""Editions that still explain a glossary word the way it was explained before."""

from dataclasses import dataclass
from datetime import datetime

from articles.models import Edition, GlossaryTerm


@dataclass(frozen=True, slots=True)
class OldWords:
    """What readers see of one article, and the words it explains otherwise than the glossary."""

    article_id: int
    title: str
    number: int
    words: tuple[str, ...]


def editions_with_old_words(now: datetime, term: str | None = None) -> list[OldWords]:
    """Return the live editions whose explanations differ from the glossary of now. Two queries.

    With `term`, only of this word. A word that is no longer in the glossary counts as differing.
    """
    today = dict(GlossaryTerm.objects.values_list("term", "definition"))
    found = []
    for edition in _live(now):
        frozen = edition.snapshot.get("words", [])
        old = tuple(
            word["term"]
            for word in frozen
            if today.get(word["term"]) != word["definition"] and term in (None, word["term"])
        )
        if old:
            found.append(OldWords(edition.article_id, edition.title, edition.number, old))
    return found


def editions_explaining(term: str, now: datetime) -> list[Edition]:
    """Return the live editions that explain this word. One query."""
    return [
        edition
        for edition in _live(now)
        if any(word["term"] == term for word in edition.snapshot.get("words", []))
    ]


def _live(now: datetime) -> list[Edition]:
    live = Edition.objects.live(now).only("article_id", "slug", "title", "number", "snapshot")
    return list(live.order_by("title"))
