"""Counting tries up to a limit, exactly, however many arrive at once.

A try is counted before its outcome is known and given back if it was a good one, so that a hundred
requests at the same moment cannot all pass a check that none of them has yet failed.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from clinic_site.foundation.accounts.models import Count

# One statement checks, counts and waits for others at the same row, for which the ORM has no word.
# The try that reaches the limit starts the window again: then the wait is a whole window.
_COUNT_ONE = """
    INSERT INTO accounts_count (fingerprint, tries, until) VALUES (%(key)s, 1, %(end)s)
    ON CONFLICT (fingerprint) DO UPDATE SET
        tries = CASE WHEN accounts_count.until <= %(now)s THEN 1 ELSE accounts_count.tries + 1 END,
        until = CASE
            WHEN accounts_count.until <= %(now)s OR accounts_count.tries + 1 >= %(most)s
            THEN excluded.until ELSE accounts_count.until END
    WHERE accounts_count.until <= %(now)s OR accounts_count.tries < %(most)s
    RETURNING tries
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries in one window, then none until a window has passed. Purposes never mix."""

    purpose: str
    most: int
    window: timedelta


Keys = Mapping[str, Limit]
"""What one try counts against: fingerprints, each with its limit."""


class _OverLimit(Exception):
    pass


def fingerprint(purpose: str, *parts: str) -> str:
    """Return the keyed hash under which something is counted, 64 characters.

    The database alone cannot turn it back into a name or an address.
    """
    message = "\0".join((purpose, *parts)).encode(errors="surrogatepass")
    return hmac.new(settings.LOOKUP_KEY, message, hashlib.sha256).hexdigest()


def normalized(typed: str) -> str:
    """Return a name or an e-mail address as it is counted: however it is spelled, it is one."""
    return unicodedata.normalize("NFKC", typed.strip()).casefold()


def key(limit: Limit, *parts: str) -> tuple[str, Limit]:
    """Return one entry of Keys."""
    return fingerprint(limit.purpose, *parts), limit


def is_full(keys: Keys, now: datetime) -> bool:
    """Return whether a try under these keys would be refused. Changes nothing."""
    full = Q()
    for each, limit in keys.items():
        full |= Q(fingerprint=each, tries__gte=limit.most)
    return Count.objects.filter(full, until__gt=now).exists()


def take(keys: Keys, now: datetime) -> bool:
    """Count one try under every key; if any is full, return False and count nothing.

    Call it outside a transaction: one that is rolled back later would forget the try.
    """
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            # In one order for everybody, so that two tries never wait for each other.
            for each in sorted(keys):
                limit = keys[each]
                at = connection.ops.adapt_datetimefield_value(now)
                end = connection.ops.adapt_datetimefield_value(now + limit.window)
                given = {"key": each, "now": at, "end": end, "most": limit.most}
                cursor.execute(_COUNT_ONE, given)
                if cursor.fetchone() is None:
                    raise _OverLimit
    except _OverLimit:
        return False
    return True


def give_back(keys: Iterable[str]) -> None:
    """Take one try back from each, because it was a good one."""
    Count.objects.filter(fingerprint__in=list(keys), tries__gt=0).update(tries=F("tries") - 1)


def clear(keys: Iterable[str]) -> None:
    """Forget every try under these keys."""
    Count.objects.filter(fingerprint__in=list(keys)).delete()


def purge(now: datetime) -> int:
    """Delete the counts whose window is over, and return how many there were."""
    gone, _by_model = Count.objects.filter(until__lte=now).delete()
    return gone
