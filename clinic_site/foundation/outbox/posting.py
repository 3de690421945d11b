"""Putting a notification into the outbox, and asking what became of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from uuid import UUID

from django.db.models import Q, QuerySet

from clinic_site.foundation.outbox.models import Notification


@dataclass(frozen=True, slots=True)
class News:
    """What there is to write: which notification, to whom, and not before when."""

    kind: str
    to_staff: bool
    send_after: datetime | None = None


def post(
    *,
    kind: str,
    subject: UUID,
    version: int,
    to_staff: bool,
    now: datetime,
    send_after: datetime | None = None,
) -> None:
    """Write a notification row, inside the transaction whose change it reports.

    Posting the same kind, subject and version again adds nothing. Every attempt to send carries
    the same Message-ID, so that a doubled delivery is seen as one by mail programs.
    """
    news = News(kind, to_staff=to_staff, send_after=send_after)
    post_all([news], subject=subject, version=version, now=now)


def post_all(news: Iterable[News], *, subject: UUID, version: int, now: datetime) -> None:
    """Write several notifications about one version of one subject, as `post` writes each."""
    Notification.objects.bulk_create(
        [
            Notification(
                kind=each.kind,
                subject=subject,
                version=version,
                to_staff=each.to_staff,
                created_at=now,
                next_attempt_at=each.send_after or now,
                message_id=make_msgid(domain="outbox.clinic"),
            )
            for each in news
        ],
        ignore_conflicts=True,
    )


def told_by_phone(
    subject: UUID, now: datetime, *, version: int, unsent: Collection[str] = ()
) -> int:
    """Note that somebody phoned: what reached nobody, up to the version they read out, is settled.

    unsent names kinds that cannot reach the person, and are settled before anybody tries to send
    them. Returns how many notifications there were; doing it twice changes nothing.
    """
    settled = could_not_be_told() | on_the_way().filter(kind__in=unsent)
    known = settled.filter(subject=subject, version__lte=version)
    return known.update(status=Notification.Status.TOLD, sent_at=now)


def try_again(subject: UUID, now: datetime) -> int:
    """Send what reached nobody once more, from the first try on, and give how many there were.

    What is no longer true by then is dropped then too. Call it when the address was corrected.
    """
    failed = could_not_be_told().filter(subject=subject)
    return failed.update(
        status=Notification.Status.WAITING, attempts=0, next_attempt_at=now, last_error=""
    )


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
