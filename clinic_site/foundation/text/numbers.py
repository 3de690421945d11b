"""Numbers that somebody typed, or put into an address. Pure."""

# No row has a longer one, and no database stumbles over it.
MOST_DIGITS = 9


def number_in(text: str) -> int | None:
    """Return the whole number that a text is; None if it is none, or one that no row can have."""
    is_number = len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal()
    return int(text) if is_number else None
