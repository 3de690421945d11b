"""A reviewer's links, and the remarks that come by them: the only writer of both.

Wrong, expired and revoked links cannot be told apart. A link opens the draft as it stands when it
is opened, not as it stood when it was sent: a reviewer's time is lost on words that have been
corrected since.
"""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from articles.models import Article, PreviewLink, Remark
from clinic_site.foundation.web.tokens import is_token, new_token, token_digest

DAYS = (1, 7, 30)
"""For how many days a link may work."""
MOST_A_DAY = 20
"""So many remarks one link may leave in 24 hours: many for a reader, few for a machine."""
LINKS_KEPT = timedelta(days=365)
"""So long after a link has ended its remarks may still explain an edition; the form says so."""

_DAY = timedelta(days=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def make_link(
    article: Article, *, by: User, now: datetime, made_for: str, days: int, text_digest: str
) -> str:
    """Make a link and give its token, which no row holds: show it now, once.

    `text_digest` is of the text as it stands, so that its pages can say whether it has changed.
    """
    token = new_token()
    PreviewLink.objects.create(
        article=article,
        digest=token_digest(token),
        made_for=made_for,
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=days),
        text_digest=text_digest,
    )
    return token


def find_link(token: str, now: datetime) -> PreviewLink | None:
    """Return the link that this token opens now, or None whatever the reason.

    The links of someone whose account was closed are closed with it.
    """
    if not is_token(token):
        return None
    live = PreviewLink.objects.filter(
        digest=token_digest(token), expires_at__gt=now, revoked_at=None, made_by__is_active=True
    )
    return live.select_related("article").first()


def revoke_link(link_id: int, article_id: int, *, by: User, now: datetime) -> bool:
    """End a link of this article at once. False if it was ended before, or is not there."""
    rows = PreviewLink.objects.filter(pk=link_id, article=article_id, revoked_at=None)
    return rows.update(revoked_at=now, revoked_by=by) == 1


def links_of(article_id: int, now: datetime) -> QuerySet[PreviewLink]:
    """Return all the links of an article, newest first; `works` says which still open it."""
    works = Q(expires_at__gt=now, revoked_at=None, made_by__is_active=True)
    links = PreviewLink.objects.filter(article=article_id).select_related("made_by", "revoked_by")
    found = links.annotate(works=works, remark_count=Count("remarks"))
    return found.order_by("-made_at", "-pk")


def link_address(token: str) -> str:
    """Return the whole address that a reviewer is sent."""
    return f"{settings.SITE_URL}{reverse('articles:preview', args=[token])}"


def leave_remark(
    link: PreviewLink, *, text: str, name: str, section: str, read: str, now: datetime
) -> bool:
    """Keep a remark; False if the link has left too many today.

    `read` is the digest of the text that the reviewer had before them. A second click on the
    button, or a page sent again, keeps nothing twice.
    """
    with transaction.atomic():
        # Two at once must not both be the twentieth.
        PreviewLink.objects.select_for_update().get(pk=link.pk)
        of_link = Remark.objects.filter(link=link)
        if of_link.filter(text=text, name=name, section=section).exists():
            return True
        if of_link.filter(at__gt=now - _DAY).count() >= MOST_A_DAY:
            return False
        Remark.objects.create(
            article=link.article,
            link=link,
            name=name,
            section=section,
            text=text,
            text_digest=read if _DIGEST.fullmatch(read) else "",
            at=now,
        )
        return True


def open_remarks() -> QuerySet[Remark]:
    """Return the remarks that no editor has ticked off, oldest first, with their articles."""
    return Remark.objects.filter(done_at=None).select_related("article")


def mark_remark_done(remark_id: int, article_id: int, *, by: User, now: datetime) -> bool:
    """Tick off a remark on this article. False if that was done before, or it is not there."""
    rows = Remark.objects.filter(pk=remark_id, article=article_id, done_at=None)
    return rows.update(done_at=now, done_by=by) == 1


def reopen_remark(remark_id: int, article_id: int) -> bool:
    """Reopen a remark that was done. False if it was open, or is not there."""
    rows = Remark.objects.filter(pk=remark_id, article=article_id, done_at__isnull=False)
    return rows.update(done_at=None, done_by=None) == 1


def purge_links(now: datetime) -> int:
    """Delete the links that ended longer ago, with their remarks, and give how many there were."""
    over = PreviewLink.objects.filter(expires_at__lte=now - LINKS_KEPT)
    count = over.count()
    over.delete()
    return count
