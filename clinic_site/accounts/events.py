"""Noting what happens to staff accounts, and telling every manager what opens patients' details.

The person who did it is told too, if a manager: so somebody whose session was stolen notices.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clinic_site.accounts.models import AccountEvent
from clinic_site.clinic.models import Clinic
from clinic_site.outbox.post import post
from clinic_site.outbox.registry import LetterFacts, Message, NoAddress

Kind = AccountEvent.Kind

PREFIX = "account.event."
NAMES = {
    f"{PREFIX}{kind}": format_lazy(_("to the managers, about an account: {what}"), what=kind.label)
    for kind in Kind
}
ALWAYS_TOLD = frozenset(
    {
        Kind.REACTIVATED,
        Kind.EMAIL_CHANGED,
        Kind.SECOND_STEP_RESET,
        Kind.TABLE_EXPORTED,
        Kind.DIARY_ADDRESS_MADE,
    }
)
SAME_REFUSAL = timedelta(minutes=1)
"""A page that is refused again and again within this time is one row, not a full disk."""

_READS_THE_LOG = "accounts.view_accountevent"
_STAFF_BACKEND = "clinic_site.accounts.backends.StaffBackend"
_ONLY_VERSION = 1


def record(
    kind: Kind,
    account: User,
    *,
    by: User | None,
    now: datetime,
    detail: str = "",
    tell_managers: bool = False,
) -> None:
    """Note one event, and write to the managers if asked to or if its kind is always told.

    Call it in the transaction of the change. `detail` names roles or a page and nothing else;
    `by` is None when the clock did it.
    """
    is_told = tell_managers or kind in ALWAYS_TOLD
    with transaction.atomic():
        event = AccountEvent.objects.create(
            at=now, kind=kind, account=account, by=by, detail=detail, managers_told=is_told
        )
        if is_told:
            post(
                kind=f"{PREFIX}{kind}",
                subject=event.subject,
                version=_ONLY_VERSION,
                to_staff=True,
                now=now,
            )


def record_refusal(account: User, page: str, now: datetime) -> None:
    """Note that a page, given by the name of its view, was refused to somebody signed in."""
    just_now = AccountEvent.objects.filter(
        kind=Kind.REFUSED, account=account, detail=page, at__gt=now - SAME_REFUSAL
    )
    if not just_now.exists():
        record(Kind.REFUSED, account, by=account, now=now, detail=page)


def told() -> QuerySet[AccountEvent]:
    """Return what the managers were told, newest first, with the people it names."""
    return AccountEvent.objects.filter(managers_told=True).select_related("account", "by")


def render(facts: LetterFacts, now: datetime) -> Message | None:
    """Write the letter about one event. Raises NoAddress when no manager has an address."""
    event = (
        AccountEvent.objects.select_related("account", "by").filter(subject=facts.subject).first()
    )
    if event is None:
        return None
    to = _managers_addresses()
    if not to:
        raise NoAddress
    clinic = Clinic.current()
    link = f"{settings.SITE_URL}{settings.STAFF_PATH}"
    with timezone.override(clinic.zone):
        whole = render_to_string(
            "letters/account_event.txt", {"event": event, "clinic": clinic, "link": link}
        )
    subject, _newline, text = whole.strip().partition("\n")
    return Message(to=to, subject=subject, text=f"{text.strip()}\n")


def _managers_addresses() -> tuple[str, ...]:
    """Return where everybody reads mail who may read the log: accounts above all roles too."""
    people = User.objects.with_perm(_READS_THE_LOG, backend=_STAFF_BACKEND)
    found = people.exclude(email="").order_by("email").values_list("email", flat=True)
    return tuple(dict.fromkeys(found))
