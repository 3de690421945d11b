"""Short lists that staff type one item a line."""


def split_lines(text: str) -> tuple[str, ...]:
    """Return the lines that say something, trimmed."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
