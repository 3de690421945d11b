"""Searches that found nothing: words only, counted by the day, and never in a reader's way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import SearchMiss
from articles.search import misses
from tests.articles.factories import NOW, published

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database_bound,
    pytest.mark.usefixtures("at_now", "clinic"),
]


def kept() -> dict[str, int]:
    return dict(SearchMiss.objects.values_list("words", "searches"))


def queries_of(client: Client, words: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/search/", {"q": words}).status_code == 200
    return len(seen)


def test_search_that_finds_nothing_is_counted_once_a_search(client: Client) -> None:
    published("walking")
    for _each in range(3):
        client.get("/search/?q=What+is+LUMBAGO%3F")
    client.get("/search/?q=lumbago")
    row = SearchMiss.objects.get()
    assert (row.words, row.searches, row.day) == ("lumbago", 4, NOW.date())


def test_search_that_finds_something_or_asks_nothing_is_not(client: Client) -> None:
    published("walking", summary="The walk.")
    for query in ("walking", "walkng", "walking xylophone", "", "   ", "?!", "\x00", "the"):
        client.get("/search/", {"q": query})
        assert kept() == {}, query
    client.head("/search/?q=lumbago")
    assert kept() == {}


def test_what_may_be_about_someone_is_not_kept_and_other_words_are(client: Client) -> None:
    for personal in (
        "pat@example.org", "pat＠example.org", "4155552671", "415 555 2671", "born 12/03/1980",
        "٠١٢٣٤٥", "https://x.example/secret",
        "my name is Pat Doe and my back has hurt since the accident near Springfield",
        "a" * 61, "x" * 100_000,
    ):  # fmt: skip
        assert client.get("/search/", {"q": personal}).status_code == 200
        assert kept() == {}, personal
    # The control.
    for count, query in enumerate(("l4 l5", "30 minutes", "ich habe rücken", "腰痛", "'; DROP")):
        client.get("/search/", {"q": query})
        assert len(kept()) == count + 1, query


def test_days_are_counted_apart_and_put_together_for_staff() -> None:
    for days, words in ((0, "lumbago"), (0, "lumbago"), (1, "lumbago"), (1, "tens"), (40, "old")):
        misses.note_miss(words, NOW - timedelta(days=days))
    since = NOW - timedelta(days=30)
    assert misses.frequent_misses(since, 10) == [("lumbago", 3), ("tens", 1)]
    assert misses.frequent_misses(since, 1) == [("lumbago", 3)]
    assert misses.count_misses(since) == 2


def test_table_does_not_grow_beyond_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "MOST_A_DAY", 2)
    for words in ("one", "two", "three"):
        misses.note_miss(words, NOW)
    assert sorted(kept()) == ["one", "two"]
    misses.note_miss("three", NOW + timedelta(days=1))
    assert len(kept()) == 3


def test_counting_costs_few_queries_and_only_when_nothing_is_found(client: Client) -> None:
    published("walking")
    found = queries_of(client, "walking")
    first, again = queries_of(client, "lumbago"), queries_of(client, "lumbago")
    assert first == again
    with CaptureQueriesContext(connection) as seen:
        misses.note_miss("lumbago", NOW)
    writes = [each["sql"] for each in seen if "INSERT" in each["sql"]]
    assert len(writes) == 1
    assert len(seen) <= 5
    assert queries_of(client, "walking") == found


@contextmanager
def broken(error: Exception) -> Iterator[list[str]]:
    """A database that reads, and fails at every write with this error."""
    tried: list[str] = []

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT" in sql:
            tried.append(sql)
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield tried


def test_reader_notices_nothing_of_a_database_that_cannot_write(client: Client) -> None:
    with broken(OperationalError("attempt to write a readonly database")) as tried:
        response = client.get("/search/?q=lumbago")
    assert tried
    assert response.status_code == 200
    assert "What you can try" in response.text
    assert kept() == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="locks one file")
def test_reader_does_not_wait_for_somebody_who_writes(client: Client) -> None:
    other = connections.create_connection("default")
    try:
        other.cursor().execute("BEGIN IMMEDIATE")
        response = client.get("/search/?q=lumbago")
        assert response.status_code == 200
        assert kept() == {}
    finally:
        other.rollback()
        other.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        # Everything else waits as long as before.
        assert cursor.fetchone() == (20_000,)
    client.get("/search/?q=lumbago")
    assert kept() == {"lumbago": 1}
