"""Deleting what is private when its time is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clinic_site.foundation.clinic.models import Clinic
from intake import enquiries, envelopes
from intake.models import Booking, Enquiry, Envelope, PurgeRun
from intake.privacy.forgetting import forget
from intake.transitions.statuses import OPEN, Status

WITHOUT_A_VISIT = timedelta(days=30)
AFTER_A_CORRECTION = timedelta(days=1)
"""Long enough for the last try to write to the address that was left."""

_BATCH = 200


def kept(clinic: Clinic) -> Mapping[Status, timedelta]:
    """Say how long each final status is kept after it was reached; after a visit the clinic says.

    A confirmed visit that nobody has closed is kept as long as one that was attended, counted from
    its end: what people were promised must not depend on who does the desk's work.
    """
    after_a_visit = timedelta(days=clinic.kept_days_after_visit)
    visits = (Status.ATTENDED, Status.MISSED)
    return {
        status: after_a_visit if status in visits else WITHOUT_A_VISIT
        for status in Status
        if status not in OPEN
    }


@dataclass(frozen=True, slots=True)
class Purged:
    """How many bookings and enquiries lost what is private."""

    bookings: int
    enquiries: int


def purge(now: datetime) -> Purged:
    """Delete what is past its time, and give how much that was. Harmless to repeat.

    It trusts `now`: whoever calls it has asked the guard of the clock
    (clinic_site.foundation.clinic.clock).
    """
    due = _due(now)
    bookings = 0
    while batch := list(due.values_list("id", flat=True)[:_BATCH]):
        bookings += forget(batch, now)
    done = Purged(bookings=bookings, enquiries=enquiries.purge_expired(now))
    envelopes.former(now - AFTER_A_CORRECTION).delete()
    _note_run(done, now)
    return done


def is_overdue(since: datetime) -> bool:
    """Return whether something is still here that should be gone: the purge did not run."""
    expired = Enquiry.objects.filter(expires_at__lte=since)
    former = envelopes.former(since - AFTER_A_CORRECTION)
    return expired.exists() or former.exists() or _due(since).exists()


def last_run() -> datetime | None:
    """When the last purge ran, or None."""
    newest = PurgeRun.objects.order_by("-at").first()
    return newest.at if newest else None


def _due(now: datetime) -> QuerySet[Booking]:
    clocks = kept(Clinic.current())
    over = Q(status=Status.CONFIRMED, end__lte=now - clocks[Status.ATTENDED])
    for status, time in clocks.items():
        over |= Q(status=status, closed_at__lte=now - time)
    # A note may be written after the purge: then it goes with the next one.
    sealed = Exists(Envelope.objects.filter(subject=OuterRef("pk")))
    return Booking.objects.filter(over & (Q(purged_at=None) | sealed)).order_by("closed_at")


def _note_run(done: Purged, now: datetime) -> None:
    with transaction.atomic():
        PurgeRun.objects.get_or_create(day=now.date(), defaults={"at": now})
        PurgeRun.objects.filter(day=now.date()).update(
            at=now,
            bookings=F("bookings") + done.bookings,
            enquiries=F("enquiries") + done.enquiries,
        )
