"""What tests of the staff's booking pages share: addresses, readers, and what must not change."""

from datetime import UTC, datetime

from django.contrib.admin.models import LogEntry
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic_site.foundation.outbox.models import Notification
from intake.models import Booking, Envelope, Event, Offer, Practitioner, TimeCell
from tests.clinic_site.staff import member, signed_in
from tests.moments import DAY, HOUR, START

# Three times that can be offered instead of START.
THREE = (START + DAY, START + DAY + HOUR, START + 2 * DAY)
BY_PHONE = {"reach_by": "phone", "phone": "+12125550147", "email": ""}


def url(booking: Booking, name: str = "change") -> str:
    return reverse(f"admin:intake_booking_{name}", args=[booking.pk])


def shown(role: str, booking: Booking) -> str:
    """The page of the booking, as a new member of staff with this role sees it."""
    return signed_in(member(role)).get(url(booking)).text


def facts() -> list[object]:
    """Everything that a page view must leave alone; the read log is there to be written."""
    kinds = (Booking, TimeCell, Event, Envelope, Offer, Notification, LogEntry)
    return [list(model.objects.order_by("pk").values()) for model in kinds]


def value(start: datetime, person: Practitioner | None = None) -> str:
    """What stands in the form for that time, with the first practitioner if none is named."""
    who = person or Practitioner.objects.order_by("order", "pk").first()
    assert who is not None
    return f"{who.pk}@{start.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def asked(seen: CaptureQueriesContext) -> int:
    """The questions asked; the beginning and end of a transaction ask nothing."""
    kept = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(kept) for query in seen.captured_queries)
