"""Noting whose drafts somebody changed by changing what the drafts share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from articles.editions.proposing import digests
from articles.models import Article


@contextmanager
def sharing(by: User | None, now: datetime) -> Iterator[None]:
    """Change a source, a glossary word or a picture inside: every draft that it alters knows.

    `by` may then not sign off those drafts, until somebody else edits them or signs them off. The
    version of a draft stays as it is: whoever has its form open wrote nothing of what changed.
    """
    with transaction.atomic():
        before = digests()
        yield
        altered = [pk for pk, digest in digests().items() if before.get(pk, digest) != digest]
        Article.objects.filter(pk__in=altered).update(shared_edited_by=by, shared_edited_at=now)
