"""Counting tries up to a limit, exactly, however many arrive at once.

A try is counted before its outcome is known and given back if it was a good one, so that a hundred
requests at the same moment cannot all pass a check that none of them has yet failed. What is
counted stands under a fingerprint (tokens.keyed_hash), never under an address or a name.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from clinic_site.foundation.web.models import Count
from clinic_site.foundation.web.tokens import keyed_hash

# One statement checks, counts and waits for others at the same row, for which the ORM has no word.
# The try that reaches the limit starts the window again: then the wait is a whole window.
_COUNT_UP_TO = """
    INSERT INTO web_count (fingerprint, tries, until) VALUES (%(key)s, 1, %(end)s)
    ON CONFLICT (fingerprint) DO UPDATE SET
        tries = CASE WHEN web_count.until <= %(now)s THEN 1 ELSE web_count.tries + 1 END,
        until = CASE
            WHEN web_count.until <= %(now)s OR web_count.tries + 1 >= %(most)s
            THEN excluded.until ELSE web_count.until END
    WHERE web_count.until <= %(now)s OR web_count.tries < %(most)s
    RETURNING tries
"""
_COUNT_ALL = (
    "INSERT INTO web_count (fingerprint, tries, until) VALUES %s"
    " ON CONFLICT (fingerprint) DO UPDATE SET tries = web_count.tries + 1"
    " RETURNING fingerprint, tries"
)


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


def normalized(typed: str) -> str:
    """Return a name or an e-mail address as it is counted: however it is spelled, it is one."""
    return unicodedata.normalize("NFKC", typed.strip()).casefold()


def key(limit: Limit, *parts: str) -> tuple[str, Limit]:
    """Return one entry of Keys."""
    return keyed_hash(limit.purpose, *parts), limit


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
                cursor.execute(_COUNT_UP_TO, given)
                if cursor.fetchone() is None:
                    raise _OverLimit
    except _OverLimit:
        return False
    return True


def count_all(fingerprints: Iterable[str], until: datetime) -> dict[str, int]:
    """Add one under each fingerprint within the caller's transaction, and return the counts.

    For windows that begin on the clock: the fingerprint names the day or hour, which must be
    over at `until`. The rows are taken in one order for everybody.
    """
    mine = sorted(set(fingerprints))
    end = connection.ops.adapt_datetimefield_value(until)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT_ALL % ", ".join(["(%s, 1, %s)"] * len(mine)),
            [value for each in mine for value in (each, end)],
        )
        return dict(cursor.fetchall())


def tries_under(fingerprint: str) -> int:
    """Return how often something was counted under a fingerprint. Counts nothing."""
    found = Count.objects.filter(fingerprint=fingerprint).values_list("tries", flat=True).first()
    return found or 0


def give_back(fingerprints: Iterable[str]) -> None:
    """Take one try back from each, because it was a good one."""
    given = Count.objects.filter(fingerprint__in=list(fingerprints), tries__gt=0)
    given.update(tries=F("tries") - 1)


def clear(fingerprints: Iterable[str]) -> None:
    """Forget every try under these fingerprints."""
    Count.objects.filter(fingerprint__in=list(fingerprints)).delete()


def purge_counts(now: datetime) -> int:
    """Delete the counts whose window is over, and return how many there were."""
    gone, _by_model = Count.objects.filter(until__lte=now).delete()
    return gone
