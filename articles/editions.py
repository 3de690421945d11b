"""The only writer of editions, of sign-offs and of the search index.

`proposals` shows what publishing would do; `publish`, `sign_off` and `withdraw` do it, each in one
transaction, and raise a `PublishingError` with nothing changed when they cannot.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles import search
from articles.draft import Draft, Word
from articles.exceptions import (
    AddressTaken,
    HasErrors,
    MovedOn,
    NothingNew,
    NotSignedOff,
    ReasonNeeded,
)
from articles.gate import Finding, check
from articles.models import Article, Edition, GlossaryTerm, SignOff
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
    return [_propose(article, words, live, batch, now) for article in articles]


def _propose(
    article: Article,
    words: Sequence[Word],
    live: Collection[str],
    batch: Collection[str],
    now: datetime,
) -> Proposal:
    draft = article.to_draft()
    composed = compose(draft, words)
    digest = _digest(draft, composed)
    latest = Edition.objects.light().filter(article=article).order_by("-number").first()
    signed = SignOff.objects.filter(article=article, digest=digest).select_related("by").first()
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
        snapshot={**asdict(draft), "warning_signs": CURRENT.version},
        digest=digest,
        published_at=now,
    )
    if signed:
        edition.signed_off_at = signed.at
        edition.signed_off_by = signed.by
        edition.signed_off_role = signed.role
        edition.review_due = _months_after(signed.at.date(), article.review_months)
    findings = check(draft, live=live, batch=batch, year=now.year)
    return Proposal(article, edition, findings, signed, latest)


def _digest(draft: Draft, composed: Composed) -> str:
    """Return the fingerprint of all that readers would see, glossary and cards included."""
    seen = {"draft": asdict(draft), "html": composed.html}
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    # The 28th exists in every month; a review date need not be exact to the day.
    return date(year, month + 1, min(day.day, 28))


def publish(
    article_ids: Collection[int],
    *,
    by: User | None,
    now: datetime,
    what_changed: str,
    override_reason: str = "",
    seen: Mapping[int, str] | None = None,
) -> list[Edition]:
    """Freeze these drafts into editions, all or none, and show them to readers at once.

    Articles published together may link to each other. `seen` maps an article to the token of the
    proposal that `by` looked at.
    """
    try:
        with transaction.atomic():
            _lock(article_ids)
            proposed = proposals(article_ids, now)
            _refuse_unless_ready(proposed, override_reason.strip(), seen or {}, now)
            return [
                _freeze(each, by, what_changed.strip(), override_reason.strip())
                for each in proposed
            ]
    except IntegrityError as error:
        raise MovedOn(_moved_on()) from error


def _moved_on() -> str:
    return _("Somebody changed or published this in the meantime. Look again, then decide.")


def _lock(article_ids: Collection[int]) -> None:
    """Make others who publish these wait: by row on PostgreSQL, by BEGIN IMMEDIATE on SQLite."""
    rows = Article.objects.select_for_update().filter(pk__in=article_ids).order_by("pk")
    if len(rows.values_list("pk", flat=True)) != len(set(article_ids)):
        raise MovedOn(_moved_on())


def _refuse_unless_ready(
    proposed: Sequence[Proposal], reason: str, seen: Mapping[int, str], now: datetime
) -> None:
    for each in proposed:
        if seen.get(each.article.pk, each.token) != each.token:
            raise MovedOn(_moved_on())
    errors = [(each.article.title, found) for each in proposed for found in each.errors]
    if errors:
        raise HasErrors(errors)
    for each in proposed:
        title = each.article.title
        if each.warnings and not reason:
            raise ReasonNeeded(_("Say why “%s” should go out with its warnings.") % title)
        if each.sign_off is None and not settings.DEMO:
            raise NotSignedOff(_("No clinician has signed off “%s” as it stands.") % title)
        if each.is_nothing_new:
            raise NothingNew(_("Readers already see exactly this text of “%s”.") % title)
        others = Edition.objects.deciding(now).exclude(article=each.article)
        if others.filter(slug=each.edition.slug).exists():
            raise AddressTaken(_("Another article is published at “%s”.") % each.edition.slug)


def _freeze(proposal: Proposal, by: User | None, what_changed: str, reason: str) -> Edition:
    edition = proposal.edition
    edition.published_by = by
    edition.what_changed = what_changed
    edition.overridden = [
        {"code": found.code, "where": found.where, "said": found.said()}
        for found in proposal.warnings
    ]
    edition.override_reason = reason if proposal.warnings else ""
    edition.save()
    search.write(edition)
    return edition


def sign_off(article_id: int, *, token: str, by: User, role: str, now: datetime) -> SignOff:
    """Record that `by` stands behind the text that `token` names. Any later change voids it."""
    with transaction.atomic():
        _lock([article_id])
        (proposal,) = proposals([article_id], now)
        if proposal.token != token:
            raise MovedOn(_moved_on())
        return SignOff.objects.create(
            article=proposal.article, digest=proposal.edition.digest, by=by, role=role, at=now
        )


def withdraw(
    edition_id: int, *, by: User | None, now: datetime, reason: str, onward_id: int | None = None
) -> None:
    """Take down the edition that readers see; its page then answers 410.

    `onward_id` is an article to read instead. Only the deciding edition can be withdrawn, once.
    """
    if not reason.strip():
        raise ReasonNeeded(_("Say why it is withdrawn."))
    with transaction.atomic():
        edition = Edition.objects.light().filter(pk=edition_id).first()
        _lock([edition.article_id] if edition else [])
        if edition is None or not Edition.objects.deciding(now).filter(pk=edition_id).exists():
            raise MovedOn(_moved_on())
        # The plain query set on purpose: the model's own refuses every change.
        changed = (
            QuerySet(Edition)
            .filter(pk=edition_id, withdrawn_at=None)
            .update(
                withdrawn_at=now,
                withdrawn_by=by,
                withdrawn_reason=reason.strip(),
                withdrawn_onward_id=onward_id,
            )
        )
        if changed != 1:
            raise MovedOn(_moved_on())
        search.forget(edition.article_id)
