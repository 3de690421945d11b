"""Which bookings the hours no longer cover: a fact beside the status, kept up to date here."""

from datetime import datetime

from clinic_site.foundation.clinic.models import Clinic
from intake import queries
from intake.models import Booking


def mark_orphans(now: datetime) -> int:
    """Compare all time that is held with the hours, and note since when it lies outside of them.

    A booking is orphaned when its time, buffers included, or one of its offered times is not
    within the practitioner's hours, or the practitioner cannot be booked. Nothing else changes: no
    version, event or notification. Gives how many are orphaned. A handful of queries; call it
    after a change of hours, and now and then.
    """
    zone = Clinic.current().zone
    bookings = list(queries.live_ahead(now))
    lost = {booking.pk for booking in queries.outside(bookings, zone)}
    marked = {booking.pk for booking in bookings if booking.orphaned_since is not None}
    if fresh := lost - marked:
        Booking.objects.filter(pk__in=fresh).update(orphaned_since=now)
    if mended := marked - lost:
        Booking.objects.filter(pk__in=mended).update(orphaned_since=None)
    return len(lost)
