"""Where the staff are signed in: noted as they work, listed, and ended from somewhere else."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clinic_site.foundation.accounts import events
from clinic_site.foundation.accounts.models import AccountEvent, OpenSession

NOTED_EVERY = timedelta(minutes=1)

# The first that is found counts: Edge and Opera call themselves Chrome too, and all say Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return a name by which a person knows their own browser again, such as "Firefox on Mac"."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), _("A browser"))
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    if not system:
        return browser
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def note(key: str, account: User, *, began: datetime, browser: str, now: datetime) -> None:
    """Note that the session with this key is in use. Call it at most every NOTED_EVERY."""
    row = OpenSession(session_id=key, account=account, began_at=began, seen_at=now, browser=browser)
    # The session may have been ended at this very moment.
    with suppress(IntegrityError):
        OpenSession.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["session"], update_fields=["seen_at"]
        )


def open_sessions(account: User, *, seen_after: datetime) -> QuerySet[OpenSession]:
    """Return the account's sessions that were used after a moment, the latest first."""
    return OpenSession.objects.filter(account=account, seen_at__gt=seen_after)


def end(sessions: QuerySet[OpenSession], *, account: User, by: User, now: datetime) -> int:
    """End these sessions of the account and return how many: their next click signs in again."""
    with transaction.atomic():
        keys = list(sessions.filter(account=account).values_list("session_id", flat=True))
        Session.objects.filter(pk__in=keys).delete()
        if keys:
            events.record(AccountEvent.Kind.SESSION_ENDED, account, by=by, now=now)
    return len(keys)


def end_all(account: User, *, by: User, now: datetime, but: str | None = None) -> int:
    """End every session of the account, except for the one with the key `but`."""
    others = OpenSession.objects.exclude(session=but) if but else OpenSession.objects.all()
    return end(others, account=account, by=by, now=now)


def end_with_new_password(account: User, *, now: datetime, but: str | None = None) -> None:
    """End the sessions of somebody who has just chosen a new password, and note it."""
    end_all(account, by=account, now=now, but=but)
    events.record(AccountEvent.Kind.PASSWORD_SET, account, by=account, now=now)
