"""Keyed hashes by which staff find a caller, though names and numbers are sealed.

What people type differs in case, accents and spacing, so it is folded first. The key makes the
hashes useless to somebody who has the database alone.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from clinic_site.foundation.clinic import keys

# Notifications that are no accented form of another, as people without them on the keyboard type
# them.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# Enough to tell callers apart, and the same with and without a country code.
_PHONE_DIGITS = 7
LAST_DIGITS = 4
"""So many digits of a phone number people are asked for, to show that they know it."""


def lookup_digest(kind: str, value: str) -> str:
    """Return the hash of a phone, an e-mail, or one word of a name; "" if nothing is left of it.

    Raises WrongKey where the database was used with another one.
    """
    folded = _FOLDS[kind](value)
    if not folded:
        return ""
    # With a wrong key nobody would be found, and nobody told.
    keys.check(keep=False)
    message = f"{kind}:{folded}".encode()
    return hmac.new(settings.LOOKUP_KEY, message, hashlib.sha256).hexdigest()


def lookup_digests(contact: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return every (kind, digest) under which somebody with this contact can be found.

    Each word of a name counts: which of them is the surname differs from country to country.
    """
    values = [("name", word) for word in words_of(str(contact.get("name") or ""))]
    values += [(kind, str(contact.get(kind) or "")) for kind in ("phone", "email")]
    pairs = {(kind, lookup_digest(kind, value)) for kind, value in values}
    return {(kind, digest) for kind, digest in pairs if digest}


def is_known_to(contact: Mapping[str, Any], typed: str) -> bool:
    """Return whether typed is this contact's e-mail address or ends in its phone's last digits.

    Each is compared, and in constant time: how long it takes tells nothing.
    """
    pairs = (
        (_fold_email(str(contact.get("email") or "")), _fold_email(typed)),
        (_last_digits(str(contact.get("phone") or "")), _last_digits(typed)),
    )
    same = [bool(ours) & hmac.compare_digest(ours.encode(), said.encode()) for ours, said in pairs]
    return any(same)


def _last_digits(number: str) -> str:
    """Return the last four digits; "" when there are fewer, for those anybody could guess."""
    digits = _fold_phone(number)[-LAST_DIGITS:]
    return digits if len(digits) == LAST_DIGITS else ""


def words_of(name: str) -> list[str]:
    """Split a name into the words by which it can be looked up: at spaces and hyphens."""
    return name.replace("-", " ").replace("\u2010", " ").split()


def _fold_word(value: str) -> str:
    plain = unicodedata.normalize("NFKD", value).casefold().translate(_PLAIN)
    letters = "".join(c for c in plain if c.isalnum())
    # A name made of signs or emoji alone is still a name.
    return letters or plain.strip()


def _fold_phone(value: str) -> str:
    number = value.lower().split("ext")[0].split("x")[0].split("#")[0]
    digits = "".join(str(unicodedata.digit(c)) for c in number if c.isdigit())
    return digits[-_PHONE_DIGITS:]


def _fold_email(value: str) -> str:
    return value.strip().casefold()


_FOLDS = {"name": _fold_word, "phone": _fold_phone, "email": _fold_email}
