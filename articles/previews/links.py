"""A reviewer's links: make, find, revoke.

A link holds 256 random bits. Its row keeps their SHA-256 only, so nobody can make a link from the
table, and looking one up by its fingerprint tells nothing by how long it takes. Wrong, expired and
revoked links cannot be told apart. A link opens the draft as it stands when it is opened, not as it
stood when it was sent: a reviewer's time is lost on words that have been mended since.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from articles.models import Article, PreviewLink

DAYS = (1, 7, 30)
"""For how many days a link may work."""

_TOKEN_BYTES = 32
_TOKEN_LENGTH = 43


def mint(
    article: Article, *, by: User, now: datetime, made_for: str, days: int, text_digest: str
) -> str:
    """Make a link and give its token, which no row holds: show it now, once.

    `text_digest` is of the text as it stands, so that its pages can say whether it has changed.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    PreviewLink.objects.create(
        article=article,
        digest=_digest(token),
        made_for=made_for,
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=days),
        text_digest=text_digest,
    )
    return token


def find(token: str, now: datetime) -> PreviewLink | None:
    """Return the link that this token opens now, or None whatever the reason.

    The links of somebody whose account was closed are closed with it.
    """
    if len(token) != _TOKEN_LENGTH or not token.isascii():
        return None
    live = PreviewLink.objects.filter(
        digest=_digest(token), expires_at__gt=now, revoked_at=None, made_by__is_active=True
    )
    return live.select_related("article").first()


def revoke(link_id: int, article_id: int, *, by: User, now: datetime) -> bool:
    """End a link of this article at once. False if it was ended before, or is not there."""
    rows = PreviewLink.objects.filter(pk=link_id, article=article_id, revoked_at=None)
    return rows.update(revoked_at=now, revoked_by=by) == 1


def links_of(article_id: int, now: datetime) -> QuerySet[PreviewLink]:
    """Return all the links of an article, newest first; `works` says which still open it."""
    works = Q(expires_at__gt=now, revoked_at=None, made_by__is_active=True)
    links = PreviewLink.objects.filter(article=article_id).select_related("made_by", "revoked_by")
    found = links.annotate(works=works, remark_count=Count("remarks"))
    return found.order_by("-made_at", "-pk")


def address_of(token: str) -> str:
    """Return the whole address that a reviewer is sent."""
    return f"{settings.SITE_URL}{reverse('articles:preview', args=[token])}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
