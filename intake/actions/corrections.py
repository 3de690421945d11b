"""Who a booking is for and how to reach them, corrected by the person."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.posting import post, try_again
from intake import envelopes, links, throttling
from intake.actions.checking import is_in_doubt
from intake.actions.events import raise_version, stale_version
from intake.actions.requesting import initials_of, write_lookup_keys
from intake.exceptions import NotAllowed, NotConfirmed, TooMany
from intake.models import Booking, Event, LookupKey, ReachBy
from intake.transitions.statuses import CORRECTION, NotificationKind

MOST_CORRECTIONS = 3
"""So many on one day of the clinic; nobody must use our notifications to pester strangers."""
EMAIL_SINCE = "email_since"
"""Where a sealed contact keeps since when it has an e-mail address that came by a correction."""


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
            if new.get("email"):
                try_again(booking.id, now)
            return booking
        _check_corrections(booking, old, new, used_token, now)
        if new.get("email") and new["email"] != old.get("email"):
            new[EMAIL_SINCE] = now.isoformat()
        booking = raise_version(
            CORRECTION,
            booking_id,
            version,
            now,
            initials=initials_of(new),
            reach_by=ReachBy(new["reach_by"]),
        )
        envelopes.replace(booking_id, envelopes.CONTACT, new, now=now)
        LookupKey.objects.filter(booking=booking).delete()
        write_lookup_keys(booking, new)
        _notify(booking, old, new, used_token, now)
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


def _notify(
    booking: Booking,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    used_token: str,
    now: datetime,
) -> None:
    """End the links that the old address has, and write to both unless the request is in doubt."""
    kinds = []
    has_left = bool(old.get("email")) and old["email"] != new.get("email")
    if has_left:
        links.revoke_other_links(booking, used_token, now)
        kinds.append(NotificationKind.CONTACT_LEFT)
    if new.get("email"):
        try_again(booking.id, now)
        kinds.append(NotificationKind.CONTACT_CORRECTED)
    if is_in_doubt(booking):
        return
    if has_left:
        former = f"{envelopes.FORMER}-{booking.version:04d}"
        envelopes.write(booking.id, former, old, now=now)
    for kind in kinds:
        post(kind=kind, subject=booking.id, version=booking.version, to_staff=False, now=now)
