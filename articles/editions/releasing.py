"""An edition let go: written for good, into the index, and in the place of what was scheduled."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles import search
from articles.editions.proposal import Judged
from articles.exceptions import (
    AddressTaken,
    BadMoment,
    HasErrors,
    NotSignedOff,
    ReasonNeeded,
)
from articles.models import Edition

FURTHEST = timedelta(days=366)
"""So far ahead an edition may be scheduled: longer, and nobody remembers that it comes."""


def refuse_content(judged: Judged, reason: str) -> None:
    """Refuse what the gate refuses, and warnings without a reason."""
    if judged.errors:
        raise HasErrors([(judged.edition.title, found) for found in judged.errors])
    if judged.warnings and not reason:
        title = judged.edition.title
        raise ReasonNeeded(_("Say why “%s” should go out with its warnings.") % title)


def refuse_address(edition: Edition, now: datetime) -> None:
    """Refuse an address at which readers find, or will find, another article."""
    others = Edition.objects.exclude(article=edition.article_id).filter(slug=edition.slug)
    if others.deciding(now).exists() or others.scheduled(now).exists():
        raise AddressTaken(_("Another article is published at “%s”.") % edition.slug)


def refuse_moment(at: datetime | None, now: datetime) -> None:
    """Refuse to schedule for a time that is not ahead, or is too far ahead."""
    if at is not None and at <= now:
        raise BadMoment(_("This time has passed. Choose a later one, or publish now."))
    if at is not None and at > now + FURTHEST:
        raise BadMoment(_("This is more than a year ahead. Choose an earlier time."))


def refuse_to_outlive_review(edition: Edition, at: datetime) -> None:
    """Refuse to schedule for a day on which the review would already be overdue."""
    if edition.review_due is not None and localdate(at) > edition.review_due:
        raise NotSignedOff(
            _("By then the review of “%s” is overdue. It has to be signed off anew.")
            % edition.title
        )


def release(
    judged: Judged,
    *,
    by: User | None,
    now: datetime,
    what_changed: str,
    reason: str,
    at: datetime | None = None,
) -> Edition:
    """Write the edition. For a transaction that holds its article."""
    edition = judged.edition
    edition.published_by = by
    edition.published_at = at or now
    edition.holds_schedule = at is not None
    edition.what_changed = what_changed
    edition.overridden = [
        {"code": found.code, "where": found.where, "said": found.said()}
        for found in judged.warnings
    ]
    edition.override_reason = reason if judged.warnings else ""
    clear_schedule(edition.article_id, by=by, now=now)
    edition.save()
    # Until its hour has come, readers must go on finding the edition before it.
    shown = judged.latest
    search.forget(edition.article_id, keep=shown.pk if at and shown and shown.is_open else None)
    search.write(edition)
    return edition


def clear_schedule(article_id: int, *, by: User | None, now: datetime) -> int:
    """Take what is scheduled for an article off the schedule; return how many that were."""
    # The plain query set on purpose: the model's own refuses every change.
    rows: QuerySet[Edition] = QuerySet(Edition).filter(article=article_id)
    count = rows.filter(published_at__gt=now, unscheduled_at=None).update(
        unscheduled_at=now, unscheduled_by=by, holds_schedule=False
    )
    rows.filter(Q(holds_schedule=True)).update(holds_schedule=False)
    return count
