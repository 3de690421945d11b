"""Typed reading of settings from the environment, with `.local/secrets.env` beneath it.

Pure: what is read is handed in, so that `settings.py` stays the only reader of `os.environ`.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

AES_KEY_BYTES = 32
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})
SMTP_PORTS = {"smtp": 25, "smtps": 465}


def read_file(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of a file; none when there is no such file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


@dataclass(frozen=True)
class Environment:
    """Names and values; every getter raises ImproperlyConfigured with what to do about it."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """Return the value, or the default when it is absent or empty."""
        return self.values.get(name) or default

    def required(self, name: str, hint: str) -> str:
        """Return the value; without it the site refuses to start."""
        value = self.text(name)
        if not value:
            raise ImproperlyConfigured(f"{name} is not set. {hint}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a yes or no; an unknown word is refused rather than guessed."""
        if name not in self.values:
            return default
        word = self.values[name].strip().lower()
        if word not in TRUE_WORDS | FALSE_WORDS:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not {word!r}.")
        return word in TRUE_WORDS

    def words(self, name: str, default: str = "") -> list[str]:
        """Return a comma-separated list without blanks."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def key(self, name: str, hint: str) -> bytes:
        """Return one base64 key of 32 bytes."""
        return decode_key(name, self.required(name, hint))

    def keys(self, name: str, hint: str) -> dict[str, bytes]:
        """Return named keys, `id:base64,id:base64`; the first one seals, all of them open."""
        found: dict[str, bytes] = {}
        for part in self.required(name, hint).split(","):
            key_id, separator, value = part.strip().partition(":")
            if not separator or not key_id.isascii() or not 1 <= len(key_id) <= 8:
                raise ImproperlyConfigured(f"{name} must read id:base64, id of 1 to 8 letters.")
            found[key_id] = decode_key(name, value)
        return found


def decode_key(name: str, value: str) -> bytes:
    """Return the bytes of a base64 key, or refuse it by name without showing it."""
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != AES_KEY_BYTES:
        raise ImproperlyConfigured(f"{name} must be {AES_KEY_BYTES} bytes in base64.")
    return key


def mail_settings(url: str) -> dict[str, object]:
    """Return Django's mail settings for an EMAIL_URL.

    Known forms: `console:`, `file:///folder`, `memory:`, `smtp://user:password@host:587/?tls=1`
    and `smtps://user:password@host:465`. A send that hangs is given up after ten seconds.
    """
    parts = urlsplit(url)
    backend = "django.core.mail.backends."
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": backend + "console.EmailBackend"}
    if parts.scheme == "memory":
        return {"EMAIL_BACKEND": backend + "locmem.EmailBackend"}
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": backend + "filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme not in SMTP_PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must begin with smtp://, smtps://, file:// or console:"
        )
    return {
        "EMAIL_BACKEND": backend + "smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or SMTP_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parse_qs(parts.query).get("tls") == ["1"],
        "EMAIL_TIMEOUT": 10,
    }
