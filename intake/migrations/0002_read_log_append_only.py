"""Let the database itself refuse to change or delete a row of the read log, on both engines.

On SQLite a later migration that alters this table rebuilds it and loses the triggers: such a
migration must call refuse() again. tests/intake/test_envelopes.py notices when it does not.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_SQLITE_REFUSE = (
    """
    CREATE TRIGGER intake_readlog_no_update BEFORE UPDATE ON intake_readlog
    BEGIN SELECT RAISE(ABORT, 'the read log is append-only'); END
    """,
    """
    CREATE TRIGGER intake_readlog_no_delete BEFORE DELETE ON intake_readlog
    BEGIN SELECT RAISE(ABORT, 'the read log is append-only'); END
    """,
)
_SQLITE_ALLOW = (
    "DROP TRIGGER IF EXISTS intake_readlog_no_update",
    "DROP TRIGGER IF EXISTS intake_readlog_no_delete",
)
# Truncating an empty table loses nothing, and is how Django empties a test database.
_POSTGRESQL_REFUSE = (
    """
    CREATE FUNCTION intake_readlog_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM intake_readlog) THEN
            RAISE EXCEPTION 'the read log is append-only';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER intake_readlog_no_change BEFORE UPDATE OR DELETE ON intake_readlog
    FOR EACH ROW EXECUTE FUNCTION intake_readlog_refuse()
    """,
    """
    CREATE TRIGGER intake_readlog_no_truncate BEFORE TRUNCATE ON intake_readlog
    FOR EACH STATEMENT EXECUTE FUNCTION intake_readlog_refuse()
    """,
)
_POSTGRESQL_ALLOW = (
    "DROP TRIGGER IF EXISTS intake_readlog_no_change ON intake_readlog",
    "DROP TRIGGER IF EXISTS intake_readlog_no_truncate ON intake_readlog",
    "DROP FUNCTION IF EXISTS intake_readlog_refuse()",
)
_STATEMENTS = {
    "sqlite": (_SQLITE_REFUSE, _SQLITE_ALLOW),
    "postgresql": (_POSTGRESQL_REFUSE, _POSTGRESQL_ALLOW),
}


def refuse(_apps: StateApps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for statement in _STATEMENTS[schema_editor.connection.vendor][0]:
        schema_editor.execute(statement)


def allow(_apps: StateApps | None, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    for statement in _STATEMENTS[schema_editor.connection.vendor][1]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [migrations.RunPython(refuse, allow)]
