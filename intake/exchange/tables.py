"""Bookings as a CSV table."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from intake.exchange.cells import safe_cell
from intake.models import Booking

# Without it a spreadsheet program takes the file for an old 8-bit one.
_BYTE_ORDER_MARK = "\ufeff"


def bookings_table(bookings: Iterable[Booking], zone: ZoneInfo) -> str:
    """Return a CSV file (RFC 4180) of these bookings: no name, no contact, no answers.

    Times are the clinic's wall time with its offset from UTC. Fetch the service, the practitioner
    and the room along.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_head())
    for booking in bookings:
        writer.writerow([safe_cell(value) for value in _row(booking, zone)])
    return _BYTE_ORDER_MARK + out.getvalue()


def _head() -> list[str]:
    return [
        _("Reference"), _("Initials"), _("Kind"), _("It stands at"), _("Start"), _("End"),
        _("Service"), _("With"), _("Room"), _("Flagged"), _("Asked"), _("Ended"),
    ]  # fmt: skip


def _row(booking: Booking, zone: ZoneInfo) -> list[object]:
    return [
        booking.reference,
        booking.initials,
        booking.get_kind_display(),
        booking.get_status_display(),
        _moment(booking.start, zone),
        _moment(booking.end, zone),
        booking.service,
        booking.practitioner,
        booking.room,
        _("yes") if booking.flagged else _("no"),
        _moment(booking.created_at, zone),
        _moment(booking.closed_at, zone),
    ]


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(sep=" ", timespec="minutes") if moment else ""
