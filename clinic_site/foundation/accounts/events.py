"""Noting what happens to staff accounts, and telling every manager what opens patients' details.

Whoever did it is told too, if a manager, and so is the person whose account it is: somebody whose
session was stolen notices.
"""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.posting import post
from clinic_site.foundation.outbox.sending import Message, NoAddress
from clinic_site.foundation.sealing import seal, unseal

Kind = AccountEvent.Kind

PREFIX = "account.event."
NAMES = {
    f"{PREFIX}{kind}": format_lazy(_("to the managers, about an account: {what}"), what=kind.label)
    for kind in Kind
}
ALWAYS_TOLD = frozenset(
    {
        Kind.DEACTIVATED,
        Kind.REACTIVATED,
        Kind.RENAMED,
        Kind.EMAIL_CHANGED,
        Kind.SECOND_STEP_RESET,
        Kind.TABLE_EXPORTED,
        Kind.DIARY_ADDRESS_MADE,
    }
)
SAME_AGAIN = timedelta(minutes=1)
"""What is refused again and again within this time is one row, not a full disk."""

_READS_THE_LOG = "accounts.view_accountevent"
_STAFF_BACKEND = "clinic_site.foundation.accounts.backends.StaffBackend"
_SEALED_AS = "recipients"
_ONLY_VERSION = 1


def record(
    kind: Kind,
    account: User,
    *,
    by: User | None,
    now: datetime,
    detail: str = "",
    tell_managers: bool = False,
    former_email: str = "",
) -> None:
    """Note one event, and write to the managers if asked to or if its kind is always told.

    Told are the managers of this moment and the person whose account it is, also at the address
    that they had before: whoever takes an account over must not switch off or redirect the news
    first. Call it in the transaction of the change. `detail` names roles, a page or the former name
    and nothing else; `by` is None when the clock did it.
    """
    is_told = tell_managers or kind in ALWAYS_TOLD
    with transaction.atomic():
        event = AccountEvent(
            at=now, kind=kind, account=account, by=by, detail=detail, managers_told=is_told
        )
        if is_told:
            # Whoever may read the log is told: accounts above all roles too.
            readers = User.objects.with_perm(_READS_THE_LOG, backend=_STAFF_BACKEND)
            to = {*readers.values_list("email", flat=True), account.email, former_email} - {""}
            packed = json.dumps(sorted(to)).encode()
            event.recipients = seal(event.subject, _SEALED_AS, packed)
        event.save(force_insert=True)
        if is_told:
            post(
                kind=f"{PREFIX}{kind}",
                subject=event.subject,
                version=_ONLY_VERSION,
                to_staff=True,
                now=now,
            )


def record_often(kind: Kind, account: User, *, now: datetime, detail: str = "") -> None:
    """Note what somebody may try again and again: at most once a minute."""
    just_now = AccountEvent.objects.filter(
        kind=kind, account=account, detail=detail, at__gt=now - SAME_AGAIN
    )
    if not just_now.exists():
        record(kind, account, by=account, now=now, detail=detail)


def told() -> QuerySet[AccountEvent]:
    """Return what the managers were told, newest first, with the people it names."""
    return AccountEvent.objects.filter(managers_told=True).select_related("account", "by")


def render(notification: Notification, now: datetime) -> Message | None:
    """Write the notification about one event. Raises NoAddress when nobody had an address."""
    event = (
        AccountEvent.objects.select_related("account", "by")
        .filter(subject=notification.subject)
        .first()
    )
    if event is None:
        return None
    packed = unseal(event.subject, _SEALED_AS, bytes(event.recipients))
    to: list[str] = json.loads(packed)
    if not to:
        raise NoAddress
    clinic = Clinic.current()
    link = f"{settings.SITE_URL}{settings.STAFF_PATH}"
    with timezone.override(clinic.zone):
        whole = render_to_string(
            "notifications/account_event.txt", {"event": event, "clinic": clinic, "link": link}
        )
    subject, _newline, text = whole.strip().partition("\n")
    return Message(to=tuple(to), subject=subject, text=f"{text.strip()}\n")
