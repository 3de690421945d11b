"""Append-only tables cannot be forged: tried over a connection of its own that sets nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from articles.editions.publishing import unschedule, withdraw
from articles.models import Appearance, Edition
from clinic_site.foundation import append_only
from clinic_site.foundation.accounts import events
from clinic_site.foundation.accounts.models import AccountEvent
from intake import envelopes
from tests.append_only import TABLES
from tests.articles.factories import LATER, article, publish, sign_off, staff
from tests.articles.pictures import image
from tests.intake.factories import make_booking, make_clinic, make_staff
from tests.moments import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound]

ON_SQLITE = connection.vendor == "sqlite"

FORGED = {
    "intake_readlog": "page",
    "intake_event": "transition",
    "articles_edition": "html",
    "articles_appearance": "image_id",
    "articles_signoff": "role",
    "accounts_accountevent": "detail",
}
"""What a forger would like to say anew."""

A_NEW_UUID = "lower(hex(randomblob(16)))" if ON_SQLITE else "gen_random_uuid()"
FRESH = {
    "accounts_accountevent": {"subject": A_NEW_UUID},
    "intake_event": {"version": "version + 50"},
    "articles_edition": {"number": "number + 50", "holds_schedule": "false"},
    "articles_appearance": {"image_id": "(SELECT max(id) FROM articles_image)"},
}
"""What makes a copy of a row collide with nothing."""

OTHER_KEYS = {
    "accounts_accountevent": ({},),
    "intake_event": ({},),
    "articles_edition": ({"holds_schedule": "false"}, {"number": "number + 50"}),
    "articles_appearance": ({"image_id": "image_id"},),
}
"""What a copy with a new id says so that it collides on one unique key alone."""


@pytest.fixture
def other_side() -> Iterator[Any]:
    """Someone else's connection to the same database, as their program makes it."""
    facts = connection.settings_dict
    if ON_SQLITE:
        opened: Any = sqlite3.connect(facts["NAME"], timeout=20, isolation_level=None)
        assert opened.execute("PRAGMA recursive_triggers").fetchone() == (0,)
    else:
        opened = psycopg.connect(
            dbname=facts["NAME"], user=facts["USER"], host=facts["HOST"], autocommit=True
        )
    with closing(opened):
        yield opened


@pytest.fixture
def _rows(settings: Any, tmp_path: Any) -> None:
    """A row in each table; the edition is scheduled, signed off, and shows one of two pictures."""
    settings.MEDIA_ROOT = tmp_path
    make_clinic()
    booking = make_booking()
    envelopes.open(booking.pk, "contact", by=make_staff(), page="booking", now=NOW)
    events.record(AccountEvent.Kind.SIGNED_OUT, make_staff("ann"), by=None, now=NOW)
    made = article()
    made.sections.update(picture=image(seed=1))
    image(seed=2)
    sign_off(made)
    publish(made, at=LATER, by=staff())


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [c.name for c in connection.introspection.get_table_description(cursor, table)]


def copied(table: str, said: dict[str, str], verb: str = "INSERT", after: str = "") -> str:
    """Write a copy of the newest row that says something else in these columns."""
    names = [name for name in columns(table) if name != "id" or "id" in said]
    values = ", ".join(said.get(name, f'"{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    newest = f"WHERE id = (SELECT max(id) FROM {table})"
    return f"{verb} INTO {table} ({listed}) SELECT {values} FROM {table} {newest} {after}"


def forgeries(table: str) -> Iterator[str]:
    column = FORGED[table]
    value = "0" if column.endswith("_id") else "'forged'"
    yield f"UPDATE {table} SET {column} = {value}"
    yield f"UPDATE {table} SET id = id + 1000"
    yield f"DELETE FROM {table}"
    upsert = f"ON CONFLICT (id) DO UPDATE SET {column} = {value}"
    yield copied(table, {"id": "id"}, after=upsert)
    if not ON_SQLITE:
        yield f"TRUNCATE {table} CASCADE"
        return
    for verb in ("INSERT OR REPLACE", "REPLACE"):
        yield copied(table, {"id": "id", column: value}, verb)
        for said in OTHER_KEYS.get(table, ()):
            yield copied(table, {"id": "id + 1000", column: value, **said}, verb)
    yield f"UPDATE OR REPLACE {table} SET {column} = {value}"
    yield f"UPDATE OR REPLACE {table} SET rowid = rowid + 1000"


def refused(other_side: Any, statement: str) -> str:
    """Try it, roll it back, and return what the database said against it."""
    other_side.execute("BEGIN")
    try:
        other_side.execute(statement)
    except (sqlite3.Error, psycopg.Error) as error:
        return str(error)
    finally:
        other_side.execute("ROLLBACK")
    return ""


@pytest.mark.usefixtures("_rows")
def test_every_forgery_is_refused_and_a_new_row_is_not(other_side: Any) -> None:
    gave_way = [
        statement
        for each in TABLES
        for statement in forgeries(each.table)
        if "append-only" not in refused(other_side, statement)
    ]
    assert gave_way == []
    new_rows = [copied(each.table, FRESH.get(each.table, {})) for each in TABLES]
    assert {refused(other_side, statement) for statement in new_rows} == {""}


@pytest.mark.usefixtures("_rows")
def test_control_without_the_triggers_every_forgery_succeeds(other_side: Any) -> None:
    tried = [statement for each in TABLES for statement in forgeries(each.table)]
    with transaction.atomic():
        append_only.allow(TABLES, connection.schema_editor())
    try:
        against = {statement: refused(other_side, statement) for statement in tried}
    finally:
        with transaction.atomic():
            append_only.refuse(TABLES, connection.schema_editor())
    assert against == dict.fromkeys(tried, "")


@pytest.mark.usefixtures("_rows")
def test_nothing_about_an_edition_changes_but_its_ways_out(other_side: Any) -> None:
    edition = Edition.objects.get()
    assert Appearance.objects.exists()
    (table,) = (each for each in TABLES if each.table == "articles_edition")
    frozen = set(columns(table.table)) - set(table.may_change) - {"id"}
    gave_way = []
    for name in frozen:
        # The trigger speaks before any other rule looks at the value.
        value = "id" if getattr(edition, name) is None else "NULL"
        said = refused(other_side, f'UPDATE articles_edition SET "{name}" = {value}')
        if "append-only" not in said:
            gave_way.append(name)
    assert gave_way == []


@pytest.mark.usefixtures("_rows")
def test_way_out_of_an_edition_is_taken_once(other_side: Any) -> None:
    edition = Edition.objects.get()
    withdrawn = publish(article())
    by = staff()
    unschedule(edition.pk, by=by, now=NOW.replace(year=2026))
    withdraw(withdrawn.pk, by=by, now=LATER, reason="A test.")
    afterwards = (
        f"unscheduled_at = NULL WHERE id = {edition.pk}",
        f"unscheduled_by_id = NULL WHERE id = {edition.pk}",
        f"holds_schedule = true WHERE id = {edition.pk}",
        f"withdrawn_at = NULL WHERE id = {withdrawn.pk}",
        f"withdrawn_at = published_at WHERE id = {withdrawn.pk}",
        f"withdrawn_by_id = NULL WHERE id = {withdrawn.pk}",
        f"withdrawn_reason = 'forged' WHERE id = {withdrawn.pk}",
        f"withdrawn_onward_id = article_id WHERE id = {withdrawn.pk}",
        f"withdrawn_reason = 'not withdrawn' WHERE id = {edition.pk}",
    )
    gave_way = [
        change
        for change in afterwards
        if "append-only" not in refused(other_side, f"UPDATE articles_edition SET {change}")
    ]
    assert gave_way == []


@pytest.mark.django_db
def test_schema_holds_the_triggers_of_each_table_for_all_its_columns_and_keys() -> None:
    """A migration that rebuilds a table on SQLite, or adds a column or a key, has to say so."""
    with connection.cursor() as cursor:
        for each in TABLES:
            expected = append_only.triggers(each, connection)
            if ON_SQLITE:
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
                    [each.table],
                )
                assert dict(cursor.fetchall()) == expected
            else:
                cursor.execute(
                    "SELECT tgname FROM pg_trigger"
                    " WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
                    [each.table],
                )
                assert {name for (name,) in cursor.fetchall()} == set(expected)
            found = connection.introspection.get_constraints(cursor, each.table).values()
            keys = [key for key in found if key["unique"] and not key["primary_key"]]
            assert len(keys) == len(each.collisions), each.table
