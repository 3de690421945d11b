"""A notification a week to the editors and one to the clinical reviewers: what waits for them.

The outbox's own rule makes it one a week: a notification's kind, subject and version are unique,
and the version is the week. What it says is gathered when it is sent; when nothing waits, none is
sent.
"""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles import review_dates
from articles.editions.progress import waiting
from articles.outdated.sources import resting_on_shaken_sources
from clinic_site.foundation.clinic.models import Clinic, Weekday
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.posting import post
from clinic_site.foundation.outbox.sending import Message, NoAddress

PREFIX = "articles.digest."
EDITORS, REVIEWERS = f"{PREFIX}editors", f"{PREFIX}reviewers"
NAMES = {
    EDITORS: _("the week’s work, to the editors"),
    REVIEWERS: _("the week’s work, to the clinical reviewers"),
}

WRITTEN_AT = time(8)
"""On Monday, by the clinic's clock."""
LAST_DAY = Weekday.FRIDAY
"""A clock that was down on Monday writes on Tuesday; nobody waits for it at the weekend."""

# Who acts on it: roles are permissions here, so that a new role is told too.
_READERS: Mapping[str, str] = {
    EDITORS: "articles.publish_edition",
    REVIEWERS: "articles.sign_off_edition",
}
_STAFF_BACKEND = "clinic_site.foundation.accounts.backends.StaffBackend"
# The notifications are about the clinic's articles as a whole.
_SUBJECT = UUID(int=0)
_WEEKS_IN_A_YEAR = 100


def post_due(now: datetime) -> None:
    """Put this week's notifications into the outbox, once it is time. Harmless to repeat."""
    local = now.astimezone(Clinic.current().zone)
    monday = local.date() - timedelta(days=local.weekday())
    due = datetime.combine(monday, WRITTEN_AT, tzinfo=local.tzinfo)
    if local < due or local.weekday() > LAST_DAY:
        return
    year, week, _day = local.isocalendar()
    for kind in (EDITORS, REVIEWERS):
        version = year * _WEEKS_IN_A_YEAR + week
        post(kind=kind, subject=_SUBJECT, version=version, to_staff=True, now=now)


def render_digest(notification: Notification, now: datetime) -> Message | None:
    """Write one notification as things stand now; None when nothing waits.

    Raises NoAddress when nobody in the role has an e-mail address and the settings name none.
    """
    clinic = Clinic.current()
    today = now.astimezone(clinic.zone).date()
    work = {
        "in_review": review_dates.articles_in_review(now),
        "to_publish": waiting(now) if notification.kind == EDITORS else [],
        "overdue": list(review_dates.overdue_editions(now, today)),
        "due_soon": list(review_dates.editions_due_soon(now, today)),
        "shaken": resting_on_shaken_sources(now),
    }
    if not any(work.values()):
        return None
    # Superusers look after the site, not after its articles, unless they hold the role too.
    people = User.objects.with_perm(
        _READERS[notification.kind], backend=_STAFF_BACKEND, include_superusers=False
    )
    found = people.exclude(email="").order_by("email").values_list("email", flat=True)
    to = tuple(dict.fromkeys(found)) or tuple(settings.STAFF_MAIL)
    if not to:
        raise NoAddress
    context = {
        "work": work,
        "for_reviewers": notification.kind == REVIEWERS,
        "clinic": clinic,
        "link": f"{settings.SITE_URL}{settings.STAFF_PATH}",
    }
    whole = render_to_string("notifications/week.txt", context).strip()
    subject, _newline, text = whole.partition("\n")
    # Parts that were left out leave their blank lines behind.
    return Message(to=to, subject=subject, text=re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n")
