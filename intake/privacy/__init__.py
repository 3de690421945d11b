"""What is kept about people: for how long, giving it out, and deleting it. Import from here."""

from intake.privacy.erasure import can_erase, erase
from intake.privacy.export import Export, export
from intake.privacy.retention import (
    WITHOUT_A_VISIT,
    Purged,
    is_overdue,
    kept,
    last_run,
    purge,
)

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
