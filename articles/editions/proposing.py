"""What publishing would do, worked out without doing it."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery

from articles.draft import Draft, Standing, Word
from articles.gate import Finding, check
from articles.models import Article, Edition, GlossaryTerm, Reference, SignOff
from articles.rendering import Composed, compose
from clinic_site.warning_signs import CURRENT


@dataclass(frozen=True)
class Proposal:
    """What publishing one article now would do. `edition` is complete and not saved.

    `token` stands for all that was shown; hand it back to `publish` to be told if it has changed.
    """

    article: Article
    edition: Edition
    findings: tuple[Finding, ...]
    sign_off: SignOff | None
    latest: Edition | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be mended first."""
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What may be overridden with a reason."""
        return tuple(finding for finding in self.findings if not finding.is_error)

    @property
    def token(self) -> str:
        """The number it would have and the text it would hold."""
        return f"{self.edition.number}-{self.edition.digest[:16]}"

    @property
    def lacks_sign_off(self) -> bool:
        """Tell whether only demo mode would let it through."""
        return self.sign_off is None and not settings.DEMO

    @property
    def is_nothing_new(self) -> bool:
        """Tell whether readers already see exactly this, signed off by the same hand."""
        latest, signed = self.latest, self.sign_off.at if self.sign_off else None
        return (
            latest is not None
            and latest.withdrawn_at is None
            and (latest.digest, latest.signed_off_at) == (self.edition.digest, signed)
        )


def proposals(article_ids: Collection[int], now: datetime) -> list[Proposal]:
    """Return what publishing these articles together would do, in their usual order."""
    articles = list(Article.objects.whole().filter(pk__in=article_ids))
    words = [Word(entry.term, entry.definition) for entry in GlossaryTerm.objects.all()]
    live = frozenset(Edition.objects.live(now).values_list("slug", flat=True))
    batch = frozenset(article.slug for article in articles)
    standings = Reference.objects.standings()
    return [_propose(article, words, live, batch, standings, now) for article in articles]


def waiting(now: datetime) -> list[Proposal]:
    """Return the drafts that a clinician signed off as they stand and readers do not see yet."""
    signed = SignOff.objects.filter(article=OuterRef("pk")).order_by("-at").values("at")[:1]
    newest = Edition.objects.filter(article=OuterRef("pk")).order_by("-number")
    # Only a word newer than the last edition can wait; whether the text still bears it is costly.
    since = Article.objects.annotate(
        signed=Subquery(signed), published=Subquery(newest.values("signed_off_at")[:1])
    ).filter(Q(published=None) | Q(signed__gt=F("published")), signed__isnull=False)
    proposed = proposals(since.values_list("pk", flat=True), now)
    return [each for each in proposed if each.sign_off and not each.is_nothing_new]


def _propose(
    article: Article,
    words: Sequence[Word],
    live: Collection[str],
    batch: Collection[str],
    standings: Mapping[str, Standing],
    now: datetime,
) -> Proposal:
    draft = article.to_draft()
    composed = compose(draft, words)
    digest = _digest(draft, composed)
    latest = Edition.objects.light().filter(article=article).order_by("-number").first()
    sign_offs = SignOff.objects.filter(article=article, digest=digest).select_related("by")
    if latest and latest.withdrawn_at:
        # What was taken down comes back only on a clinician's new word.
        sign_offs = sign_offs.filter(at__gt=latest.withdrawn_at)
    signed = sign_offs.first()
    edition = Edition(
        article=article,
        number=latest.number + 1 if latest else 1,
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
        snapshot={
            **asdict(draft),
            "warning_signs": CURRENT.version,
            "words": composed.words,
        },
        digest=digest,
        published_at=now,
        draft_version=article.version,
    )
    if signed:
        edition.signed_off_at = signed.at
        edition.signed_off_by = signed.by
        edition.signed_off_role = signed.role
        edition.review_due = signed.review_due
    findings = check(draft, live=live, batch=batch, year=now.year, standings=standings)
    return Proposal(article, edition, findings, signed, latest)


def _digest(draft: Draft, composed: Composed) -> str:
    """Return the fingerprint of all that readers would see, glossary and cards included."""
    seen = {"draft": asdict(draft), "html": composed.html}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()
