"""Looking for marker strings everywhere: every marker that a test types begins with "canary"."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

SOUGHT = ["canary", "5552671", "555-2671"]


def found_in(text: str) -> list[str]:
    return [marker for marker in SOUGHT if marker in text.lower()]


@pytest.fixture
def empty_log(transactional_db: None) -> None:
    """Leave nothing of earlier tests in SQLite's log: their controls write what must be nowhere."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def whole_database() -> str:
    """Every cell of every table, and on SQLite the raw bytes of the file and its log."""
    cells: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                cells += [_as_text(cell) for cell in row]
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        for part in (file, file.with_name(f"{file.name}-wal")):
            cells.append(_raw(part).decode("latin-1") if part.exists() else "")
    return "\n".join(cells)


def _raw(file: Path) -> bytes:
    # In a process of its own: closing the file in this one would drop SQLite's locks on it, and
    # whoever else had it open would believe to be alone.
    reading = "import pathlib, sys; sys.stdout.buffer.write(pathlib.Path(sys.argv[1]).read_bytes())"
    return subprocess.check_output([sys.executable, "-c", reading, str(file)])


def _as_text(cell: object) -> str:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).decode("latin-1")
    return str(cell)
