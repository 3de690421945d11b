"""Let a transactional test's database be emptied though some tables refuse to lose rows."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection, transaction

from clinic_site.foundation import append_only
from clinic_site.foundation.append_only import AppendOnly

TRANSACTIONAL = {"transactional_db", "live_server"}

TABLES: tuple[AppendOnly, ...] = (
    *import_module("intake.migrations.0002_append_only").TABLES,
    *import_module("articles.migrations.0003_append_only").TABLES,
    *import_module("clinic_site.foundation.accounts.migrations.0002_append_only").TABLES,
)


@pytest.fixture(autouse=True)
def append_only_lets_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty these tables before Django flushes all; import it into a conftest to use it."""
    marker = request.node.get_closest_marker("django_db")
    is_marked = marker is not None and bool(marker.kwargs.get("transaction"))
    if not is_marked and not TRANSACTIONAL & set(request.fixturenames):
        yield
        return
    # Asked for here so that it is torn down, and the tables flushed, after us.
    request.getfixturevalue("transactional_db")
    yield
    empty_append_only_tables()


def empty_append_only_tables() -> None:
    """Delete every row of them, in a test that is not in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT 1 FROM {each.table}" for each in TABLES))
        if cursor.fetchone() is None:
            return
    emptying = "DELETE FROM {}" if connection.vendor == "sqlite" else "TRUNCATE {} CASCADE"
    # What refers to these rows is emptied right after, so nobody looks at that in between.
    with connection.constraint_checks_disabled(), transaction.atomic():
        editor = connection.schema_editor()
        append_only.allow(TABLES, editor)
        for each in TABLES:
            editor.execute(emptying.format(each.table))
        append_only.refuse(TABLES, editor)
