"""Noting that a draft was edited."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F
from django.utils.translation import gettext as _

from articles.exceptions import StaleVersion
from articles.models import Article


def edited(article_id: int, by: User | None, now: datetime, *, seen: int | None = None) -> None:
    """Raise the version of a draft and note who edited it last: they may not sign it off.

    Call it in the transaction that saves the article, a section or a claim. With `seen`, the
    version that `by` began from, it raises `StaleVersion` if somebody has saved since; then
    nothing of the transaction may be kept.
    """
    rows = Article.objects.filter(pk=article_id)
    if seen is not None:
        rows = rows.filter(version=seen)
    changed = rows.update(
        version=F("version") + 1, edited_by=by, edited_at=now, shared_edited_by=None
    )
    if seen is not None and changed != 1:
        raise StaleVersion(_("Somebody else saved this article in the meantime."))
