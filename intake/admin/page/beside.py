"""What stands beside a booking: the person's other requests, and the day around the visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from intake import envelopes, queries
from intake.admin import answers
from intake.admin.page.private import Access, Private
from intake.exceptions import EnvelopeError
from intake.models import Booking
from intake.transitions.statuses import Status

PAGE = "booking: beside another"
"""The page's name in the read log, where answers are opened to be compared."""
MOST = 10
"""So many other requests of the same contact stand beside a booking, the newest first."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another request of the same contact, with what it answered differently."""

    booking: Booking
    given: Sequence[answers.Given]


def before(own: Private, others: Sequence[Booking], by: User, now: datetime) -> list[Elsewhere]:
    """Compare the answers with those of the other requests; each reading of them is logged."""
    if not others or own.access is not Access.OPEN:
        return []
    ids = [other.id for other in others]
    try:
        kept = envelopes.open_all(ids, envelopes.ANSWERS, by=by, page=PAGE, now=now)
    except EnvelopeError:
        # A damaged one is said on its own page.
        return []
    found = (
        Elsewhere(other, answers.differing(own.data["sealed"], kept[other.id], other.created_at))
        for other in others
        if other.id in kept
    )
    return [each for each in found if each.given]


def day_around(booking: Booking, zone: ZoneInfo) -> list[Booking]:
    """Return the practitioner's day around this visit."""
    if booking.start is None:
        return []
    seen = {Status.HELD, Status.CONFIRMED, Status(booking.status)}
    same = queries.on_day(booking.start, zone).filter(practitioner=booking.practitioner)
    return list(same.filter(status__in=seen))
