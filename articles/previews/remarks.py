"""What invited reviewers say: kept once, read by the editors, ticked off."""

import re
from datetime import datetime, timedelta
from enum import Enum

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from articles.models import PreviewLink, Remark

MOST_A_DAY = 20
"""So many remarks one link may leave in 24 hours: many for a reader, few for a machine."""

_DAY = timedelta(days=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Remarked(Enum):
    """What became of a remark. `KEPT` too if the very same one was kept before."""

    KEPT = "kept"
    TOO_MANY = "too many"


def leave(
    link: PreviewLink, *, text: str, name: str, section: str, read: str, now: datetime
) -> Remarked:
    """Keep a remark. `read` is the digest of the text that the reviewer had before them.

    A second click on the button, or a page sent again, keeps nothing twice.
    """
    with transaction.atomic():
        # Two at once must not both be the twentieth.
        PreviewLink.objects.select_for_update().get(pk=link.pk)
        of_link = Remark.objects.filter(link=link)
        if of_link.filter(text=text, name=name, section=section).exists():
            return Remarked.KEPT
        if of_link.filter(at__gt=now - _DAY).count() >= MOST_A_DAY:
            return Remarked.TOO_MANY
        Remark.objects.create(
            article=link.article,
            link=link,
            name=name,
            section=section,
            text=text,
            text_digest=read if _DIGEST.fullmatch(read) else "",
            at=now,
        )
        return Remarked.KEPT


def open_remarks() -> QuerySet[Remark]:
    """Return the remarks that no editor has ticked off, oldest first, with their articles."""
    return Remark.objects.filter(done_at=None).select_related("article")


def mark_done(remark_id: int, article_id: int, *, by: User, now: datetime) -> bool:
    """Tick off a remark on this article. False if that was done before, or it is not there."""
    rows = Remark.objects.filter(pk=remark_id, article=article_id, done_at=None)
    return rows.update(done_at=now, done_by=by) == 1


def open_again(remark_id: int, article_id: int) -> bool:
    """Take back that a remark was done. False if it was open, or is not there."""
    rows = Remark.objects.filter(pk=remark_id, article=article_id, done_at__isnull=False)
    return rows.update(done_at=None, done_by=None) == 1
