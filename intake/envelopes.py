"""What is private is sealed here, and opened here only.

An envelope belongs to a subject (the UUID of a booking or an enquiry) and has a kind:
"contact", "answers", "note-0001" and onward, "approval-0001" for a note that speaks of the answers,
"former-0003" for the contact before it was corrected at version 3, and "line-0001" and onward for
an enquiry.

Staff find a caller by keyed hashes, though names and numbers are sealed. What people type differs
in case, accents and spacing, so it is folded first. The key makes the hashes useless to somebody
who has the database alone.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from clinic_site.foundation import sealing
from clinic_site.foundation.sealing import SealError, seal, unseal
from intake.exceptions import EnvelopeError, NotAllowed
from intake.models import Envelope, ReadLog

CONTACT = "contact"
ANSWERS = "answers"
NOTE = "note"
# Why it was right to confirm over a flag: it speaks of the answers, so it is read like them.
APPROVAL = "approval"
LINE = "line"
# The contact before a correction, until its old address has been told of it.
FORMER = "former"

# Who may open what. Only the machine opens an enquiry's lines.
_PERMISSIONS: Mapping[str, str] = {
    CONTACT: "intake.read_contact",
    ANSWERS: "intake.read_answers",
    NOTE: "intake.write_note",
    APPROVAL: "intake.read_answers",
}
_TRIES = 5

# Letters that are no accented form of another, as people without them on the keyboard type them.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# Enough to tell callers apart, and the same with and without a country code.
_PHONE_DIGITS = 7
LAST_DIGITS = 4
"""So many digits of a phone number people are asked for, to show that they know it."""


def write(subject: UUID, kind: str, data: Mapping[str, Any], *, now: datetime) -> None:
    """Seal data (what JSON can carry) as this kind; a kind is written once for a subject."""
    write_all(subject, {kind: data}, now=now)


def write_all(subject: UUID, data: Mapping[str, Mapping[str, Any]], *, now: datetime) -> None:
    """Seal the data of several kinds at once."""
    Envelope.objects.bulk_create(
        Envelope(subject=subject, kind=kind, sealed=_sealed(subject, kind, part), created_at=now)
        for kind, part in data.items()
    )


def replace(subject: UUID, kind: str, data: Mapping[str, Any], *, now: datetime) -> None:
    """Seal data in place of what this kind holds. Raises EnvelopeError if there is no such one."""
    found = Envelope.objects.filter(subject=subject, kind=kind)
    if not found.update(sealed=_sealed(subject, kind, data), created_at=now):
        raise EnvelopeError(f"there is no {kind} envelope")


def append(subject: UUID, series: str, data: Mapping[str, Any], *, now: datetime) -> str:
    """Seal data as the next of a series, such as "note-0003", and give its kind."""
    for _try in range(_TRIES):
        kind = f"{series}-{_of(subject, series).count() + 1:04d}"
        try:
            with transaction.atomic():
                write(subject, kind, data, now=now)
        except IntegrityError:
            # Somebody wrote that number meanwhile: take the next.
            continue
        return kind
    raise EnvelopeError(f"no free number for another {series}")


def open(  # noqa: A001 - "envelopes.open" is the word for it
    subject: UUID, kind: str, *, by: User | None, page: str, now: datetime
) -> dict[str, Any]:
    """Open one envelope. A reading by staff is logged first, and refused without permission.

    by is None for the machine's own work, such as writing a notification. Raises EnvelopeError when
    the envelope is missing or does not open, NotAllowed when the person may not read this kind.
    """
    with transaction.atomic():
        _log([subject], kind, by, page, now)
        envelope = Envelope.objects.filter(subject=subject, kind=kind).first()
    if envelope is None:
        raise EnvelopeError(f"there is no {kind} envelope")
    return _text(envelope)


def open_all(
    subjects: list[UUID], kind: str, *, by: User | None, page: str, now: datetime
) -> dict[UUID, dict[str, Any]]:
    """Open this kind for many subjects in two queries; those without one are left out."""
    with transaction.atomic():
        found = list(Envelope.objects.filter(subject__in=subjects, kind=kind))
        _log((envelope.subject for envelope in found), kind, by, page, now)
    return {envelope.subject: _text(envelope) for envelope in found}


def open_notes(subject: UUID, *, by: User, page: str, now: datetime) -> list[dict[str, Any]]:
    """Open the staff's notes, oldest first, as one reading: keys text, transition, by, at.

    Approvals over a flag stand among them for those who may read the answers.
    """
    series = [NOTE, APPROVAL] if by.has_perm(_PERMISSIONS[APPROVAL]) else [NOTE]
    with transaction.atomic():
        notes = list(_of(subject, *series).order_by("kind"))
        for kind in series:
            if any(note.kind.startswith(f"{kind}-") for note in notes):
                _log([subject], kind, by, page, now)
    return sorted((_text(note) for note in notes), key=lambda note: str(note["at"]))


def open_lines(subject: UUID) -> list[dict[str, Any]]:
    """Open an enquiry's lines, oldest first. For the person's own way through the questions."""
    return [_text(line) for line in _of(subject, LINE).order_by("kind")]


def exists(subject: UUID, kind: str) -> bool:
    """Return whether there is such an envelope; it is not opened."""
    return Envelope.objects.filter(subject=subject, kind=kind).exists()


def delete(*subjects: UUID) -> int:
    """Delete every envelope of these subjects for good, and give how many there were."""
    return Envelope.objects.filter(subject__in=subjects).delete()[0]


def former(before: datetime) -> QuerySet[Envelope]:
    """Return the contacts that were corrected before then."""
    return Envelope.objects.filter(kind__startswith=f"{FORMER}-", created_at__lte=before)


def count(subject: UUID, *series: str) -> int:
    """Return how many envelopes of these series there are; none is opened."""
    return int(_of(subject, *series).count())


def _sealed(subject: UUID, kind: str, data: Mapping[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    try:
        return seal(subject, kind, text)
    except SealError as error:
        raise EnvelopeError(str(error)) from None


def _of(subject: UUID, *series: str) -> Any:
    kinds = Q()
    for one in series:
        kinds |= Q(kind__startswith=f"{one}-")
    return Envelope.objects.filter(kinds, subject=subject)


def _log(subjects: Iterable[UUID], kind: str, by: User | None, page: str, now: datetime) -> None:
    """Refuse staff who may not read this kind, and write down what the others read."""
    if by is None:
        return
    permission = _PERMISSIONS.get(kind.split("-")[0])
    if permission is None or not by.has_perm(permission):
        raise NotAllowed(f"may not read {kind}")
    ReadLog.objects.bulk_create(
        ReadLog(subject=subject, kind=kind, user=by, page=page, at=now) for subject in subjects
    )


def _text(envelope: Envelope) -> dict[str, Any]:
    # PostgreSQL hands back a memoryview.
    try:
        text = unseal(envelope.subject, envelope.kind, bytes(envelope.sealed))
    except SealError as error:
        raise EnvelopeError(str(error)) from None
    data: dict[str, Any] = json.loads(text)
    return data


def lookup_digest(kind: str, value: str) -> str:
    """Return the hash of a phone, an e-mail, or one word of a name; "" if nothing is left of it.

    Raises WrongKey where the database was used with another one.
    """
    folded = _FOLDS[kind](value)
    if not folded:
        return ""
    # With a wrong key nobody would be found, and nobody told.
    sealing.check_keys(keep=False)
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
