"""Noting edits of a draft and of what drafts share, and one action at a time for each article."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from articles.draft import Draft, Word
from articles.editions.proposals import glossary, text_digest
from articles.exceptions import StaleVersion
from articles.models import Article, Edition


@contextmanager
def lock_articles(*article_ids: int) -> Iterator[None]:
    """Open a transaction in which nobody else can publish, sign off or withdraw these articles.

    Others wait: by row on PostgreSQL, by BEGIN IMMEDIATE on SQLite. Raises `StaleVersion` if one is
    gone, or if the database itself refuses what a rival made impossible.
    """
    try:
        with transaction.atomic():
            rows = Article.objects.select_for_update().filter(pk__in=article_ids).order_by("pk")
            if len(rows.values_list("pk", flat=True)) != len(set(article_ids)):
                raise StaleVersion
            yield
    except IntegrityError as error:
        raise StaleVersion from error


@contextmanager
def lock_article_of(edition_id: int) -> Iterator[int]:
    """The same for the article of an edition, whose key it gives."""
    found = Edition.objects.filter(pk=edition_id).values_list("article_id", flat=True).first()
    if found is None:
        raise StaleVersion
    with lock_articles(found):
        yield found


def note_edit(article_id: int, by: User | None, now: datetime, *, seen: int | None = None) -> None:
    """Raise the version of a draft and note who edited it last: they may not sign it off.

    Call it in the transaction that saves the article, a section or a claim. With `seen`, the
    version that `by` began from, it raises `StaleVersion` if someone has saved since; then
    nothing of the transaction may be kept.
    """
    rows = Article.objects.filter(pk=article_id)
    if seen is not None:
        rows = rows.filter(version=seen)
    changed = rows.update(
        version=F("version") + 1, edited_by=by, edited_at=now, shared_edited_by=None
    )
    if seen is not None and changed != 1:
        raise StaleVersion(_("Someone else saved this article in the meantime."))


@contextmanager
def noting_shared_edits(by: User | None, now: datetime) -> Iterator[None]:
    """Change a source, a glossary word or a picture inside: every draft that it alters knows.

    `by` may then not sign off those drafts, until someone else edits them or signs them off. The
    version of a draft stays as it is: whoever has its form open wrote nothing of what changed.
    Without a person, the one before stays.
    """
    with transaction.atomic():
        before = _texts()
        yield
        drafts = Article.objects.filter(pk__in=_altered(before, _texts()))
        drafts.update(shared_edited_at=now)
        if by is not None:
            drafts.update(shared_edited_by=by)


_Texts = tuple[dict[int, Draft], list[Word]]


def _texts() -> _Texts:
    """Return all drafts and all glossary words as they are now, in a fixed number of queries."""
    return {article.pk: article.to_draft() for article in Article.objects.whole()}, glossary()


def _altered(before: _Texts, after: _Texts) -> list[int]:
    """Return the articles whose readers would see something else than they would before."""
    (old_drafts, old_words), (drafts, words) = before, after
    # Nothing sets the first letters of a word differently in a text.
    beginnings = [
        found[0].casefold() if (found := re.search(r"\w+", word.term)) else ""
        for word in {*words} ^ {*old_words}
    ]
    altered = []
    for pk, draft in drafts.items():
        old = old_drafts.get(pk, draft)
        said = html.unescape(str(draft)).casefold() if beginnings else ""
        # Setting a page is slow: only where a word that changed may stand at all.
        if old != draft or (
            any(each in said for each in beginnings)
            and text_digest(draft, words) != text_digest(old, old_words)
        ):
            altered.append(pk)
    return altered
