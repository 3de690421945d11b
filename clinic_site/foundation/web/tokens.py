"""Tokens: what opens a page without a password, what signs a form, and what hides a name.

A token in an address holds 256 random bits. Its row keeps their SHA-256 only, so nobody can make a
link from the table, and looking one up tells nothing by how long it takes.
"""

import hashlib
import hmac
import secrets
from typing import Any

from django.conf import settings
from django.core import signing

_TOKEN_BYTES = 32
_TOKEN_LENGTH = 43


class BadToken(ValueError):
    """A signed text that we did not sign for this purpose, or that was changed."""


def new_token() -> str:
    """Return a new token, which no row holds: send it or show it now, once."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> str:
    """Return what a row keeps of a token, 64 characters."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Return whether a text has the form of a token. Nothing else is ever looked up."""
    return len(text) == _TOKEN_LENGTH and text.isascii()


def sign(facts: Any, purpose: str) -> str:
    """Return facts (of JSON) as a signed text that anybody can read and nobody can change."""
    return signing.dumps(facts, salt=purpose)


def read_signed(text: str, purpose: str) -> Any:
    """Return what was signed for this purpose. Raises BadToken for anything else."""
    try:
        return signing.loads(text, salt=purpose)
    except (signing.BadSignature, ValueError) as error:
        # A ValueError is a good signature under what an older version of this site wrote.
        raise BadToken from error


def keyed_hash(purpose: str, *parts: str) -> str:
    """Return a fingerprint of 64 characters under which something is counted or looked up.

    The database alone cannot turn it back into a name or an address.
    """
    message = "\0".join((purpose, *parts)).encode(errors="surrogatepass")
    return hmac.new(settings.LOOKUP_KEY, message, hashlib.sha256).hexdigest()
