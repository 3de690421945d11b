"""Letters in the office's words."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from clinic_site.outbox.models import Letter


def about(subject: UUID) -> QuerySet[Letter]:
    """Every letter about one subject, newest first."""
    return Letter.objects.filter(subject=subject)


def could_not_be_told() -> QuerySet[Letter]:
    """Letters to patients that reached nobody: somebody must phone."""
    return Letter.objects.filter(
        to_staff=False, status__in=[Letter.Status.PHONE, Letter.Status.FAILED]
    )


def on_the_way() -> QuerySet[Letter]:
    """Letters to patients that are still to be sent."""
    return Letter.objects.filter(
        to_staff=False, status__in=[Letter.Status.WAITING, Letter.Status.SENDING]
    )


def oldest_due(now: datetime) -> datetime | None:
    """When the longest-waiting letter was due; None when none is late.

    One whose worker died while sending it waits too.
    """
    waiting = Q(status=Letter.Status.WAITING)
    left = Q(status=Letter.Status.SENDING, lease_until__lte=now)
    due = Letter.objects.filter(waiting | left, next_attempt_at__lte=now)
    return due.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
