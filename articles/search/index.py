"""The two engines behind search: an FTS5 table on SQLite, tsvector at query time on PostgreSQL.

Both take words that `words.py` has cleaned; both quote them all the same.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection

from articles.models import Edition
from articles.search.words import Phrase

MOST_RESULTS = 20
# The table of migration 0002. Its rowid is the edition's id.
TABLE = "articles_search"
_TITLE_WEIGHT, _SUMMARY_WEIGHT, _TEXT_WEIGHT = 10.0, 4.0, 1.0


def add_to_index(edition: Edition) -> None:
    """Put an edition in the index, beside what is there of its article."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (rowid, title, summary, body) VALUES (%s, %s, %s, %s)",  # noqa: S608 - our own table
            [edition.pk, edition.title, edition.summary, edition.plain_text],
        )


def remove_from_index(article_id: int, *, keep: int | None = None) -> None:
    """Take every edition of an article out of the index, but for the one to keep."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE rowid IN "  # noqa: S608 - our own table
            "(SELECT id FROM articles_edition WHERE article_id = %s AND id <> %s)",
            [article_id, keep or 0],
        )


def match_editions(phrases: Sequence[Phrase], now: datetime, *, any_word: bool) -> list[Edition]:
    """Return live editions, best first, that hold all words (or any word) of any phrase."""
    phrases = [phrase for phrase in phrases if phrase]
    if not phrases:
        return []
    if connection.vendor == "sqlite":
        return _match_sqlite(phrases, now, any_word)
    return _match_postgresql(phrases, now, any_word)


def _match_sqlite(phrases: Sequence[Phrase], now: datetime, any_word: bool) -> list[Edition]:
    # A quoted word holds no operator: words have neither quotes nor NUL.
    joint = " OR " if any_word else " AND "
    query = " OR ".join("(" + joint.join(f'"{word}"' for word in each) + ")" for each in phrases)
    live = Edition.objects.live(now)
    # Limited to what is live before the best are taken: editions that await sign-off are indexed.
    live_sql, live_params = live.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid IN ({live_sql}) "  # noqa: S608 - our own table
            f"ORDER BY bm25({TABLE}, %s, %s, %s), rowid LIMIT %s",
            [query, *live_params, _TITLE_WEIGHT, _SUMMARY_WEIGHT, _TEXT_WEIGHT, MOST_RESULTS],
        )
        ranked = [row[0] for row in cursor.fetchall()]
    found = live.defer("html", "snapshot", "contents", "references").in_bulk(ranked)
    return [found[pk] for pk in ranked]


def _match_postgresql(phrases: Sequence[Phrase], now: datetime, any_word: bool) -> list[Edition]:
    joint = " or " if any_word else " "
    asked = " or ".join(joint.join(f'"{word}"' for word in each) for each in phrases)
    query = SearchQuery(asked, search_type="websearch", config="english")
    vector = (
        SearchVector("title", weight="A", config="english")
        + SearchVector("summary", weight="B", config="english")
        + SearchVector("plain_text", weight="D", config="english")
    )
    live = Edition.objects.live(now).defer("html", "snapshot", "contents", "references")
    ranked = live.annotate(vector=vector, rank=SearchRank(vector, query)).filter(vector=query)
    return list(ranked.order_by("-rank", "pk")[:MOST_RESULTS])
