"""Noting whose drafts somebody changed by changing what the drafts share."""

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import User
from django.db import transaction

from articles.draft import Draft, Word
from articles.editions.proposing import fingerprint, glossary
from articles.models import Article


@contextmanager
def sharing(by: User | None, now: datetime) -> Iterator[None]:
    """Change a source, a glossary word or a picture inside: every draft that it alters knows.

    `by` may then not sign off those drafts, until somebody else edits them or signs them off. The
    version of a draft stays as it is: whoever has its form open wrote nothing of what changed.
    Without a person, the one before stays.
    """
    with transaction.atomic():
        before = _Texts.read()
        yield
        altered = _Texts.read().altered_since(before)
        drafts = Article.objects.filter(pk__in=altered)
        drafts.update(shared_edited_at=now)
        if by is not None:
            drafts.update(shared_edited_by=by)


@dataclass(frozen=True)
class _Texts:
    """All drafts and all glossary words at one moment."""

    drafts: Mapping[int, Draft]
    words: tuple[Word, ...]

    @classmethod
    def read(cls) -> "_Texts":
        """Read them, in a fixed number of queries."""
        drafts = {article.pk: article.to_draft() for article in Article.objects.whole()}
        return cls(drafts, tuple(glossary()))

    @cached_property
    def explained(self) -> frozenset[Word]:
        """The words, to compare."""
        return frozenset(self.words)

    def altered_since(self, before: "_Texts") -> list[int]:
        """Return the articles whose readers would see something else than they would before."""
        beginnings = [_beginning(word) for word in self.explained ^ before.explained]
        found = []
        for pk, draft in self.drafts.items():
            old = before.drafts.get(pk, draft)
            # Setting a page is dear: only where a word that changed may stand at all.
            may_differ = old == draft and any(each in _said(draft) for each in beginnings)
            if old != draft or (
                may_differ and fingerprint(draft, self.words) != fingerprint(old, before.words)
            ):
                found.append(pk)
        return found


def _beginning(word: Word) -> str:
    """Return the first letters of a word, as far as nothing sets them otherwise in a text."""
    found = re.search(r"\w+", word.term)
    return found[0].casefold() if found else ""


def _said(draft: Draft) -> str:
    return html.unescape(str(draft)).casefold()
