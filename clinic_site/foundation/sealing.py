"""Sealing and opening bytes with AES-GCM, and noticing a wrong key before either.

For every key of the settings a row keeps a fingerprint that only this key gives, written the first
time the key is used with this database. So a key that was mixed up, or the wrong backup of either,
is told at the start and not by a patient.

A sealed text is: length of the key id (1 byte), key id, nonce (12 bytes), ciphertext with tag.
Subject, kind and key id are bound in as associated data, so an envelope that was moved to another
booking, renamed or changed in one bit does not open.
"""

import contextlib
import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import Error

from clinic_site.foundation.clinic.models import KeyCheck
from clinic_site.foundation.exceptions import StartRefused

SIGNS, LOOKS_UP = "SECRET_KEY", "LOOKUP_KEY"
REPLACEABLE = {
    SIGNS: "Whoever is signed in signs in again, and links to reset a password end.",
    LOOKS_UP: "Bookings made before are no longer found by name, phone or e-mail. Printed recovery "
    "codes end, and each device of the staff has to sign in once before it is known again.",
}
"""The keys without which nothing sealed is lost, and what it costs to do without the old one."""

_MEND = "Put back the key that belongs to this database. If it is lost, "
# What this process has found in the database: names with fingerprints.
_known: set[tuple[str, str]] = set()


class WrongKey(StartRefused):
    """A key is not the one of this name that the database knows. Nothing was opened or sealed."""

    def __init__(self, name: str) -> None:
        mend = "give the new one a new id: what was sealed with the lost one stays shut."
        if name in REPLACEABLE:
            mend = f"run `python manage.py accept_key {name}`: {REPLACEABLE[name].lower()}"
        if name == SIGNS:
            mend = f"or was replaced, {mend} Or keep the old one in SECRET_KEY_FALLBACKS."
        super().__init__(f"{name} is not the key that this database was used with. {_MEND}{mend}")


def check_keys(*, keep: bool) -> None:
    """Raise WrongKey if the database knows another key under one of our names.

    keep writes down the keys that it does not know yet: before sealing, never for mere reading.
    One query until every key was found there, then none as long as the process lives.
    """
    ours = _fingerprints()
    if _known.issuperset(ours.items()):
        return
    kept = _kept()
    for name in _wrong(ours, kept):
        raise WrongKey(name)
    _known.update(kept.items())
    if keep and not ours.items() <= kept.items():
        _keep(ours, kept)
        # Another process may have been first, with another key. Nothing is known before it is read
        # the next time: this transaction may yet be rolled back.
        for name in _wrong(ours, _kept()):
            raise WrongKey(name)


def check_keys_at_start() -> None:
    """Raise WrongKey if the database can tell. If it is away or empty the first use will."""
    with contextlib.suppress(Error):
        check_keys(keep=True)


def wrong_keys() -> list[str]:
    """Ask the database again which of our keys are wrong, and return their names."""
    return _wrong(_fingerprints(), _kept())


def accept_key(name: str) -> None:
    """Forget what was known of a key in REPLACEABLE, so that the one in the settings counts."""
    KeyCheck.objects.filter(name=name).delete()


def _kept() -> dict[str, str]:
    return dict(KeyCheck.objects.values_list("name", "fingerprint"))


def _keep(ours: dict[str, str], kept: dict[str, str]) -> None:
    if SIGNS in kept and kept[SIGNS] != ours[SIGNS]:
        KeyCheck.objects.filter(name=SIGNS).update(fingerprint=ours[SIGNS])
    new = [KeyCheck(name=name, fingerprint=ours[name]) for name in ours.keys() - kept.keys()]
    KeyCheck.objects.bulk_create(new, ignore_conflicts=True)


def _wrong(ours: dict[str, str], kept: dict[str, str]) -> list[str]:
    # A signing key that was replaced, as Django has it, still counts.
    retired = {_fingerprint(SIGNS, each.encode()) for each in settings.SECRET_KEY_FALLBACKS}
    both = ours.keys() & kept.keys()
    return sorted(name for name in both if kept[name] not in {ours[name], *retired})


def _fingerprints() -> dict[str, str]:
    keys = {f"{key_id} of ENVELOPE_KEYS": key for key_id, key in settings.ENVELOPE_KEYS.items()}
    keys |= {LOOKS_UP: settings.LOOKUP_KEY, SIGNS: settings.SECRET_KEY.encode()}
    return {name: _fingerprint(name, key) for name, key in keys.items()}


def _fingerprint(name: str, key: bytes) -> str:
    return hmac.new(key, f"which key is this: {name}".encode(), hashlib.sha256).hexdigest()


_NONCE_BYTES = 12


class SealError(Exception):
    """A sealed text is damaged, moved, or sealed with a key we do not have."""


def seal(subject: UUID, kind: str, text: bytes) -> bytes:
    """Seal with the current key, which is the first of settings.ENVELOPE_KEYS."""
    key_id = next(iter(settings.ENVELOPE_KEYS), None)
    if key_id is None:
        raise SealError("no envelope key")
    check_keys(keep=True)
    front = _front(key_id)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(key_id).encrypt(nonce, text, _bound_to(subject, kind, front))
    return front + nonce + sealed


def unseal(subject: UUID, kind: str, sealed: bytes) -> bytes:
    """Return the text, or raise SealError: never ciphertext, never a part of the text."""
    check_keys(keep=False)
    length = 1 + sealed[0] if sealed else 1
    front, rest = sealed[:length], sealed[length:]
    try:
        key_id = front[1:].decode()
        nonce, body = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        return _cipher(key_id).decrypt(nonce, body, _bound_to(subject, kind, front))
    # A short nonce is a ValueError, and so is a key id that is no text.
    except (InvalidTag, ValueError):
        raise SealError(f"the sealed {kind} does not open") from None


def _cipher(key_id: str) -> AESGCM:
    key = settings.ENVELOPE_KEYS.get(key_id)
    if key is None:
        raise SealError("sealed with a key we do not have")
    return AESGCM(key)


def _front(key_id: str) -> bytes:
    encoded = key_id.encode()
    return bytes([len(encoded)]) + encoded


def _bound_to(subject: UUID, kind: str, front: bytes) -> bytes:
    return front + subject.bytes + kind.encode()
