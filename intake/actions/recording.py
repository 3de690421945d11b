"""Writing down a new booking with all that goes with it."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from clinic_site.foundation.outbox.post import News, post_all
from intake import envelopes
from intake.actions.wishes import BookingRequest
from intake.models import Booking, Event, LookupKey, ReachBy
from intake.transitions.statuses import Actor, NotificationKind
from intake.transitions.table import REQUEST

# No vowels, so no words; no 0, 1, I, L or O, so it can be read out on the phone.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def insert(
    booking_request: BookingRequest, now: datetime, by: User | None, **facts: Any
) -> Booking:
    """Write the row. by is the member of staff who took it on the phone."""
    return Booking.objects.create(
        reference=_new_reference(),
        enquiry=booking_request.enquiry,
        initials=initials_of(booking_request.contact),
        reach_by=ReachBy(booking_request.contact["reach_by"]),
        language=booking_request.language,
        flagged=booking_request.flagged,
        urgent=booking_request.urgent,
        answers_changed=booking_request.answers_changed,
        consent_version=booking_request.consent.version,
        consent_sha256=booking_request.consent.sha256,
        consent_language=booking_request.consent.language,
        consented_at=now,
        created_at=now,
        booked_by=by,
        **facts,
    )


def keep(
    booking: Booking,
    booking_request: BookingRequest,
    now: datetime,
    by: User | None,
    *,
    notification: str = "",
    tells_staff: bool = True,
) -> None:
    """Write what goes with a new booking: envelopes, keys, the first event, notifications."""
    private = {
        envelopes.CONTACT: booking_request.contact,
        envelopes.ANSWERS: booking_request.answers,
    }
    envelopes.write_all(booking.id, private, now=now)
    _write_lookup_keys(booking, booking_request.contact)
    Event.objects.create(
        booking=booking,
        version=booking.version,
        transition=REQUEST,
        actor=Actor.STAFF if by else Actor.PATIENT,
        user=by,
        at=now,
        source="",
        target=booking.status,
    )
    to_patient = [News(notification, to_staff=False)] if notification else []
    to_staff = [News(NotificationKind.NEW_REQUEST, to_staff=True)] if tells_staff else []
    post_all([*to_patient, *to_staff], subject=booking.id, version=booking.version, now=now)


def _new_reference() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def keep_lookup_keys(booking: Booking, contact: Mapping[str, Any]) -> None:
    """Let staff find the person under this contact, and under no other."""
    LookupKey.objects.filter(booking=booking).delete()
    _write_lookup_keys(booking, contact)


def _write_lookup_keys(booking: Booking, contact: Mapping[str, Any]) -> None:
    LookupKey.objects.bulk_create(
        LookupKey(booking=booking, kind=kind, digest=digest)
        for kind, digest in sorted(envelopes.lookup_digests(contact))
    )


def initials_of(contact: Mapping[str, Any]) -> str:
    """Return at most three initials of the name; a name of one letter stays as it is."""
    words = str(contact.get("name") or "").replace("-", " ").split()
    return "".join(word[0] for word in words[:2] + words[2:][-1:]).upper()[:10]
