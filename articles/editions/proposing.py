"""What publishing would do, worked out without doing it."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.timezone import localdate

from articles.draft import Draft, Standing, Word
from articles.editions.history import NOTHING, History, histories
from articles.editions.proposal import Proposal
from articles.gate import Finding, check
from articles.models import Article, Edition, GlossaryTerm, Reference, SignOff
from articles.rendering import Composed, compose
from clinic_site.foundation.warning_signs import CURRENT


@dataclass(frozen=True)
class GateContext:
    """What the judgment of a text needs from outside it, read once for a whole batch."""

    live: frozenset[str]
    standings: Mapping[str, Standing]
    now: datetime

    def findings(self, draft: Draft, batch: Collection[str]) -> tuple[Finding, ...]:
        """Return what the gate says today of a text published together with `batch`."""
        return check(
            draft, live=self.live, batch=batch, year=self.now.year, standings=self.standings
        )


def world(now: datetime) -> GateContext:
    """Read it. What is scheduled is not there yet, so no link may lead to it. Two queries."""
    live = frozenset(Edition.objects.live(now).values_list("slug", flat=True))
    return GateContext(live, Reference.objects.standings(), now)


def proposals(article_ids: Collection[int], now: datetime) -> list[Proposal]:
    """Return what publishing these articles together would do, in their usual order."""
    articles = list(
        Article.objects.whole()
        .select_related("topic", "edited_by", "shared_edited_by", "submitted_by", "review_note_by")
        .filter(pk__in=article_ids)
    )
    words = glossary()
    past, around = histories(article_ids, now), world(now)
    batch = frozenset(article.slug for article in articles)
    signed: dict[int, list[SignOff]] = {}
    for each in SignOff.objects.filter(article__in=article_ids).select_related("by"):
        signed.setdefault(each.article_id, []).append(each)
    return [
        _propose(
            article, words, past.get(article.pk, NOTHING), signed.get(article.pk, ()), batch, around
        )
        for article in articles
    ]


def fingerprint(draft: Draft, words: Sequence[Word]) -> str:
    """Return the digest of the edition that a draft would make with these glossary words."""
    return _digest(draft, compose(draft, words))


def glossary() -> list[Word]:
    """Return the words to explain, as they stand. One query."""
    return [Word(entry.term, entry.definition) for entry in GlossaryTerm.objects.all()]


def _propose(
    article: Article,
    words: list[Word],
    history: History,
    sign_offs: Iterable[SignOff],
    batch: Collection[str],
    around: GateContext,
) -> Proposal:
    draft = article.to_draft()
    edition = _edition(article, draft, compose(draft, words))
    edition.number = history.last_number + 1
    edition.published_at = around.now
    today = localdate(around.now)
    counting = (
        each
        for each in sign_offs
        if each.digest == edition.digest and history.bears(each.at, each.review_due, today)
    )
    signed = next(counting, None)
    if signed:
        edition.signed_off_at = signed.at
        edition.signed_off_by = signed.by
        edition.signed_off_role = signed.role
        edition.review_due = signed.review_due
    findings = around.findings(draft, batch)
    return Proposal(article, edition, findings, history, signed, today)


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
        snapshot={
            **asdict(draft),
            "warning_signs": CURRENT.version,
            "words": composed.words,
        },
        digest=_digest(draft, composed),
        draft_version=article.version,
    )


def _digest(draft: Draft, composed: Composed) -> str:
    """Return the fingerprint of all that readers would see, glossary and cards included."""
    seen = {"draft": asdict(draft), "html": composed.html}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()
