"""What happens to a booking without moving it: the contact corrected, the data fetched or erased.

Each is an event with a version of its own, so that a form shown before it is out of date.
"""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.post import post, try_again
from intake import envelopes, links, throttling
from intake.actions.checking import is_in_doubt
from intake.actions.moving import stale_version
from intake.actions.recording import initials_of, keep_lookup_keys
from intake.exceptions import NotAllowed, NotConfirmed, TooMany
from intake.models import Booking, Event, ReachBy
from intake.transitions.statuses import Actor, NotificationKind, Status
from intake.transitions.table import CORRECTION, KEPT, OTHER_EVENTS, REQUEST

MOST_CORRECTIONS = 3
"""So many on one day of the clinic; nobody must use our notifications to pester strangers."""
EMAIL_SINCE = "email_since"
"""Where a sealed contact keeps since when it has an e-mail address that came by a correction."""


def record(name: str, booking_id: UUID, *, version: int, now: datetime) -> Booking:
    """Write the event of what the patient did with a booking that was shown at that version.

    name is one of OTHER_EVENTS that are the patient's. Raises StaleVersion when somebody was
    faster, KeyError for any other name.
    """
    if name not in OTHER_EVENTS - {REQUEST, KEPT}:
        raise KeyError(name)
    with transaction.atomic():
        return _record(name, booking_id, version, now)


def keep_as_ordinary(booking_id: UUID, *, version: int, by: User, now: datetime) -> Booking:
    """Note that somebody looked at a held request of a burst, and that it is none of it.

    Raises StaleVersion when somebody was faster, NotAllowed without the right or for any other
    status.
    """
    if not by.has_perm("intake.decide_booking"):
        raise NotAllowed("may not decide on bookings")
    with transaction.atomic():
        kept = _record(KEPT, booking_id, version, now, by=by)
        if kept.status != Status.HELD:
            raise NotAllowed("it is no held request")
    return kept


def correct_contact(
    booking_id: UUID,
    contact: Mapping[str, Any],
    *,
    version: int,
    now: datetime,
    used_token: str = "",
) -> Booking:
    """Replace who the person is and how to reach them by what they say now.

    contact is as in a BookingRequest; of what it leaves out, the old stands. Where the e-mail
    address changes, the links that were sent to the old one end, but for the one in use, and both
    addresses are written to. Notifications that reached nobody are tried again, and that is all,
    without an event, when everything is as before. Raises StaleVersion, NotConfirmed when another
    address was given before and used_token is no link that was sent to it, TooMany for this
    booking or this e-mail address on one day, and NotAllowed once it is deleted.
    """
    with transaction.atomic():
        booking = Booking.objects.select_for_update().get(pk=booking_id)
        if booking.version != version:
            raise stale_version(booking)
        if not envelopes.exists(booking_id, envelopes.CONTACT):
            raise NotAllowed("what was known is deleted")
        old = envelopes.open(booking_id, envelopes.CONTACT, by=None, page="correct", now=now)
        new = {**old, **contact}
        if new == old:
            _try_again(booking, new, now)
            return booking
        _check_corrections(booking, old, new, used_token, now)
        if new.get("email") and new["email"] != old.get("email"):
            new[EMAIL_SINCE] = now.isoformat()
        booking = _record(
            CORRECTION,
            booking_id,
            version,
            now,
            initials=initials_of(new),
            reach_by=ReachBy(new["reach_by"]),
        )
        envelopes.replace(booking_id, envelopes.CONTACT, new, now=now)
        keep_lookup_keys(booking, new)
        _write_to(booking, old, new, used_token, now)
    return booking


def _check_corrections(
    booking: Booking,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    used_token: str,
    now: datetime,
) -> None:
    """Raise NotConfirmed or TooMany.

    Who opens a link that was sent after an address was given has received it there. While a
    request is in doubt no notification goes out, so there is nothing to confirm either.
    """
    since = str(old.get(EMAIL_SINCE) or "")
    is_new = bool(new.get("email")) and new["email"] != old.get("email")
    must_confirm = bool(since) and is_new and not is_in_doubt(booking)
    if must_confirm and not links.is_younger(used_token, booking, datetime.fromisoformat(since)):
        raise NotConfirmed
    zone = Clinic.current().zone
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    today = Event.objects.filter(booking=booking, transition=CORRECTION, at__gte=midnight)
    if today.count() >= MOST_CORRECTIONS:
        raise TooMany
    if is_new:
        throttling.admit_correction(envelopes.lookup_digest("email", new["email"]), now)


def _write_to(
    booking: Booking,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    used_token: str,
    now: datetime,
) -> None:
    may_write = not is_in_doubt(booking)
    has_left = bool(old.get("email")) and old["email"] != new.get("email")
    if has_left:
        links.revoke_others(booking, used_token, now)
    if has_left and may_write:
        kind = f"{envelopes.FORMER}-{booking.version:04d}"
        envelopes.write(booking.id, kind, old, now=now)
        _post(NotificationKind.CONTACT_LEFT, booking, now)
    _try_again(booking, new, now)
    if new.get("email") and may_write:
        _post(NotificationKind.CONTACT_CORRECTED, booking, now)


def _try_again(booking: Booking, contact: Mapping[str, Any], now: datetime) -> None:
    if contact.get("email"):
        try_again(booking.id, now)


def _post(kind: str, booking: Booking, now: datetime) -> None:
    post(kind=kind, subject=booking.id, version=booking.version, to_staff=False, now=now)


def _record(
    name: str,
    booking_id: UUID,
    version: int,
    now: datetime,
    *,
    by: User | None = None,
    **facts: Any,
) -> Booking:
    """Compare and set, as a transition does. by is the member of staff; None is the patient."""
    booking = Booking.objects.select_related("service", "practitioner").get(pk=booking_id)
    seen = Booking.objects.filter(pk=booking_id, version=version)
    if seen.update(version=version + 1, **facts) != 1:
        raise stale_version(booking)
    booking.refresh_from_db()
    Event.objects.create(
        booking=booking,
        version=booking.version,
        transition=name,
        actor=Actor.STAFF if by else Actor.PATIENT,
        user=by,
        at=now,
        source=booking.status,
        target=booking.status,
    )
    return booking
