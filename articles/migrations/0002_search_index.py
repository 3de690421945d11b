"""The search index of SQLite: one FTS5 table, kept by `articles/editions/`.

PostgreSQL computes its own at query time. The table stands apart from Django's models, so that no
later migration rebuilds it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def make(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE articles_search USING fts5("
            "title, summary, body, tokenize='porter unicode61 remove_diacritics 2')"
        )


def drop(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE articles_search")


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
