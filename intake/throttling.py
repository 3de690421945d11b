"""How many requests are too many, and what gives a script away.

Nobody gets a page that pretends: a request in doubt is kept without a time for the staff to look
at, and says so; only far beyond what people do is it refused, with the phone number. A ward of
thirty behind one address stays below every limit that matters to it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.core import signing
from django.db import connection
from django.utils.translation import gettext_noop

from clinic_site import senders
from intake.exceptions import TooMany
from intake.models import Booking, Sender
from intake.states import Status

CONTACT_HOLDS = 3
"""So many open requests under one phone or e-mail hold time: a family shares one."""
CONTACT_OPEN = 6
"""So many open requests under one phone or e-mail are kept at all."""
ADDRESS_HOLDS = 40
"""So many requests a day from one address hold time: a ward of thirty, and some to spare."""
ADDRESS_REQUESTS = 120
"""So many requests a day from one address are kept at all."""
FASTEST = timedelta(seconds=3)
"""Nobody reads the form, types a name and an address twice and ticks the box in less."""
OLDEST = timedelta(hours=24)
"""As long as an enquiry lasts."""

_SALT = "intake.shown"
_ADD_ONE = (
    "INSERT INTO intake_sender (fingerprint, day, requests) VALUES %s"
    " ON CONFLICT (fingerprint) DO UPDATE SET requests = intake_sender.requests + 1"
    " RETURNING fingerprint, requests"
)
_PURPOSE = "booking"
_KEPT_DAYS = timedelta(days=1)
_WAITING = (Status.HELD, Status.OFFERED, Status.WAITING)


class Doubt(StrEnum):
    """Why a request is kept without a time. The value stands in `Booking.quarantine`."""

    TOO_FAST = "too-fast"
    NOT_SHOWN = "not-shown"
    CONTACT = "contact"
    ADDRESS = "address"


DOUBTS: Mapping[str, str] = {
    Doubt.TOO_FAST: gettext_noop("The form was filled in faster than anybody can type"),
    Doubt.NOT_SHOWN: gettext_noop("The form was sent without having been opened"),
    Doubt.CONTACT: gettext_noop("There are several open requests from this phone or e-mail"),
    Doubt.ADDRESS: gettext_noop("Many requests came from one internet connection today"),
}
"""What staff are told."""


def seal_moment(now: datetime) -> str:
    """Return a signed note of when a form was shown, to be sent back with it."""
    return signing.dumps(now.isoformat(), salt=_SALT)


def doubt_about(shown: str, now: datetime) -> Doubt | None:
    """Tell what speaks for a script: a form that nobody looked at, or not for long enough."""
    try:
        since = now - datetime.fromisoformat(signing.loads(shown, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return Doubt.NOT_SHOWN
    if not timedelta(0) <= since <= OLDEST:
        return Doubt.NOT_SHOWN
    return Doubt.TOO_FAST if since < FASTEST else None


def admit(
    digests: set[tuple[str, str]], address: str, doubt: str, now: datetime, *, wants_time: bool
) -> str:
    """Count a request within the caller's transaction; return the Doubt it is kept under, or "".

    digests are the look-up hashes of its contact. Raises TooMany, and then the caller must not
    keep it. Two requests of one sender wait for each other here, so the counts are exact.
    """
    contact = sorted(digest for kind, digest in digests if kind != "name")
    counted = _count(address, contact, now.date())
    held, kept = _open_requests(contact)
    if counted > ADDRESS_REQUESTS or kept >= CONTACT_OPEN:
        raise TooMany
    if doubt:
        return doubt
    if wants_time and held >= CONTACT_HOLDS:
        return Doubt.CONTACT
    return Doubt.ADDRESS if counted > ADDRESS_HOLDS else ""


def _count(address: str, contact: list[str], day: date) -> int:
    """Add one to each row, in one order for everybody, and return the count of the address."""
    here, *others = (senders.fingerprint(each, day, _PURPOSE) for each in (address, *contact))
    mine = sorted({here, *others})
    on = connection.ops.adapt_datefield_value(day)
    # Adding, reading and waiting in one statement, which the ORM has no word for.
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD_ONE % ", ".join(["(%s, %s, 1)"] * len(mine)),
            [value for each in mine for value in (each, on)],
        )
        return int(dict(cursor.fetchall())[here])


def _open_requests(contact: list[str]) -> tuple[int, int]:
    """Return how many open requests of this contact hold time, and how many there are."""
    found = (
        Booking.objects.filter(lookup_keys__digest__in=contact, status__in=_WAITING)
        .order_by()
        .distinct()
        .values_list("pk", "quarantine", "kind")
    )
    held = sum(1 for _pk, quarantine, kind in found if not quarantine and kind == "appointment")
    return held, len(found)


def purge(now: datetime) -> int:
    """Delete the counts of days that are over, and give how many there were."""
    gone, _by_model = Sender.objects.filter(day__lt=now.date() - _KEPT_DAYS).delete()
    return gone
