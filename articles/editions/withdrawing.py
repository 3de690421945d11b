"""Taking down what readers see, and taking back what they were to see."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles import search
from articles.editions.locking import holding, stale_version
from articles.editions.releasing import clear_schedule
from articles.exceptions import ReasonNeeded
from articles.models import Edition


def withdraw(
    edition_id: int, *, by: User | None, now: datetime, reason: str, onward_id: int | None = None
) -> None:
    """Take down the edition that readers see; its page then answers 410.

    What is scheduled for the article comes off the schedule, so that nothing comes back by itself.
    `onward_id` is an article to read instead. Only the deciding edition can be withdrawn, once.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why it is withdrawn."))
    article_id = _article_of(edition_id)
    with holding(article_id):
        if not Edition.objects.deciding(now).filter(pk=edition_id).exists():
            raise stale_version()
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
            raise stale_version()
        clear_schedule(article_id, by=by, now=now)
        search.forget(article_id)


def unschedule(edition_id: int, *, by: User | None, now: datetime) -> None:
    """Take a scheduled edition off the schedule: it never goes live. The draft stays as it is."""
    article_id = _article_of(edition_id)
    with holding(article_id):
        if not Edition.objects.scheduled(now).filter(pk=edition_id).exists():
            raise stale_version()
        clear_schedule(article_id, by=by, now=now)
        shown = Edition.objects.live(now).filter(article=article_id).values_list("pk", flat=True)
        search.forget(article_id, keep=shown.first())


def _article_of(edition_id: int) -> int:
    edition = Edition.objects.light().filter(pk=edition_id).first()
    if edition is None:
        raise stale_version()
    return edition.article_id
