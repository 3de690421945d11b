"""What a deed would make, as it is shown before it is done, and where that puts the article."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from articles.editions.history import History
from articles.gate import Finding
from articles.models import Article, Edition, SignOff
from articles.stages import LABELS, Facts, Shown, Stage, next_step, stage_of


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
        """What must be mended first."""
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
        latest, is_used = self.latest, self.is_scheduled or self.is_nothing_new
        return stage_of(
            Facts(
                shown=shown_of(latest),
                says_shown=self.says_shown,
                is_overdue=is_overdue(latest, self.today),
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


def shown_of(latest: Edition | None) -> Shown:
    """Return what readers get if this edition decides."""
    if latest is None or not latest.is_cleared:
        return Shown.NOTHING
    return Shown.PAGE if latest.is_open else Shown.GONE


def is_overdue(latest: Edition | None, today: date) -> bool:
    """Return whether the review of the edition that decides lies behind us."""
    return latest is not None and latest.review_due is not None and latest.review_due < today


def _is_same(one: Edition, other: Edition) -> bool:
    """Return whether two editions hold the same text in the same place."""
    return (one.digest, one.slug, one.topic_id, one.order, one.related_articles) == (
        other.digest,
        other.slug,
        other.topic_id,
        other.order,
        other.related_articles,
    )


def _is_fresher(sign_off: SignOff | None, edition: Edition) -> bool:
    signed = edition.signed_off_at
    return sign_off is not None and (signed is None or sign_off.at > signed)
