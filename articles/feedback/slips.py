"""The signed slip inside the form: which edition it was shown for, when, and which form it is.

There is no cookie to tell forms apart, so the form itself carries what we must be sure of.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.core import signing

OLDEST = timedelta(days=1)
"""How long a form may stay open. People are as fast as they like: two clicks are an answer."""

_SALT = "articles.feedback"
# Servers' clocks differ a little.
_AHEAD = timedelta(minutes=5)


class StaleSlip(Exception):
    """The form was open for too long, or this slip is none of ours: show the form again."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A form that we showed."""

    edition_id: int
    form: UUID


def write(edition_id: int, now: datetime) -> str:
    """Return a slip for a form that is being shown."""
    return signing.Signer(salt=_SALT).sign(f"{edition_id}.{int(now.timestamp())}.{uuid4().hex}")


def read(text: str, now: datetime) -> Slip:
    """Return what a slip says; raise StaleSlip for one that is old or not ours."""
    try:
        edition, shown, form = signing.Signer(salt=_SALT).unsign(text).split(".")
    except (signing.BadSignature, ValueError) as error:
        raise StaleSlip from error
    age = now - datetime.fromtimestamp(int(shown), UTC)
    if not -_AHEAD <= age <= OLDEST:
        raise StaleSlip
    return Slip(int(edition), UUID(form))
