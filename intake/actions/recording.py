"""Writing down a new booking with all that goes with it."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from clinic_site.foundation.outbox.post import News, post_all
from intake import envelopes
from intake.actions.wishes import Wish
from intake.models import Booking, Event, LookupKey, ReachBy
from intake.states import REQUEST, Actor

# No vowels, so no words; no 0, 1, I, L or O, so it can be read out on the phone.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def insert(wish: Wish, now: datetime, by: User | None, **facts: Any) -> Booking:
    """Write the row. by is the member of staff who took it on the phone."""
    return Booking.objects.create(
        reference=_new_reference(),
        enquiry=wish.enquiry,
        initials=initials_of(wish.contact),
        reach_by=ReachBy(wish.contact["reach_by"]),
        language=wish.language,
        flagged=wish.flagged,
        urgent=wish.urgent,
        answers_changed=wish.answers_changed,
        consent_version=wish.consent.version,
        consent_sha256=wish.consent.sha256,
        consent_language=wish.consent.language,
        consented_at=now,
        created_at=now,
        booked_by=by,
        **facts,
    )


def keep(
    booking: Booking,
    wish: Wish,
    now: datetime,
    by: User | None,
    *,
    letter: str = "",
    tells_staff: bool = True,
) -> None:
    """Write what goes with a new booking: envelopes, look-up keys, the first event, letters."""
    private = {envelopes.CONTACT: wish.contact, envelopes.ANSWERS: wish.answers}
    envelopes.write_all(booking.id, private, now=now)
    _write_lookup_keys(booking, wish.contact)
    Event.objects.create(
        booking=booking,
        version=booking.version,
        move=REQUEST,
        actor=Actor.STAFF if by else Actor.PATIENT,
        user=by,
        at=now,
        source="",
        target=booking.status,
    )
    to_patient = [News(letter, to_staff=False)] if letter else []
    to_staff = [News("booking.new_request", to_staff=True)] if tells_staff else []
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
    """Give at most three initials of the name; a name of one letter stays as it is."""
    words = str(contact.get("name") or "").replace("-", " ").split()
    return "".join(word[0] for word in words[:2] + words[2:][-1:]).upper()[:10]
