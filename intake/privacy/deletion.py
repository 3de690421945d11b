"""Deleting what is private: when its time is over, or because the person asks for it.

What goes: the envelopes, the look-up keys, the links, the initials, and why a request was declined,
which may hint at health. What stays is a skeleton without a person: reference, times, status and
events, so that the clinic can still count.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clinic_site.foundation.clinic.models import Clinic
from intake import enquiries, envelopes
from intake.actions.checking import possible_transitions
from intake.actions.events import record
from intake.actions.transitions import apply_transition
from intake.exceptions import NotAllowed
from intake.models import Booking, Enquiry, Envelope, Link, LookupKey, PurgeRun
from intake.transitions.statuses import ERASURE, OPEN, Actor, Status

WITHOUT_A_VISIT = timedelta(days=30)
AFTER_A_CORRECTION = timedelta(days=1)
"""Long enough for the last try to write to the address that was left."""

_BATCH = 200


def can_erase(booking: Booking, now: datetime) -> bool:
    """Return whether the person can have it deleted now: it is over, or they may still withdraw."""
    if booking.purged_at is not None:
        return False
    transitions = possible_transitions(booking, actor=Actor.PATIENT, by=None, now=now)
    return Status(booking.status) not in OPEN or any(
        transition.name == "withdraw" for transition in transitions
    )


def erase_booking(booking_id: UUID, *, version: int, now: datetime) -> None:
    """Withdraw what is still open, and delete at once what says who the booking is for.

    Also what the person typed on the way. A notification that is on the way to them is not sent
    any more. Raises StaleVersion when somebody was faster, and PastCutoff or NotAllowed when it
    cannot be withdrawn now, or is deleted already. Then nothing was written.
    """
    with transaction.atomic():
        booking = Booking.objects.get(pk=booking_id)
        if booking.purged_at is not None:
            raise NotAllowed("it is deleted already")
        if Status(booking.status) in OPEN:
            booking = apply_transition(
                "withdraw", booking_id, actor=Actor.PATIENT, version=version, now=now
            )
            version = booking.version
        record(ERASURE, booking_id, version=version, now=now)
        forget_people([booking_id], now)
        enquiries.forget_enquiry(booking.enquiry)


def forget_people(ids: Sequence[UUID], now: datetime) -> int:
    """Delete what says who these bookings are for, and give how many bookings there were."""
    with transaction.atomic():
        envelopes.delete(*ids)
        LookupKey.objects.filter(booking__in=ids).delete()
        Link.objects.filter(booking__in=ids).delete()
        gone = {"initials": "", "decline_reason": ""}
        return Booking.objects.filter(id__in=ids).update(**gone, purged_at=now)


def kept_for(clinic: Clinic) -> Mapping[Status, timedelta]:
    """Return how long each final status is kept once reached; after a visit the clinic says.

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


def purge_bookings(now: datetime) -> tuple[int, int]:
    """Delete what is past its time; return the number of bookings and of enquiries.

    Harmless to repeat. It trusts `now`: the caller has asked the guard of the clock
    (clinic_site.foundation.clinic.clock).
    """
    due = _due(now)
    bookings = 0
    while batch := list(due.values_list("id", flat=True)[:_BATCH]):
        bookings += forget_people(batch, now)
    begun = enquiries.purge_enquiries(now)
    envelopes.former(now - AFTER_A_CORRECTION).delete()
    with transaction.atomic():
        PurgeRun.objects.get_or_create(day=now.date(), defaults={"at": now})
        PurgeRun.objects.filter(day=now.date()).update(
            at=now,
            bookings=F("bookings") + bookings,
            enquiries=F("enquiries") + begun,
        )
    return bookings, begun


def is_purge_overdue(since: datetime) -> bool:
    """Return whether something is still here that should be gone: the purge did not run."""
    expired = Enquiry.objects.filter(expires_at__lte=since)
    former = envelopes.former(since - AFTER_A_CORRECTION)
    return expired.exists() or former.exists() or _due(since).exists()


def last_purge() -> datetime | None:
    """Return when the last purge ran, or None."""
    newest = PurgeRun.objects.order_by("-at").first()
    return newest.at if newest else None


def _due(now: datetime) -> QuerySet[Booking]:
    clocks = kept_for(Clinic.current())
    over = Q(status=Status.CONFIRMED, end__lte=now - clocks[Status.ATTENDED])
    for status, time in clocks.items():
        over |= Q(status=status, closed_at__lte=now - time)
    # A note may be written after the purge: then it goes with the next one.
    sealed = Exists(Envelope.objects.filter(subject=OuterRef("pk")))
    return Booking.objects.filter(over & (Q(purged_at=None) | sealed)).order_by("closed_at")
