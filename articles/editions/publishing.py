"""Publishing, signing off and withdrawing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles import search
from articles.editions.proposing import Proposal, proposals
from articles.exceptions import (
    AddressTaken,
    HasErrors,
    MovedOn,
    NothingNew,
    NotSignedOff,
    ReasonNeeded,
)
from articles.models import Article, Edition, SignOff


def publish(
    article_ids: Collection[int],
    *,
    by: User | None,
    now: datetime,
    what_changed: str,
    override_reason: str = "",
    seen: Mapping[int, str] | None = None,
) -> list[Edition]:
    """Freeze these drafts into editions, all or none, and show them to readers at once.

    Articles published together may link to each other. `seen` maps an article to the token of the
    proposal that `by` looked at.
    """
    try:
        with transaction.atomic():
            _lock(article_ids)
            proposed = proposals(article_ids, now)
            _refuse_unless_ready(proposed, override_reason.strip(), seen or {}, now)
            return [
                _freeze(each, by, what_changed.strip(), override_reason.strip())
                for each in proposed
            ]
    except IntegrityError as error:
        raise MovedOn(_moved_on()) from error


def _moved_on() -> str:
    return _("Somebody changed or published this in the meantime. Look again, then decide.")


def _lock(article_ids: Collection[int]) -> None:
    """Make others who publish these wait: by row on PostgreSQL, by BEGIN IMMEDIATE on SQLite."""
    rows = Article.objects.select_for_update().filter(pk__in=article_ids).order_by("pk")
    if len(rows.values_list("pk", flat=True)) != len(set(article_ids)):
        raise MovedOn(_moved_on())


def _refuse_unless_ready(
    proposed: Sequence[Proposal], reason: str, seen: Mapping[int, str], now: datetime
) -> None:
    for each in proposed:
        if seen.get(each.article.pk, each.token) != each.token:
            raise MovedOn(_moved_on())
    errors = [(each.article.title, found) for each in proposed for found in each.errors]
    if errors:
        raise HasErrors(errors)
    for each in proposed:
        title = each.article.title
        if each.warnings and not reason:
            raise ReasonNeeded(_("Say why “%s” should go out with its warnings.") % title)
        if each.lacks_sign_off:
            raise NotSignedOff(_("No clinician has signed off “%s” as it stands.") % title)
        if each.is_nothing_new:
            raise NothingNew(_("Readers already see exactly this text of “%s”.") % title)
        others = Edition.objects.deciding(now).exclude(article=each.article)
        if others.filter(slug=each.edition.slug).exists():
            raise AddressTaken(_("Another article is published at “%s”.") % each.edition.slug)


def _freeze(proposal: Proposal, by: User | None, what_changed: str, reason: str) -> Edition:
    edition = proposal.edition
    edition.published_by = by
    edition.what_changed = what_changed
    edition.overridden = [
        {"code": found.code, "where": found.where, "said": found.said()}
        for found in proposal.warnings
    ]
    edition.override_reason = reason if proposal.warnings else ""
    edition.save()
    search.write(edition)
    return edition


def sign_off(article_id: int, *, token: str, by: User, role: str, now: datetime) -> SignOff:
    """Record that `by` stands behind the text that `token` names. Any later change voids it."""
    with transaction.atomic():
        _lock([article_id])
        (proposal,) = proposals([article_id], now)
        if proposal.token != token:
            raise MovedOn(_moved_on())
        return SignOff.objects.create(
            article=proposal.article,
            digest=proposal.edition.digest,
            by=by,
            role=role,
            at=now,
            review_due=_months_after(now.date(), proposal.article.review_months),
        )


def withdraw(
    edition_id: int, *, by: User | None, now: datetime, reason: str, onward_id: int | None = None
) -> None:
    """Take down the edition that readers see; its page then answers 410.

    `onward_id` is an article to read instead. Only the deciding edition can be withdrawn, once.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why it is withdrawn."))
    with transaction.atomic():
        edition = Edition.objects.light().filter(pk=edition_id).first()
        _lock([edition.article_id] if edition else [])
        if edition is None or not Edition.objects.deciding(now).filter(pk=edition_id).exists():
            raise MovedOn(_moved_on())
        # The plain query set on purpose: the model's own refuses every change.
        changed = (
            QuerySet(Edition)
            .filter(pk=edition_id, withdrawn_at=None)
            .update(
                withdrawn_at=now,
                withdrawn_by=by,
                withdrawn_reason=reason.strip(),
                withdrawn_onward_id=onward_id,
            )
        )
        if changed != 1:
            raise MovedOn(_moved_on())
        search.forget(edition.article_id)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    # The 28th exists in every month; a review date need not be exact to the day.
    return date(year, month + 1, min(day.day, 28))
