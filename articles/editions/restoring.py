"""Going back: an old edition published again as a new one. The draft stays as it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.editions.history import History, histories
from articles.editions.locking import holding, stale_version
from articles.editions.proposal import Judged
from articles.editions.proposing import world
from articles.editions.releasing import refuse_address, refuse_content, release
from articles.exceptions import NothingNew, NotSignedOff, OldCards
from articles.models import Edition
from articles.thawing import draft_from_snapshot
from clinic_site.foundation.warning_signs import CURRENT

# What readers had then comes back to the notification; number, dates and place are those of now.
_TEXT = (
    "title", "kind", "summary", "key_points", "html", "contents", "plain_text", "references",
    "digest",
)  # fmt: skip


@dataclass(frozen=True)
class Restoration(Judged):
    """What publishing an old edition again would do. `edition` is complete and not saved.

    It keeps the address, topic and order that readers know today: the text goes back, the place
    does not.
    """

    old: Edition

    @property
    def is_nothing_new(self) -> bool:
        """Return whether readers see the old edition, or its text, already."""
        latest = self.latest
        return (
            latest is not None
            and latest.withdrawn_at is None
            and latest.digest == self.old.digest
            and latest.signed_off_at == self.edition.signed_off_at
        )

    @property
    def has_old_cards(self) -> bool:
        """Return whether the shared warning signs have been reworded since."""
        return bool(self.old.snapshot.get("warning_signs") != CURRENT.version)


def restoration(edition_id: int, now: datetime) -> Restoration | None:
    """Return what `restore` would do; None if there is no such edition, or it never went live."""
    old = Edition.objects.published(now).select_related("article").filter(pk=edition_id).first()
    return _restoration(old, now) if old else None


def _restoration(old: Edition, now: datetime) -> Restoration:
    history = histories([old.article_id], now)[old.article_id]
    # The old edition went live, so that at least one decides.
    place = history.latest or old
    edition = Edition(
        article=old.article,
        number=history.last_number + 1,
        topic_id=place.topic_id,
        order=place.order,
        slug=place.slug,
        related_articles=place.related_articles,
        snapshot={**old.snapshot, "slug": place.slug},
        published_at=now,
        restored_from=old,
        **{name: getattr(old, name) for name in _TEXT},
        **_sign_off(old, history, now),
    )
    draft = replace(draft_from_snapshot(old.snapshot), slug=place.slug)
    findings = world(now).findings(draft, [place.slug])
    return Restoration(old.article, edition, findings, history, old)


def _sign_off(old: Edition, history: History, now: datetime) -> dict[str, Any]:
    """Return the columns of the old sign-off, if it still counts."""
    signed, due = old.signed_off_at, old.review_due
    if signed is None or due is None or not history.bears(signed, due, localdate(now)):
        return {}
    return {
        "signed_off_at": signed,
        "signed_off_by_id": old.signed_off_by_id,
        "signed_off_role": old.signed_off_role,
        "review_due": due,
    }


def restore(
    edition_id: int,
    *,
    by: User | None,
    now: datetime,
    what_changed: str = "",
    override_reason: str = "",
    seen: str | None = None,
) -> Edition:
    """Publish the text of an old edition again, at once, as a new edition.

    The gate judges it by what is known today. The old sign-off counts only if nothing of the
    article was withdrawn since and its review is not overdue. `seen` is the token of the
    `restoration` that `by` looked at.
    """
    found = restoration(edition_id, now)
    if found is None:
        raise stale_version()
    with holding(found.article.pk):
        found = _restoration(found.old, now)
        if seen is not None and seen != found.token:
            raise stale_version()
        _refuse_unless_ready(found, override_reason.strip(), now)
        said = what_changed.strip() or _("Went back to the text of edition %d.") % found.old.number
        return release(found, by=by, now=now, what_changed=said, reason=override_reason.strip())


def _refuse_unless_ready(found: Restoration, reason: str, now: datetime) -> None:
    number = found.old.number
    if found.has_old_cards:
        raise OldCards(
            _(
                "The warning signs have been reworded since edition %d. Copy its text into the"
                " draft, and publish that."
            )
            % number
        )
    refuse_content(found, reason)
    if found.is_nothing_new:
        raise NothingNew(_("Readers already see the text of edition %d.") % number)
    if found.lacks_sign_off:
        raise NotSignedOff(
            _(
                "The sign-off of edition %d no longer counts: there is none, its review is overdue,"
                " or the page was withdrawn since. Copy its text into the draft and ask for a"
                " clinical review."
            )
            % number
        )
    refuse_address(found.edition, now)
