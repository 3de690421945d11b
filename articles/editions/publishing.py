"""What readers see: publishing drafts at once or later, unscheduling, withdrawing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.editions.editing import lock_article_of, lock_articles
from articles.editions.proposals import Judged, Proposal, proposals
from articles.editions.reviewing import end_review
from articles.exceptions import (
    AddressTaken,
    BadMoment,
    HasErrors,
    NothingNew,
    NotSignedOff,
    ReasonNeeded,
    StaleVersion,
)
from articles.models import Edition
from articles.search.index import add_to_index, remove_from_index

FURTHEST = timedelta(days=366)
"""So far ahead an edition may be scheduled: longer, and nobody remembers that it comes."""


def publish(
    article_ids: Collection[int],
    *,
    by: User | None,
    now: datetime,
    what_changed: str,
    override_reason: str = "",
    seen: Mapping[int, str] | None = None,
    at: datetime | None = None,
) -> list[Edition]:
    """Freeze these drafts into editions, all or none, and show them to readers.

    At once, or by themselves from `at` on. Either way they take the place of what is scheduled.
    Articles published together may link to each other. `seen` maps an article to the token of the
    proposal that `by` looked at. `what_changed` is a sentence that readers see; it may be left out
    only where a clinician reviewed a page again and nothing else is new.
    """
    reason = override_reason.strip()
    if at is not None and at <= now:
        raise BadMoment(_("This time has passed. Choose a later one, or publish now."))
    if at is not None and at > now + FURTHEST:
        raise BadMoment(_("This is more than a year ahead. Choose an earlier time."))
    with lock_articles(*article_ids):
        proposed = proposals(article_ids, now)
        _refuse_unless_ready(proposed, reason, seen or {}, now)
        for each in proposed:
            due, title = each.edition.review_due, each.edition.title
            if at and due is not None and localdate(at) > due:
                raise NotSignedOff(
                    _("By then the review of “%s” is overdue. It has to be signed off anew.")
                    % title
                )
            if each.is_submitted:
                end_review(each.article.pk)
        return [
            write_edition(
                each, by=by, now=now, what_changed=_said(each, what_changed), reason=reason, at=at
            )
            for each in proposed
        ]


def _refuse_unless_ready(
    proposed: Sequence[Proposal], reason: str, seen: Mapping[int, str], now: datetime
) -> None:
    if any(seen.get(each.article.pk, each.token) != each.token for each in proposed):
        raise StaleVersion
    errors = [(each.article.title, found) for each in proposed for found in each.errors]
    if errors:
        raise HasErrors(errors)
    for each in proposed:
        title = each.article.title
        refuse_content(each, reason)
        if each.lacks_sign_off:
            raise NotSignedOff(_("No clinician has signed off “%s” as it stands.") % title)
        if each.is_nothing_new:
            raise NothingNew(_("Readers already see exactly this text of “%s”.") % title)
        refuse_address(each.edition, now)


def _said(proposal: Proposal, what_changed: str) -> str:
    if said := what_changed.strip():
        return said
    if proposal.is_only_reviewed:
        return reviewed_only()
    raise ReasonNeeded(_("Say in one sentence what changed in “%s”.") % proposal.article.title)


def reviewed_only() -> str:
    """Return what readers are told of an edition that was only reviewed."""
    return _("Reviewed. Nothing changed.")


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


def write_edition(
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
    remove_from_index(edition.article_id, keep=shown.pk if at and shown and shown.is_open else None)
    add_to_index(edition)
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


def withdraw(
    edition_id: int, *, by: User | None, now: datetime, reason: str, onward_id: int | None = None
) -> None:
    """Take down the edition that readers see; its page then answers 410.

    What is scheduled for the article comes off the schedule, so that nothing comes back by itself.
    `onward_id` is an article to read instead. Only the deciding edition can be withdrawn, once.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why it is withdrawn."))
    with lock_article_of(edition_id) as article_id:
        is_deciding = Edition.objects.deciding(now).filter(pk=edition_id).exists()
        # The plain query set on purpose: the model's own refuses every change.
        rows: QuerySet[Edition] = QuerySet(Edition).filter(pk=edition_id, withdrawn_at=None)
        changed = is_deciding and rows.update(
            withdrawn_at=now,
            withdrawn_by=by,
            withdrawn_reason=reason.strip(),
            withdrawn_onward_id=onward_id,
        )
        if not changed:
            raise StaleVersion
        clear_schedule(article_id, by=by, now=now)
        remove_from_index(article_id)


def unschedule(edition_id: int, *, by: User | None, now: datetime) -> None:
    """Take a scheduled edition off the schedule: it never goes live. The draft stays as it is."""
    with lock_article_of(edition_id) as article_id:
        if not Edition.objects.scheduled(now).filter(pk=edition_id).exists():
            raise StaleVersion
        clear_schedule(article_id, by=by, now=now)
        shown = Edition.objects.live(now).filter(article=article_id).values_list("pk", flat=True)
        remove_from_index(article_id, keep=shown.first())
