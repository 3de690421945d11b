"""Cleaning what people type: names, one-line answers and longer notes.

Pure text in, clean text out. Names of every script are welcome. What is taken away is what
nobody can see; what is refused is what can turn a line around, break it, or hide in it.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

NAME_LENGTH = 100
LINE_LENGTH = 200
NOTE_LENGTH = 500
MOST_MARKS = 6  # Hebrew with points and chant marks needs four on one letter
ROOM_FOR_MARKS = 4  # code points allowed for each letter that is counted

# Joiners have a meaning inside Persian words and family emoji, so only loose ones go.
JOINERS = "\u200c\u200d"
# Characters that other categories hold, and that show as nothing.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u2800\u3164\uffa0")
# Of the format characters (Cf), these Arabic and Syriac signs are visible.
VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
BROKEN = "\ufffd"
FORMULA_STARTS = "=+-@\uff1d\uff0b\uff0d\uff20"
ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)

HIDDEN_MESSAGE = _(
    "There is a hidden character in this answer that we cannot keep. "
    "Delete the answer and type it again by hand."
)
BROKEN_MESSAGE = _("We could not read one of the letters. Delete the answer and type it again.")
MARKS_MESSAGE = _("One of the letters has too many marks on it. Type it with fewer marks.")
FORMULA_MESSAGE = _("A name cannot begin with %(sign)s. Take that sign out.")
ADDRESS_MESSAGE = _("A name cannot hold a web address. Type only the name.")


def clean_line(raw: str, most: int = LINE_LENGTH) -> str:
    """Return one line, NFC, single-spaced, without invisible characters.

    Raises ValidationError in plain words for control, line and direction characters inside the
    line, for unreadable letters, and when more than `most` letters are left. May return "".
    """
    _refuse_flood(raw, most)
    text = _visible(raw.strip())
    if any(_hides(character) for character in text):
        raise ValidationError(HIDDEN_MESSAGE, code="hidden")
    return _checked(" ".join(text.split()), most)


def clean_note(raw: str, most: int = NOTE_LENGTH) -> str:
    """Return text that may run over several lines, cleaned like a line.

    Line breaks stay, at most two in a row. Direction characters, which messaging apps put
    around pasted text, are dropped; other control characters are refused.
    """
    _refuse_flood(raw, most)
    text = _visible(raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip())
    text = "".join(character for character in text if character not in TURNS)
    if any(_hides(character) for character in text if character != "\n"):
        raise ValidationError(HIDDEN_MESSAGE, code="hidden")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _checked(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), most)


def clean_name(raw: str, most: int = NAME_LENGTH) -> str:
    """Return a person's name cleaned like a line.

    Raises ValidationError too for what no name is: a formula for a spreadsheet, or a web
    address that a letter of ours would carry to a stranger.
    """
    name = clean_line(raw, most)
    if name and name[0] in FORMULA_STARTS:
        raise ValidationError(FORMULA_MESSAGE, code="formula", params={"sign": name[0]})
    if ADDRESS.search(name):
        raise ValidationError(ADDRESS_MESSAGE, code="address")
    return name


def count_letters(text: str) -> int:
    """Return how many letters a person would count: marks and joiners belong to their letter."""
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)


def _refuse_flood(raw: str, most: int) -> None:
    # Before anything walks over the text: a million characters must cost nothing.
    if len(raw) > most * ROOM_FOR_MARKS:
        raise _too_long(len(raw), most)


def _too_long(length: int, most: int) -> ValidationError:
    message = ngettext_lazy(
        "This answer is too long. Use %(most)d character or fewer; it has %(length)d.",
        "This answer is too long. Use %(most)d characters or fewer; it has %(length)d.",
        "most",
    )
    return ValidationError(message, code="max_length", params={"most": most, "length": length})


def _visible(text: str) -> str:
    """Drop what shows as nothing, and joiners at the edges, where they join nothing."""
    kept = (character for character in text if not _shows_nothing(character))
    return "".join(kept).strip().strip(JOINERS).strip()


def _shows_nothing(character: str) -> bool:
    if character in BLANKS:
        return True
    if character in JOINERS or character in TURNS or character in VISIBLE_FORMAT:
        return False
    return unicodedata.category(character) == "Cf"


def _hides(character: str) -> bool:
    if character in TURNS or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
        return True
    return ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF


def _checked(text: str, most: int) -> str:
    """Return the text in NFC once it is readable, short enough and has a visible character."""
    if BROKEN in text:
        raise ValidationError(BROKEN_MESSAGE, code="unreadable")
    text = unicodedata.normalize("NFC", text)
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run > MOST_MARKS:
            raise ValidationError(MARKS_MESSAGE, code="marks")
    if count_letters(text) > most:
        raise _too_long(count_letters(text), most)
    return text if any(unicodedata.category(c)[0] not in "ZCM" for c in text) else ""
