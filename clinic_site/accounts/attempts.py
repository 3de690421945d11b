"""Checking a password."""

from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import User
from django.http import HttpRequest


class Verdict(StrEnum):
    """What came of checking a password."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    BUSY = "busy"


def verify_password(request: HttpRequest, username: str, password: str, now: datetime) -> Verdict:
    """Return whether this is the password of the account. Never raises."""
    user = User.objects.filter(username=username, is_active=True).first()
    is_right = user is not None and user.check_password(password)
    return Verdict.RIGHT if is_right else Verdict.WRONG
