"""What is kept about people: for how long, giving it out, and deleting it. Import from here."""

from intake.privacy.deletion import (
    WITHOUT_A_VISIT,
    Purged,
    can_erase,
    erase,
    is_overdue,
    kept,
    last_run,
    purge,
)
from intake.privacy.export import Export, export

__all__ = [
    "WITHOUT_A_VISIT",
    "Export",
    "Purged",
    "can_erase",
    "erase",
    "export",
    "is_overdue",
    "kept",
    "last_run",
    "purge",
]
