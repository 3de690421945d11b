"""What must hold still while somebody books: the hours, and how many others hold time.

Of hours that change while somebody books one of the two sees the other.

Whoever takes time holds the hours as they are until the booking is written; whoever changes the
hours waits for them, and finds them when orphans are marked. So a booking is refused, or it is
orphaned at once: never lost between the two. SQLite writes one after the other by itself.
"""

from django.db import connection

# Any numbers; PostgreSQL's advisory locks have numbers for names.
_HOURS = 20_041
_LINE = 20_042


def hold_hours() -> None:
    """Let nobody change the hours before this transaction ends. Many may hold them at once."""
    _lock("pg_advisory_xact_lock_shared", _HOURS)


def lock_hours() -> None:
    """Wait for all who are taking time, and let nobody new begin before this transaction ends.

    Call it before hours are written, and mark_orphans after that, in the same transaction.
    """
    _lock("pg_advisory_xact_lock", _HOURS)


def stand_in_line() -> None:
    """Let no other visitor's request begin to hold time before this transaction ends.

    So each sees how many hold time already, and no two take the last place. Hold the hours first.
    """
    _lock("pg_advisory_xact_lock", _LINE)


def _lock(function: str, key: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [key])
