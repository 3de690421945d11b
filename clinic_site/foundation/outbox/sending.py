"""Writing and sending what is due, with retries, and giving up where staff can see it.

The outbox knows neither app; each app registers a renderer for the kinds of notification it owns.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q
from django.utils.functional import Promise

from clinic_site.foundation.outbox.models import Notification


@dataclass(frozen=True, slots=True)
class Message:
    """A notification ready to send. `calendar` is an iCalendar part with its method."""

    to: tuple[str, ...]
    subject: str
    text: str
    calendar: bytes | None = None
    calendar_method: str = ""


class NoAddress(Exception):
    """Nobody can be written to: the notification becomes "phone this person" on the desk."""


Renderer = Callable[[Notification, datetime], Message | None]

_renderers: dict[str, Renderer] = {}
_names: dict[str, Promise] = {}


def register(prefix: str, renderer: Renderer, names: Mapping[str, Promise] | None = None) -> None:
    """Let a renderer write every notification whose kind begins with the prefix.

    The renderer returns None when the notification is no longer true, and raises NoAddress when
    there is nobody to write to. names says what the staff call each kind.
    """
    _renderers[prefix] = renderer
    _names.update(names or {})


def name_of(kind: str) -> str:
    """Return what the staff call notifications of this kind; the kind itself if nobody named it."""
    return str(_names.get(kind, kind))


def render(notification: Notification, now: datetime) -> Message | None:
    """Write the notification as things stand now. Raises LookupError for an unknown kind."""
    for prefix, renderer in _renderers.items():
        if notification.kind.startswith(prefix):
            return renderer(notification, now)
    raise LookupError(notification.kind)


# One minute, then longer and longer: a mail server that is down for a night is waited out.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 480))
MOST_IN_A_ROUND = 10
# All leases of a round count from its beginning, so this is longer than a whole round with a server
# that hangs at every word. A worker that died leaves its notification to the next.
LEASE = timedelta(minutes=15)

logger = logging.getLogger(__name__)
Status = Notification.Status


def deliver_due(now: datetime, limit: int = MOST_IN_A_ROUND) -> int:
    """Send the notifications that are due at `now` (aware); return how many were sent.

    Several workers may run: each notification is claimed by one of them. A notification is sent at
    most once more than needed, with the same Message-ID, if a worker dies between sending and
    noting it.
    """
    due = Q(status=Status.WAITING, next_attempt_at__lte=now) | Q(
        status=Status.SENDING, lease_until__lte=now
    )
    candidates = Notification.objects.filter(due).order_by("next_attempt_at", "pk")[:limit]
    return sum(
        _deliver(notification, now) for notification in candidates if _claim(notification, now)
    )


def _claim(notification: Notification, now: datetime) -> bool:
    won = Notification.objects.filter(
        pk=notification.pk, status=notification.status, attempts=notification.attempts
    ).update(status=Status.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1)
    notification.attempts += 1
    return won == 1


def _deliver(notification: Notification, now: datetime) -> bool:
    try:
        message = render(notification, now)
        if message is None:
            _settle(notification, status=Status.DROPPED)
            return False
        _as_email(notification, message).send()
    except NoAddress:
        _settle(notification, status=Status.PHONE)
        return False
    # Whatever goes wrong with one notification must not keep the others from being sent.
    except Exception as error:  # noqa: BLE001 - see above
        _put_off(notification, type(error).__name__, now)
        return False
    _settle(notification, status=Status.SENT, sent_at=now, last_error="")
    return True


def _as_email(notification: Notification, message: Message) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=message.text,
        to=list(message.to),
        headers={"Message-ID": notification.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.calendar is not None:
        content_type = f"text/calendar; method={message.calendar_method}"
        calendar = message.calendar.decode()
        # Some calendar programs act on the alternative alone, others on the attachment; the UID
        # and SEQUENCE in both are the same, so whoever reads both sees one entry.
        email.attach_alternative(calendar, content_type)
        email.attach("appointment.ics", calendar, content_type)
    return email


def _settle(notification: Notification, **facts: object) -> None:
    Notification.objects.filter(pk=notification.pk).update(lease_until=None, **facts)


def _put_off(notification: Notification, error: str, now: datetime) -> None:
    # Only the kind of error is kept: its text may quote an address.
    logger.warning("Notification %s was not sent: %s", notification.pk, error)
    if notification.attempts > len(BACK_OFF):
        _settle(notification, status=Status.FAILED, last_error=error)
        return
    wait = BACK_OFF[notification.attempts - 1]
    _settle(notification, status=Status.WAITING, last_error=error, next_attempt_at=now + wait)
