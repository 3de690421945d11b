"""Checking passwords: how many wrong ones are too many, and how many are looked at at once.

Every password that the staff type is checked here, when they sign in and when they are asked again.
Strangers and devices that an account has signed in with are counted apart, so that no number of
strangers keeps the staff out.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from clinic_site.foundation.web import counting
from clinic_site.foundation.web.addresses import address_of, line_of
from clinic_site.foundation.web.counting import Keys, Limit, normalized
from clinic_site.foundation.web.tokens import BadToken, keyed_hash, read_signed, sign

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
    device = device_of(request, username, now)
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


LASTS = timedelta(days=90)
"""Longer than a long leave; a device that is gone stops being known by itself."""
MOST_ACCOUNTS = 12
"""Who shares one desk, and some to spare; the cookie stays far below what browsers keep."""

_SALT = "clinic_site.foundation.accounts.attempts"
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


CONFIRMED_WITH = "your_password"
_LONGEST = 4096

PROBLEMS = {
    Verdict.WRONG: _("This is not your password. Nothing was changed. Type it once more."),
    Verdict.LOCKED: _(
        "The password was wrong too many times. Nothing was changed. Wait 15 minutes, then try "
        "again. If other people got passwords wrong too, it can take an hour."
    ),
    Verdict.BUSY: _(
        "The site is busy and could not check your password. Nothing was changed. Wait a moment, "
        "then try again."
    ),
}


class PasswordForm(forms.Form):
    """A form that also asks its sender for their password; then call `confirm_password`."""

    your_password = forms.CharField(
        label=_("Your own password"),
        help_text=_("The one you sign in with. So nobody can do this at a screen you left open."),
        strip=False,
        max_length=_LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type the password that you sign in with.")},
    )

    @cached_property
    def changed_data(self) -> list[str]:
        """Return what was changed: the password confirms a change and is none."""
        return [name for name in super().changed_data if name != CONFIRMED_WITH]


def problem_with(password: str, request: HttpRequest, now: datetime) -> str:
    """Say why this does not do as the password of whoever is signed in; "" if it is right."""
    if not isinstance(request.user, User):
        raise TypeError("only somebody who is signed in can be asked")
    verdict = verify_password(request, request.user.get_username(), password, now)
    return str(PROBLEMS.get(verdict, ""))


def confirm_password(form: PasswordForm, request: HttpRequest, now: datetime) -> bool:
    """Return whether a valid form holds the right password; if not, the form says why."""
    problem = problem_with(form.cleaned_data[CONFIRMED_WITH], request, now)
    if problem:
        form.add_error(CONFIRMED_WITH, problem)
    return not problem
