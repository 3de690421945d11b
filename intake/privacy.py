"""Deleting what is private when its time is over.

What goes: the envelopes, the look-up keys, the links and the initials. What stays is a skeleton
without a person: reference, times, status and events, so that the clinic can still count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from intake import enquiries, envelopes
from intake.models import Booking, Enquiry, Envelope, Link, LookupKey, PurgeRun
from intake.states import Status

AFTER_A_VISIT = timedelta(days=90)
WITHOUT_A_VISIT = timedelta(days=30)
KEPT: dict[Status, timedelta] = {
    Status.ATTENDED: AFTER_A_VISIT,
    Status.MISSED: AFTER_A_VISIT,
    Status.DECLINED: WITHOUT_A_VISIT,
    Status.WITHDRAWN: WITHOUT_A_VISIT,
    Status.LAPSED: WITHOUT_A_VISIT,
    Status.CANCELLED: WITHOUT_A_VISIT,
    Status.CALLED: WITHOUT_A_VISIT,
    Status.CLOSED: WITHOUT_A_VISIT,
}
"""How long each final status is kept after it was reached.

A confirmed visit that nobody has closed is kept as long as one that was attended, counted from its
end: what people were promised must not depend on who does the desk's work.
"""

# A clock that jumps a year ahead would make everything old at once.
_LONG_AGO = timedelta(days=60)
_BATCH = 200


class ClockJumped(Exception):
    """More than half of all would go, and the last purge seems over 60 days ago: nothing went."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many bookings and enquiries lost, or in a dry run would lose, what is private."""

    bookings: int
    enquiries: int


def purge(now: datetime, *, dry_run: bool = False, even_so: bool = False) -> Purged:
    """Delete what is past its time, and give how much that was. Harmless to repeat.

    A dry run changes nothing. Raises ClockJumped, with nothing deleted, when more than half of
    all bookings that still have private parts would go and the last run is over 60 days off: then
    look at the server's clock first, and pass even_so if it is right.
    """
    due = _due(now)
    expired = Enquiry.objects.filter(expires_at__lte=now)
    found = Purged(bookings=due.count(), enquiries=expired.count())
    if dry_run:
        return found
    if not even_so:
        _check_clock(found.bookings, now)
    bookings = 0
    while batch := list(due.values_list("id", flat=True)[:_BATCH]):
        bookings += _forget(batch, now)
    done = Purged(bookings=bookings, enquiries=enquiries.purge_expired(now))
    _note_run(done, now)
    return done


def is_overdue(since: datetime) -> bool:
    """Say whether something should have gone by then and is still here: the purge did not run."""
    expired = Enquiry.objects.filter(expires_at__lte=since)
    return expired.exists() or _due(since).exists()


def last_run() -> datetime | None:
    """When the last purge ran, or None."""
    newest = PurgeRun.objects.order_by("-at").first()
    return newest.at if newest else None


def _due(now: datetime) -> QuerySet[Booking]:
    over = Q(status=Status.CONFIRMED, end__lte=now - AFTER_A_VISIT)
    for status, kept in KEPT.items():
        over |= Q(status=status, closed_at__lte=now - kept)
    # A note may be written after the purge: then it goes with the next one.
    sealed = Exists(Envelope.objects.filter(subject=OuterRef("pk")))
    return Booking.objects.filter(over & (Q(purged_at=None) | sealed)).order_by("closed_at")


def _check_clock(due: int, now: datetime) -> None:
    last = last_run()
    if last is None or now - last <= _LONG_AGO:
        return
    if due * 2 > Booking.objects.filter(purged_at=None).count():
        raise ClockJumped(f"{due} bookings are due and the last purge was {last:%Y-%m-%d}")


def _forget(ids: list[UUID], now: datetime) -> int:
    with transaction.atomic():
        envelopes.delete(*ids)
        LookupKey.objects.filter(booking__in=ids).delete()
        Link.objects.filter(booking__in=ids).delete()
        return Booking.objects.filter(id__in=ids).update(initials="", purged_at=now)


def _note_run(done: Purged, now: datetime) -> None:
    with transaction.atomic():
        PurgeRun.objects.get_or_create(day=now.date(), defaults={"at": now})
        PurgeRun.objects.filter(day=now.date()).update(
            at=now,
            bookings=F("bookings") + done.bookings,
            enquiries=F("enquiries") + done.enquiries,
        )
