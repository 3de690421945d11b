"""The clinical review: asking for it, ending it, and signing off."""

from calendar import monthrange
from datetime import date, datetime

from django.contrib.auth.models import User
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from articles.editions.editing import lock_articles
from articles.editions.proposals import Proposal, proposals
from articles.exceptions import NothingNew, NotYours, OwnWork, StaleVersion
from articles.models import Article, SignOff
from articles.stages import Stage

SUBMIT = "articles.submit_article"
SIGN_OFF = "articles.sign_off_edition"
_STAFF_BACKEND = "clinic_site.foundation.accounts.backends.StaffBackend"


def submit(article_id: int, *, token: str, by: User, now: datetime, note: str = "") -> None:
    """Ask for the review of exactly the text that `token` names. Any later change ends it.

    `note` is a word to the reviewer.
    """
    if not by.has_perm(SUBMIT):
        raise NotYours(_("Only an editor asks for a clinical review."))
    with lock_articles(article_id):
        proposal = _seen(article_id, token, now)
        if proposal.stage in (Stage.SIGNED_OFF, Stage.SCHEDULED):
            raise NothingNew(_("A clinician has already signed off exactly this text."))
        _write(
            article_id,
            submitted_at=now,
            submitted_by=by,
            submitted_digest=proposal.edition.digest,
            review_note=note.strip(),
            review_note_by=by,
        )


def cancel_review(article_id: int, *, by: User, note: str = "") -> None:
    """End the review without a sign-off: an editor cancels it, or a reviewer returns the text.

    `note` says why, or what should be fixed.
    """
    if not (by.has_perm(SUBMIT) or by.has_perm(SIGN_OFF)):
        raise NotYours(_("Only an editor or a clinical reviewer ends a review."))
    with lock_articles(article_id):
        if not Article.objects.filter(pk=article_id, submitted_at__isnull=False).exists():
            raise StaleVersion
        end_review(article_id)
        _write(article_id, review_note=note.strip(), review_note_by=by)


def sign_off(article_id: int, *, token: str, by: User, role: str, now: datetime) -> SignOff:
    """Record that `by` reviewed the whole page as `token` names it, and stands behind it.

    Any later change of the text voids it. This alone sets the date of the next review. It takes a
    clinical reviewer, and another person than those whose work the text is: see `Article`.
    """
    # Being a superuser gives nobody the right to sign off.
    reviewers = User.objects.with_perm(SIGN_OFF, backend=_STAFF_BACKEND, include_superusers=False)
    if not reviewers.filter(pk=by.pk).exists():
        raise NotYours(_("Only a clinical reviewer signs off. Ask a manager for that role."))
    with lock_articles(article_id):
        proposal = _seen(article_id, token, now)
        article = proposal.article
        if article.is_work_of(by.pk):
            raise OwnWork(
                _("You were the last to edit this text, so another reviewer has to sign it off.")
                if article.edited_by_id == by.pk
                else _(
                    "You were the last to change a source, a glossary word or a picture of this"
                    " text, so another reviewer has to sign it off."
                )
            )
        end_review(article_id)
        _write(article_id, shared_edited_by=None)
        return SignOff.objects.create(
            article=article,
            digest=proposal.edition.digest,
            by=by,
            role=role,
            at=now,
            review_due=months_after(localdate(now), article.review_months),
        )


def end_review(article_id: int) -> None:
    """Note that nobody is asked any more. For a transaction that holds the article."""
    _write(
        article_id,
        submitted_at=None,
        submitted_by=None,
        submitted_digest="",
        review_note="",
        review_note_by=None,
    )


def _seen(article_id: int, token: str, now: datetime) -> Proposal:
    (proposal,) = proposals([article_id], now)
    if proposal.token != token:
        raise StaleVersion
    return proposal


def _write(article_id: int, **columns: object) -> None:
    Article.objects.filter(pk=article_id).update(**columns)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
