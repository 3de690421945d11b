"""Tables that the database itself keeps from being forged, whoever connects to it.

A row is written once. Deleting it, putting another in its place and changing it are refused by
triggers, on SQLite and PostgreSQL alike, but for the changes that a table's own code makes. On
SQLite INSERT OR REPLACE deletes the rows that it collides with and tells no trigger, so there an
insert that collides is refused first; PostgreSQL has no such statement.

On SQLite a later migration that rebuilds a table loses its triggers, and a new column is watched
by none: such a migration must name the table again. tests/test_append_only.py notices when it does
not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """What may happen to the rows of one table, besides being written.

    `collisions` has one condition for each unique key but the primary one, true of a row that a NEW
    row would collide with. `may_change` names the columns that may change, each with the condition
    on OLD and NEW under which. Conditions are SQL that both engines read; no table loses a row.
    """

    table: str
    collisions: tuple[str, ...] = ()
    may_change: Mapping[str, str] = field(default_factory=dict)


def enforce(*tables: AppendOnly) -> migrations.RunPython:
    """Return the migration's operation that puts the triggers of these tables in place.

    It replaces triggers that are there already; run backward, it takes them away.
    """

    def forward(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        allow(tables, editor)
        refuse(tables, editor)

    def backward(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        allow(tables, editor)

    return migrations.RunPython(forward, backward)


def refuse(tables: Iterable[AppendOnly], editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_REFUSAL, None)
    for each in tables:
        for statement in triggers(each, editor.connection).values():
            editor.execute(statement, None)


def allow(tables: Iterable[AppendOnly], editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    for each in tables:
        where = "" if editor.connection.vendor == "sqlite" else f" ON {each.table}"
        for name in triggers(each, editor.connection):
            editor.execute(f"DROP TRIGGER IF EXISTS {name}{where}", None)


def triggers(of: AppendOnly, connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the statements that make the triggers of a table, by the triggers' names.

    The columns are read from the database, so that one nobody thought of is frozen too.
    """
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, of.table)
    columns = [column.name for column in described]
    make = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    return make(of, columns)


def _on_sqlite(of: AppendOnly, columns: Iterable[str]) -> dict[str, str]:
    taken = " OR ".join(f"({each})" for each in ("id = NEW.id", *of.collisions))
    collides = f"EXISTS (SELECT 1 FROM {of.table} WHERE {taken})"  # noqa: S608 - our own words
    refusals = {
        "no_replacing": f"BEFORE INSERT ON {of.table} WHEN {collides}",
        "no_change": f"BEFORE UPDATE ON {of.table} WHEN {_is_changed(of, columns, 'IS NOT')}",
        "no_delete": f"BEFORE DELETE ON {of.table}",
    }
    return {
        f"{of.table}_{name}": f"CREATE TRIGGER {of.table}_{name} {when}"
        f" BEGIN SELECT RAISE(ABORT, '{of.table} is append-only'); END"
        for name, when in refusals.items()
    }


def _on_postgresql(of: AppendOnly, columns: Iterable[str]) -> dict[str, str]:
    changed = _is_changed(of, columns, "IS DISTINCT FROM")
    refusals = {
        "no_change": f"BEFORE UPDATE ON {of.table} FOR EACH ROW WHEN ({changed})",
        "no_delete": f"BEFORE DELETE ON {of.table} FOR EACH ROW",
        "no_truncate": f"BEFORE TRUNCATE ON {of.table} FOR EACH STATEMENT",
    }
    return {
        f"{of.table}_{name}": f"CREATE TRIGGER {of.table}_{name} {when}"
        " EXECUTE FUNCTION append_only_refuse()"
        for name, when in refusals.items()
    }


# Truncating an empty table loses nothing, and is how Django empties a test database. The table is
# looked for in its own schema: somebody's temporary table of the same name may be empty.
_REFUSAL = """
    CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        loses_a_row boolean := true;
    BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            EXECUTE pg_catalog.format(
                'SELECT EXISTS (SELECT 1 FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME
            ) INTO loses_a_row;
        END IF;
        IF loses_a_row THEN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$
"""


def _is_changed(of: AppendOnly, columns: Iterable[str], differs_from: str) -> str:
    """Return the condition under which an update changes more than it may."""
    frozen = []
    for name in columns:
        changed = f'OLD."{name}" {differs_from} NEW."{name}"'
        allowed = of.may_change.get(name)
        frozen.append(f"({changed} AND NOT ({allowed}))" if allowed else changed)
    return " OR ".join(frozen)
