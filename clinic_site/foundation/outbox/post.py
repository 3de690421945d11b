"""Putting a notification into the outbox."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid
from uuid import UUID

from clinic_site.foundation.outbox import queries
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
    settled = queries.could_not_be_told() | queries.on_the_way().filter(kind__in=unsent)
    known = settled.filter(subject=subject, version__lte=version)
    return known.update(status=Notification.Status.TOLD, sent_at=now)


def try_again(subject: UUID, now: datetime) -> int:
    """Send what reached nobody once more, from the first try on, and give how many there were.

    What is no longer true by then is dropped, as ever. Call it when the address was corrected.
    """
    failed = queries.could_not_be_told().filter(subject=subject)
    return failed.update(
        status=Notification.Status.WAITING, attempts=0, next_attempt_at=now, last_error=""
    )
