"""What the clock does to bookings. Harmless to repeat."""

from datetime import datetime

from clinic_site.foundation.clinic.models import Clinic
from intake.actions.transitions import apply_transition
from intake.exceptions import NotAllowed, StaleVersion
from intake.models import Booking
from intake.queries import worklists
from intake.queries.times import outside
from intake.transitions.statuses import Actor


def lapse_due(now: datetime) -> int:
    """Let what nobody decided or answered lapse, and return how many.

    That is every held request whose start has come, and every offer past its deadline.
    """
    count = 0
    for booking in worklists.lapsing(now):
        try:
            apply_transition(
                "lapse", booking.id, actor=Actor.CLOCK, version=booking.version, now=now
            )
        except (StaleVersion, NotAllowed):
            # Staff or the patient decided at this very moment: theirs is the newer word.
            continue
        count += 1
    return count


def mark_orphans(now: datetime) -> int:
    """Compare all time that is held with the hours, and note since when it lies outside of them.

    A booking is orphaned when its time, buffers included, or one of its offered times is not
    within the practitioner's hours, or the practitioner cannot be booked. Nothing else changes: no
    version, event or notification. Return how many are orphaned. A handful of queries; call it
    after a change of hours, and now and then.
    """
    bookings = list(worklists.live_ahead(now))
    lost = {booking.pk for booking in outside(bookings, Clinic.current().zone)}
    marked = {booking.pk for booking in bookings if booking.orphaned_since is not None}
    if fresh := lost - marked:
        Booking.objects.filter(pk__in=fresh).update(orphaned_since=now)
    if mended := marked - lost:
        Booking.objects.filter(pk__in=mended).update(orphaned_since=None)
    return len(lost)
