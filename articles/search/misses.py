"""What readers searched for and did not find: words and a count, nothing about who searched.

A search is a GET, and GET changes no domain fact. This count is none: like a log of reads, nothing
that a reader sees depends on it, no action of staff's waits for it, and losing it harms nobody.
So it is written on a GET, and given up without a word when the database cannot take it at once.
"""

from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import Error, connection, transaction
from django.db.models import QuerySet, Sum

from articles.models import SearchMiss
from articles.models.responses import WORDS_LENGTH
from articles.search.words import COMMON, LONGEST_WORD, query_words
from clinic_site.foundation.text.personal import looks_personal

MISSES_KEPT = timedelta(days=90)
MOST_A_DAY = 200
"""So many different words are kept for one day: a script cannot fill the table."""

_MOST_WORDS = 6
"""A longer query is a sentence, and a sentence may be about someone."""
_WAIT_MS = 50
# One statement: it adds a row or raises its count, and looks at the bound on the way.
_COUNT = """
    INSERT INTO articles_searchmiss (day, words, searches)
    SELECT %s, %s, 1
    WHERE (SELECT COUNT(*) FROM articles_searchmiss WHERE day = %s) < %s
    ON CONFLICT (day, words) DO UPDATE SET searches = articles_searchmiss.searches + 1
"""


def note_miss(query: str, now: datetime) -> None:
    """Count a search that found nothing, unless it looks personal. Never raises, never waits."""
    kept = _words_to_keep(query)
    if not kept:
        return
    with suppress(Error):
        _without_waiting(kept, now.date())


def frequent_misses(since: datetime, limit: int) -> list[tuple[str, int]]:
    """Return (words, searches) of what was sought in vain since then, most often first."""
    found = missed(since).order_by().values("words").annotate(total=Sum("searches"))
    rows = found.order_by("-total", "words").values_list("words", "total")
    return list(rows[:limit])


def count_misses(since: datetime) -> int:
    """Return how many different words were sought in vain since then."""
    return missed(since).order_by().values("words").distinct().count()


def missed(since: datetime) -> QuerySet[SearchMiss]:
    """Return the rows since then."""
    return SearchMiss.objects.filter(day__gte=since.date())


def purge_misses(now: datetime) -> None:
    """Delete what is older than 90 days."""
    SearchMiss.objects.filter(day__lt=(now - MISSES_KEPT).date()).delete()


def _words_to_keep(query: str) -> str:
    phrase = tuple(word for word in query_words(query) if word not in COMMON)
    joined = " ".join(phrase)
    # A "word" that had to be cut is a key or a name of something, and no word.
    if looks_personal(query) or any(len(word) == LONGEST_WORD for word in phrase):
        return ""
    return joined if len(phrase) <= _MOST_WORDS and len(joined) <= WORDS_LENGTH else ""


def _without_waiting(kept: str, day: date) -> None:
    """Write, but give up at once when someone else is writing: a reader waits for the page."""
    parameters = (day, kept, day, MOST_A_DAY)
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {_WAIT_MS}")
            cursor.execute(_COUNT, parameters)
        return
    usual_ms = int(1_000 * connection.settings_dict["OPTIONS"]["timeout"])
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
        try:
            with transaction.atomic():
                cursor.execute(_COUNT, parameters)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual_ms}")
