"""Words without the people in them: what readers type, before any of it is kept.

Pure. Takes any text and never raises. It finds what has a shape (an address, a number, a link);
a name has none, so the form itself asks people to leave names out.
"""

import re
import unicodedata

LEFT_OUT = "[…]"

# Of the format characters only the joiners mean something inside words.
_JOINERS = "\u200c\u200d"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MOST_MARKS = 4
# A link may hold a patient's own token.
# Each begins only where a word does, so that no text is read twice.
_LINK = re.compile(r"(?:(?<![a-z0-9+.-])[a-z0-9+.-]+://|\bwww\.|/book/)\S+", re.IGNORECASE)
_MAIL = re.compile(
    r"(?<!\S)(?:\S*[@＠﹫](?:\s?\S+)?|\S+\s?[(\[{]\s?at\s?[)\]}]\s?\S+)", re.IGNORECASE
)
# Seven digits with anything that people put between them: a phone number or a date of birth.
_PHONE = re.compile(r"[+＋(（]{0,4}\d(?:[\s()（）./_·–—‐‑-]{0,3}\d){6,}")
_LONG_NUMBER = re.compile(r"\d{5,}")
_DIGITS_OF_SOMEBODY = re.compile(r"\d{4,}|(?:\d\D{0,3}){6,}")


def without_hidden(text: str) -> str:
    """Drop what nobody can see or what turns a line around; fold white space into single spaces."""
    plain = unicodedata.normalize("NFC", "".join(map(_visible, text)))
    kept: list[str] = []
    marks = 0
    for character in plain:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return " ".join("".join(kept).split())


def _visible(character: str) -> str:
    if character in _JOINERS:
        return character
    if character in "\t\n\r\v\f\u2028\u2029\x85":
        return " "
    return "" if unicodedata.category(character) in _HIDDEN else character


def without_details(text: str) -> str:
    """Replace e-mail addresses, phone numbers, long numbers and links; drop hidden characters."""
    clean = without_hidden(text)
    for pattern in (_LINK, _MAIL, _PHONE, _LONG_NUMBER):
        clean = pattern.sub(LEFT_OUT, clean)
    return clean


def looks_personal(text: str) -> bool:
    """Return whether a short text holds what may point at somebody: an @, a link, many digits."""
    return bool(
        any(sign in text for sign in "@＠﹫")
        or _LINK.search(text)
        or _DIGITS_OF_SOMEBODY.search(text)
    )
