"""Devices that somebody has signed in with before, known by a signed cookie.

Only a complete sign-in, second step included, puts an account into the cookie. It opens nothing:
it only keeps the account's wrong passwords on this device apart from those of strangers. A desk's
computer is used by several people, so one cookie names several accounts.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from clinic_site.foundation.web.counting import normalized
from clinic_site.foundation.web.tokens import BadToken, keyed_hash, read_signed, sign

LASTS = timedelta(days=90)
"""Longer than a long leave; a device that is gone stops being known by itself."""
MOST_ACCOUNTS = 12
"""Who shares one desk, and some to spare; the cookie stays far below what browsers keep."""

_SALT = "clinic_site.foundation.accounts.known_devices"
_PURPOSE = "known device"
_ID_BYTES = 16
_KEY_LENGTH = 32


def device_of(request: HttpRequest, username: str, now: datetime) -> str:
    """Return the id of the device if this account has lately signed in with it, else ""."""
    device, accounts = _read(request, now)
    return device if _account_key(username) in accounts else ""


def remember(request: HttpRequest, response: HttpResponse, username: str, now: datetime) -> None:
    """Note in the browser's cookie that this account has signed in with it, completely."""
    device, accounts = _read(request, now)
    accounts.pop(_account_key(username), None)
    accounts[_account_key(username)] = int(now.timestamp())
    newest = dict(list(accounts.items())[-MOST_ACCOUNTS:])
    response.set_cookie(
        settings.KNOWN_DEVICE_COOKIE_NAME,
        sign([device or secrets.token_hex(_ID_BYTES), newest], _SALT),
        max_age=LASTS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest, now: datetime) -> tuple[str, dict[str, int]]:
    """Return the device's id and its accounts, each with when it last signed in (epoch seconds)."""
    try:
        found: Any = read_signed(request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, ""), _SALT)
    except BadToken:
        return "", {}
    device, accounts = found
    oldest = (now - LASTS).timestamp()
    return device, {name: at for name, at in accounts.items() if at > oldest}


def _account_key(username: str) -> str:
    return keyed_hash(_PURPOSE, normalized(username))[:_KEY_LENGTH]
