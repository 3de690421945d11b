"""Cells that no spreadsheet program takes for a formula. Pure.

The rule is OWASP's (CSV injection): a cell that begins with one of these signs is computed by some
program, so an apostrophe goes in front. Full-width forms are read as their ordinary twins.
"""

import unicodedata

_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def safe_cell(value: object) -> str:
    """Return a value as text that stays text; None is an empty cell."""
    text = "" if value is None else str(value)
    # NUL ends a cell in some programs and raises in others.
    text = text.replace("\x00", "")
    # Programs skip blanks before they look for a formula.
    bare = text.lstrip(" \u00a0\u3000\ufeff\u200b")
    if unicodedata.normalize("NFKC", bare[:1]).startswith(_COMPUTED):
        return f"'{text}"
    return text
