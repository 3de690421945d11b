"""Notifications in the office's words."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from clinic_site.foundation.outbox.models import Notification


def about(subject: UUID) -> QuerySet[Notification]:
    """Every notification about one subject, newest first."""
    return Notification.objects.filter(subject=subject)


STRUGGLING = 4
"""After so many tries, twenty minutes and more, nobody should wait for the mail server alone."""


def could_not_be_told() -> QuerySet[Notification]:
    """Notifications to patients that have reached nobody: somebody must phone.

    One that is still being tried counts once it struggles: the visit may begin before it arrives.
    """
    given_up = Q(status__in=[Notification.Status.PHONE, Notification.Status.FAILED])
    struggling = Q(status=Notification.Status.WAITING, attempts__gte=STRUGGLING)
    return Notification.objects.filter(given_up | struggling, to_staff=False)


def on_the_way() -> QuerySet[Notification]:
    """Notifications to patients that are still to be sent."""
    return Notification.objects.filter(
        to_staff=False, status__in=[Notification.Status.WAITING, Notification.Status.SENDING]
    )


def oldest_due(now: datetime) -> datetime | None:
    """When the longest-waiting notification was due; None when none is late.

    One whose worker died while sending it waits too.
    """
    waiting = Q(status=Notification.Status.WAITING)
    left = Q(status=Notification.Status.SENDING, lease_until__lte=now)
    due = Notification.objects.filter(waiting | left, next_attempt_at__lte=now)
    return due.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
