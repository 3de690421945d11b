"""Publishing drafts, at once or later."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles.editions.locking import holding, stale_version
from articles.editions.proposal import Proposal
from articles.editions.proposing import proposals
from articles.editions.releasing import (
    refuse_address,
    refuse_content,
    refuse_moment,
    refuse_to_outlive_review,
    release,
)
from articles.editions.reviewing import end_review
from articles.exceptions import HasErrors, NothingNew, NotSignedOff, ReasonNeeded
from articles.models import Edition


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
    reason, said = override_reason.strip(), what_changed.strip()
    refuse_moment(at, now)
    with holding(*article_ids):
        proposed = proposals(article_ids, now)
        _refuse_unless_ready(proposed, reason, seen or {}, now)
        for each in proposed:
            if at:
                refuse_to_outlive_review(each.edition, at)
            if each.is_submitted:
                end_review(each.article.pk)
        return [
            release(each, by=by, now=now, what_changed=_said(each, said), reason=reason, at=at)
            for each in proposed
        ]


def _refuse_unless_ready(
    proposed: Sequence[Proposal], reason: str, seen: Mapping[int, str], now: datetime
) -> None:
    for each in proposed:
        if seen.get(each.article.pk, each.token) != each.token:
            raise stale_version()
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


def reviewed_only() -> str:
    """Return what readers are told of an edition that was only reviewed."""
    return _("Reviewed. Nothing changed.")


def _said(proposal: Proposal, said: str) -> str:
    if said:
        return said
    if proposal.is_only_reviewed:
        return reviewed_only()
    raise ReasonNeeded(_("Say in one sentence what changed in “%s”.") % proposal.article.title)
