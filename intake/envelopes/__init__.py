"""What is private is sealed here, and opened here only. Import from this module.

An envelope belongs to a subject (the UUID of a booking or an enquiry) and has a kind:
"contact", "answers", "note-0001" and onward, "approval-0001" for a note that speaks of the answers,
"former-0003" for the contact before it was corrected at version 3, and "line-0001" and onward for
an enquiry.
"""

from intake.envelopes.lookup import is_known_to, lookup_digest, lookup_digests
from intake.envelopes.store import (
    ANSWERS,
    APPROVAL,
    CONTACT,
    FORMER,
    LINE,
    NOTE,
    append,
    count,
    delete,
    exists,
    former,
    open,  # noqa: A004 - "envelopes.open" is the word for it
    open_all,
    open_lines,
    open_notes,
    replace,
    write,
    write_all,
)
from intake.exceptions import EnvelopeError

__all__ = [
    "ANSWERS",
    "APPROVAL",
    "CONTACT",
    "FORMER",
    "LINE",
    "NOTE",
    "EnvelopeError",
    "append",
    "count",
    "delete",
    "exists",
    "former",
    "is_known_to",
    "lookup_digest",
    "lookup_digests",
    "open",
    "open_all",
    "open_lines",
    "open_notes",
    "replace",
    "write",
    "write_all",
]
