"""Typed reading of settings from the environment, with `.local/secrets.env` beneath it.

Pure: what is read is handed in, so that `settings.py` stays the only reader of `os.environ`.
"""

import base64
import binascii
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import dj_database_url

from clinic_site.foundation.exceptions import StartRefused

AES_KEY_BYTES = 32
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})
SMTP_PORTS = {"smtp": 25, "smtps": 465}
DATABASES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """End the process with the line of a StartRefused on stderr, exit code 1, and no traceback."""
    try:
        yield
    except StartRefused as refusal:
        sys.exit(f"The site does not start. {refusal}")


def read_file(path: Path) -> dict[str, str]:
    """Return the NAME=value lines of a file; none when there is no such file.

    Raises StartRefused for an empty or damaged one: to go on without the keys in it would seal
    what comes under others.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StartRefused(
            f"{path} cannot be read: {error.strerror}. Let the account of the site read it."
        ) from error
    except UnicodeDecodeError:
        raise _damaged(path, "is not text") from None
    if "\0" in text:
        raise _damaged(path, "holds zero bytes")
    lines = list(enumerate(map(str.strip, text.splitlines()), start=1))
    found: dict[str, str] = {}
    for number, line in lines:
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator or not name.strip().isidentifier():
            raise _damaged(path, f"has no NAME=value on line {number}")
        found[name.strip()] = value.strip()
    if not found:
        raise _damaged(path, "is empty")
    return found


def _damaged(path: Path, how: str) -> StartRefused:
    return StartRefused(
        f"{path} {how}. Restore it from a backup: what is sealed opens with the keys in it alone. "
        "For a new demo delete the whole folder, and run `python manage.py quickstart`."
    )


@dataclass(frozen=True)
class Environment:
    """Names and values; every getter raises StartRefused with what to do about it."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """Return the value, or the default when it is absent or empty."""
        return self.values.get(name) or default

    def required(self, name: str, hint: str) -> str:
        """Return the value; without it the site refuses to start."""
        value = self.text(name)
        if not value:
            raise StartRefused(f"{name} is not set. {hint}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a yes or no; an unknown word is refused rather than guessed."""
        if name not in self.values:
            return default
        word = self.values[name].strip().lower()
        if word not in TRUE_WORDS | FALSE_WORDS:
            raise StartRefused(f"{name} must be 1 or 0, not {word!r}.")
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
                raise StartRefused(f"{name} must read id:base64, id of 1 to 8 letters.")
            if key_id in found:
                raise StartRefused(f"{name} names {key_id} twice. Give each key its own id.")
            found[key_id] = decode_key(name, value)
        return found


def decode_key(name: str, value: str) -> bytes:
    """Return the bytes of a base64 key, or refuse it by name without showing it."""
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != AES_KEY_BYTES:
        raise StartRefused(f"{name} must be {AES_KEY_BYTES} bytes in base64.")
    return key


def split_address(name: str, address: str) -> SplitResult:
    """Return the parts of an address, or refuse one that has none: a port of 99999, half a name."""
    try:
        parts = urlsplit(address)
        # Asked for here, because it is looked at only now.
        _ = parts.port
    except ValueError:
        raise StartRefused(f"{name} is not an address. Look for a slip in host or port.") from None
    return parts


def mail_settings(url: str) -> dict[str, object]:
    """Return Django's mail settings for an EMAIL_URL.

    Known forms: `console:`, `file:///folder`, `memory:`, `smtp://user:password@host:587/?tls=1`
    and `smtps://user:password@host:465`. A send that hangs is given up after ten seconds.
    """
    parts = split_address("EMAIL_URL", url)
    backend = "django.core.mail.backends."
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": backend + "console.EmailBackend"}
    if parts.scheme == "memory":
        return {"EMAIL_BACKEND": backend + "locmem.EmailBackend"}
    if parts.scheme == "file":
        return {"EMAIL_BACKEND": backend + "filebased.EmailBackend", "EMAIL_FILE_PATH": parts.path}
    if parts.scheme not in SMTP_PORTS or not parts.hostname:
        raise StartRefused("EMAIL_URL must begin with smtp://, smtps://, file:// or console:")
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


def database_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for a DATABASE_URL: `postgres://…`, or `sqlite:///` and a file."""
    try:
        found: dict[str, Any] = {
            **dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
        }
    except ValueError:
        found = {}
    # The reason is left out: it may quote the address, which holds a password.
    if found.get("ENGINE") not in DATABASES or found.get("NAME") in ("", ":memory:"):
        raise StartRefused(
            "DATABASE_URL must read postgres://user:password@host/name, with special characters "
            "as %XX, or sqlite:////path/of/the/file."
        )
    return found
