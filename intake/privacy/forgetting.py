"""What forgetting a person means, whoever asks for it: the clock or the person.

What goes: the envelopes, the look-up keys, the links, the initials, and why a request was declined,
which may hint at health. What stays is a skeleton without a person: reference, times, status and
events, so that the clinic can still count.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from intake import envelopes
from intake.models import Booking, Link, LookupKey


def forget(ids: Sequence[UUID], now: datetime) -> int:
    """Delete what says who these bookings are for, and give how many bookings there were."""
    with transaction.atomic():
        envelopes.delete(*ids)
        LookupKey.objects.filter(booking__in=ids).delete()
        Link.objects.filter(booking__in=ids).delete()
        gone = {"initials": "", "decline_reason": ""}
        return Booking.objects.filter(id__in=ids).update(**gone, purged_at=now)
