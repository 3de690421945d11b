"""What the files of a picture are called, and which there are. Pure."""

import hashlib
import re

FORMATS = ("webp", "jpg")
# A phone, a phone with a sharp screen or a desk, a desk with a sharp screen.
WIDTHS = (480, 960, 1440)
# Enough that no two pictures ever meet, and that nobody guesses the address of an unpublished one.
KEY_DIGITS = 32
# A point to keep in view is given in percent, in steps that the stylesheet knows.
STEP = 10

# How a composed page names a file, until its address is filled in.
_PLACED = re.compile(rf"\{{picture:([0-9a-f]{{{KEY_DIGITS}}})-")
_FILE_NAME = re.compile(rf"[0-9a-f]{{{KEY_DIGITS}}}-[1-9][0-9]{{2,3}}\.(?:{'|'.join(FORMATS)})")


def key_of(upload: bytes) -> str:
    """Return the name of a picture: a fingerprint of the upload, never the name it came with."""
    return hashlib.sha256(upload).hexdigest()[:KEY_DIGITS]


def widths_for(width: int) -> tuple[int, ...]:
    """Return the widths to make of a picture this wide, narrowest first. None is larger than it."""
    return (*(each for each in WIDTHS if each < width), min(width, WIDTHS[-1]))[: len(WIDTHS)]


def file_name(key: str, width: int, kind: str) -> str:
    """Return the name of one file."""
    return f"{key}-{width}.{kind}"


def is_file_name(name: str) -> bool:
    """Return whether a name could be one of ours. Nothing else is ever looked up on the disk."""
    return _FILE_NAME.fullmatch(name) is not None


def placeholder(name: str) -> str:
    """Return what stands in a composed page for the address of this file."""
    return f"{{picture:{name}}}"


def keys_in(html: str) -> frozenset[str]:
    """Return the keys of all pictures that a composed page shows."""
    return frozenset(_PLACED.findall(html))
