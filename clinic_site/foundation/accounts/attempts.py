"""Guessing passwords: how many wrong ones are too many, and how many are looked at at once.

Strangers and known devices are counted apart, so that no number of strangers keeps the staff out.
Every password that the staff type is checked here, when they sign in and when they are asked again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from clinic_site.foundation.accounts import known_devices
from clinic_site.foundation.web import counting
from clinic_site.foundation.web.addresses import address_of, line_of
from clinic_site.foundation.web.counting import Keys, Limit, normalized

ACCOUNT_AND_LINE = Limit("password: account and line", 6, timedelta(minutes=15))
"""Wrong passwords for one name from one line: a person mistypes three times, a tired one five."""
LINE = Limit("password: line", 30, timedelta(hours=1))
"""Wrong ones from one line over all names: a desk of ten that mistypes three times each."""
ACCOUNT = Limit("password: account", 100, timedelta(hours=1))
"""Wrong ones for one name from strangers everywhere: what many lines together may guess."""
DEVICE = Limit("password: device", 6, timedelta(minutes=15))
"""Wrong ones for one name on a device it has signed in with; the device may have been stolen."""

HASHED_AT_ONCE = 2
"""Passwords of strangers in the whole site: each costs half a second of processor."""
STRANGERS_AT_ONCE = max(1, HASHED_AT_ONCE // settings.SERVER_PROCESSES)
"""The share of one server process."""
KNOWN_AT_ONCE = 1
"""The slot of known devices, per server process. They wait for it; strangers never hold it."""
KNOWN_WAIT_SECONDS = 5
"""Ten colleagues who begin work at the same moment; longer would hold threads that others need."""

_strangers = threading.BoundedSemaphore(STRANGERS_AT_ONCE)
_known = threading.BoundedSemaphore(KNOWN_AT_ONCE)


class Verdict(StrEnum):
    """What came of a password. Of LOCKED and BUSY nobody knows whether it was right."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    BUSY = "busy"


@sensitive_variables("password")
def verify_password(request: HttpRequest, username: str, password: str, now: datetime) -> Verdict:
    """Return whether this is the password of an active account, and count it if it is not.

    The wrong password that reaches a limit is LOCKED already. A refused one is never hashed. Call
    it outside a transaction, or the count could be rolled back.
    """
    keys = _keys(request, username, now)
    is_known = DEVICE in keys.values()
    if counting.is_full(keys, now):
        return Verdict.LOCKED
    with _slot(is_known=is_known) as is_free:
        if not is_free:
            return Verdict.BUSY
        if not counting.take(keys, now):
            return Verdict.LOCKED
        user = authenticate(request, username=username, password=password)
    if user is None:
        return Verdict.LOCKED if counting.is_full(keys, now) else Verdict.WRONG
    counting.clear(_own(keys))
    # What is shared with strangers forgets this try only.
    counting.give_back(keys.keys() - _own(keys))
    return Verdict.RIGHT


def forgive(request: HttpRequest, username: str, now: datetime) -> None:
    """Forget the wrong passwords for a name, because its person has shown who they are otherwise.

    Also those of strangers: the password that they guessed at is gone. What their line has typed
    for other names stays counted.
    """
    keys = _keys(request, username, now)
    counting.clear(key for key, limit in keys.items() if limit is not LINE)


def _keys(request: HttpRequest, username: str, now: datetime) -> Keys:
    name = normalized(username)
    device = known_devices.device_of(request, username, now)
    if device:
        return dict([counting.key(DEVICE, device, name)])
    line = line_of(address_of(request))
    return dict(
        [
            counting.key(ACCOUNT_AND_LINE, name, line),
            counting.key(LINE, line),
            counting.key(ACCOUNT, name),
        ]
    )


def _own(keys: Keys) -> set[str]:
    return {key for key, limit in keys.items() if limit in (ACCOUNT_AND_LINE, DEVICE)}


@contextmanager
def _slot(*, is_known: bool) -> Iterator[bool]:
    """Hold one of the few places where a password is hashed; yield False if none is free."""
    slots = _known if is_known else _strangers
    is_free = slots.acquire(timeout=KNOWN_WAIT_SECONDS if is_known else 0)
    try:
        yield is_free
    finally:
        if is_free:
            slots.release()
