"""What publishing drafts would do, worked out without doing it."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.draft import Draft, SourceStanding, Word
from articles.editions.history import NOTHING, History, histories
from articles.gate.check import check_draft
from articles.gate.findings import Finding
from articles.models import Article, Edition, GlossaryTerm, Reference, SignOff
from articles.rendering.composing import Composed, compose
from articles.stages import LABELS, Facts, Stage, next_step, stage_of
from clinic_site.foundation.warning_signs import CURRENT


@dataclass(frozen=True)
class Judged:
    """An edition that is complete and not saved, and what the gate says of it.

    `token` stands for all that was shown; hand it back to be told if it has changed.
    """

    article: Article
    edition: Edition
    findings: tuple[Finding, ...]
    history: History

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be fixed first."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What may be overridden with a reason."""
        return tuple(finding for finding in self.findings if not finding.is_error)

    @property
    def token(self) -> str:
        """The number it would have, the text it would hold, and whether the page is taken down."""
        is_down = self.latest is not None and self.latest.withdrawn_at is not None
        return f"{self.edition.number}-{self.edition.digest[:16]}{'-down' if is_down else ''}"

    @property
    def lacks_sign_off(self) -> bool:
        """Return whether only demo mode would let it through."""
        return self.edition.signed_off_at is None and not settings.DEMO

    @property
    def latest(self) -> Edition | None:
        """The edition that decides what readers get now: it may be withdrawn, or not signed off."""
        return self.history.latest

    @property
    def scheduled(self) -> Edition | None:
        """The edition that will go live by itself. Publishing another takes its place."""
        return self.history.scheduled


@dataclass(frozen=True)
class Proposal(Judged):
    """What publishing the draft of one article now would do."""

    sign_off: SignOff | None
    today: date

    @property
    def says_shown(self) -> bool:
        """Return whether the draft says what the edition says that decides for readers."""
        return self.latest is not None and self.latest.digest == self.edition.digest

    @property
    def is_nothing_new(self) -> bool:
        """Return whether readers already see exactly this, in its place, on a word as fresh."""
        latest = self.latest
        return (
            latest is not None
            and latest.withdrawn_at is None
            and _is_same(latest, self.edition)
            and not _is_fresher(self.sign_off, latest)
        )

    @property
    def is_only_reviewed(self) -> bool:
        """Return whether a clinician reviewed again what readers see, and nothing else is new."""
        latest = self.latest
        return (
            latest is not None
            and latest.is_open
            and _is_same(latest, self.edition)
            and _is_fresher(self.sign_off, latest)
        )

    @property
    def is_scheduled(self) -> bool:
        """Return whether exactly this will go live by itself."""
        scheduled = self.scheduled
        return (
            scheduled is not None
            and _is_same(scheduled, self.edition)
            and not _is_fresher(self.sign_off, scheduled)
        )

    @property
    def is_submitted(self) -> bool:
        """Return whether a review was asked for, of exactly this text."""
        article = self.article
        return article.submitted_at is not None and article.submitted_digest == self.edition.digest

    @property
    def stage(self) -> Stage:
        """Where the draft stands on its way to readers."""
        is_used = self.is_scheduled or self.is_nothing_new
        return stage_of(
            Facts(
                shown=self.history.shown,
                says_shown=self.says_shown,
                is_overdue=self.history.is_review_overdue(self.today),
                is_scheduled=self.is_scheduled,
                is_submitted=self.is_submitted,
                is_signed=self.sign_off is not None and not is_used,
            )
        )

    @property
    def stage_label(self) -> str:
        """The stage in words."""
        return _(LABELS[self.stage])

    @property
    def next_step(self) -> str:
        """Who must act next, in words."""
        is_elsewhere = self.says_shown and not self.is_nothing_new
        step = next_step(
            self.stage,
            has_errors=bool(self.errors),
            is_elsewhere=is_elsewhere,
            is_sample=self.latest is not None and self.latest.signed_off_at is None,
        )
        return _(step)


def _is_same(one: Edition, other: Edition) -> bool:
    """Return whether two editions hold the same text in the same place."""
    names = ("digest", "slug", "topic_id", "order", "related_articles")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _is_fresher(sign_off: SignOff | None, edition: Edition) -> bool:
    signed = edition.signed_off_at
    return sign_off is not None and (signed is None or sign_off.at > signed)


@dataclass(frozen=True)
class GateContext:
    """What the judgment of a text needs from outside it, read once for a whole batch."""

    live: frozenset[str]
    standings: Mapping[str, SourceStanding]
    now: datetime

    @classmethod
    def read(cls, now: datetime) -> Self:
        """Read it. What is scheduled is not there yet, so no link may lead to it. Two queries."""
        live = frozenset(Edition.objects.live(now).values_list("slug", flat=True))
        return cls(live, Reference.objects.standings(), now)

    def findings(self, draft: Draft, batch: Collection[str]) -> tuple[Finding, ...]:
        """Return what the gate says today of a text published together with `batch`."""
        return check_draft(
            draft, live=self.live, batch=batch, year=self.now.year, standings=self.standings
        )


def proposals(article_ids: Collection[int], now: datetime) -> list[Proposal]:
    """Return what publishing these articles together would do, in their usual order."""
    articles = list(
        Article.objects.whole()
        .select_related("edited_by", "shared_edited_by", "submitted_by", "review_note_by")
        .filter(pk__in=article_ids)
    )
    words = glossary()
    past, context = histories(article_ids, now), GateContext.read(now)
    batch = frozenset(article.slug for article in articles)
    today = localdate(now)
    signed: dict[int, list[SignOff]] = {}
    for each in SignOff.objects.filter(article__in=article_ids).select_related("by"):
        signed.setdefault(each.article_id, []).append(each)
    found = []
    for article in articles:
        draft, history = article.to_draft(), past.get(article.pk, NOTHING)
        edition = _edition(article, draft, compose(draft, words))
        edition.number = history.last_number + 1
        edition.published_at = now
        counting = (
            each
            for each in signed.get(article.pk, ())
            if each.digest == edition.digest and history.bears(each.at, each.review_due, today)
        )
        sign_off = next(counting, None)
        if sign_off:
            edition.signed_off_at = sign_off.at
            edition.signed_off_by = sign_off.by
            edition.signed_off_role = sign_off.role
            edition.review_due = sign_off.review_due
        findings = context.findings(draft, batch)
        found.append(Proposal(article, edition, findings, history, sign_off, today))
    return found


def text_digest(draft: Draft, words: Sequence[Word]) -> str:
    """Return the digest of the edition that a draft would make with these glossary words."""
    return _digest(draft, compose(draft, words))


def glossary() -> list[Word]:
    """Return the words to explain, as they stand. One query."""
    return [Word(entry.term, entry.definition) for entry in GlossaryTerm.objects.all()]


def _edition(article: Article, draft: Draft, composed: Composed) -> Edition:
    """Set a draft as the edition it would become, but for its number and its dates."""
    return Edition(
        article=article,
        topic=article.topic,
        order=article.order,
        slug=draft.slug,
        title=draft.title,
        kind=draft.kind,
        summary=draft.summary,
        key_points=list(draft.key_points),
        html=composed.html,
        contents=composed.contents,
        plain_text=composed.plain_text,
        references=composed.references,
        related_articles=[other.pk for other in article.related.all()],
        snapshot={**asdict(draft), "warning_signs": CURRENT.version, "words": composed.words},
        digest=_digest(draft, composed),
        draft_version=article.version,
    )


def _digest(draft: Draft, composed: Composed) -> str:
    """Return the fingerprint of all that readers would see, glossary and cards included."""
    seen = {"draft": asdict(draft), "html": composed.html}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()
