"""Bookings as a CSV table, in which no spreadsheet program takes a cell for a formula.

The rule is OWASP's (CSV injection): a cell that begins with one of these signs is computed by some
program, so an apostrophe goes in front. Full-width forms are read as their ordinary twins.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from intake.models import Booking

# Without it a spreadsheet program takes the file for an old 8-bit one.
_BYTE_ORDER_MARK = "\ufeff"
_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


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
        _("Reference"), _("Initials"), _("Kind"), _("Status"), _("Start"), _("End"),
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


def safe_cell(value: object) -> str:
    """Return a value as text that stays text; None is an empty cell."""
    text = "" if value is None else str(value)
    # NUL ends a cell in some programs and raises in others.
    text = text.replace("\x00", "")
    # Programs skip blanks before they look for a formula.
    bare = text.lstrip(" \u00a0\u3000\ufeff\u200b")
    if unicodedata.normalize("NFKC", bare[:1]).startswith(_COMPUTED):
        return f"'{text}"
    return text
