"""Sealing and opening bytes with AES-GCM. No rows of its own.

Neither is done with a wrong key: both raise WrongKey, which becomes a page that says to phone.

A sealed text is: length of the key id (1 byte), key id, nonce (12 bytes), ciphertext with tag.
Subject, kind and key id are bound in as associated data, so an envelope that was moved to another
booking, renamed or changed in one bit does not open.
"""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from clinic_site.foundation.clinic import keys

_NONCE_BYTES = 12


class SealError(Exception):
    """A sealed text is damaged, moved, or sealed with a key we do not have."""


def seal(subject: UUID, kind: str, text: bytes) -> bytes:
    """Seal with the current key, which is the first of settings.ENVELOPE_KEYS."""
    key_id = next(iter(settings.ENVELOPE_KEYS), None)
    if key_id is None:
        raise SealError("no envelope key")
    keys.check(keep=True)
    front = _front(key_id)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(key_id).encrypt(nonce, text, _bound_to(subject, kind, front))
    return front + nonce + sealed


def unseal(subject: UUID, kind: str, sealed: bytes) -> bytes:
    """Return the text, or raise SealError: never ciphertext, never a part of the text."""
    keys.check(keep=False)
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
