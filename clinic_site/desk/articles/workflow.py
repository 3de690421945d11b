"""Drafts on their way to readers."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import review_dates
from articles.editions.progress import waiting
from articles.editions.proposals import Proposal
from articles.models import Article
from articles.previews.invitations import open_remarks
from clinic_site.desk.articles.lists import ArticleList, Line, Person, edit, page_of, publish


def in_review(person: Person) -> Iterator[ArticleList]:
    """List what waits for a clinician's word."""
    if not (person.signs_off or person.publishes):
        return
    yield ArticleList(
        "in-review",
        _("In clinical review"),
        _("in clinical review"),
        _("A clinician who did not write it reads the whole page and signs it off."),
        [_asked(person, article) for article in review_dates.articles_in_review(person.now)],
    )


def _asked(person: Person, article: Article) -> Line:
    note = _("Sent to review on %(day)s.") % {"day": person.day(article.submitted_at)}
    if person.signs_off and article.is_work_of(person.pk):
        own = _("You edited it last, so another reviewer has to sign it off.")
        deed = _("See what it says"), page_of("check", article.pk)
        return Line(article.title, f"{note} {own}", edit(article.pk), *deed)
    deed = person.reading(article.pk, _("Read and sign off"))
    return Line(article.title, note, edit(article.pk), *deed)


def to_publish(person: Person) -> Iterator[ArticleList]:
    """List what is signed off and readers do not see yet."""
    if person.publishes:
        yield ArticleList(
            "to-publish",
            _("Signed off, waiting to be published"),
            _("signed off, waiting to be published"),
            _("Readers do not see these texts yet."),
            [_signed(person, proposal) for proposal in waiting(person.now)],
        )


def _signed(person: Person, proposal: Proposal) -> Line:
    note = ""
    if proposal.sign_off:
        said = {"day": person.day(proposal.sign_off.at), "role": proposal.sign_off.role}
        note = _("Signed off on %(day)s by %(role)s.") % said
    return Line(
        str(proposal.article),
        note,
        page_of("check", proposal.article.pk),
        _("Publish as edition %(number)d") % {"number": proposal.edition.number},
        publish(proposal.article.pk),
    )


def remarks(person: Person) -> Iterator[ArticleList]:
    """List what invited reviewers said and nobody has dealt with."""
    if not person.writes:
        return
    titles: dict[int, list[str]] = {}
    for remark in open_remarks():
        titles.setdefault(remark.article_id, []).append(remark.article.title)
    yield ArticleList(
        "remarks",
        _("Reviewers’ remarks"),
        _("with open remarks"),
        _("Read each remark, change the draft if it is right, and tick the remark off."),
        [
            Line(
                found[0],
                ngettext("%(count)d open remark", "%(count)d open remarks", len(found))
                % {"count": len(found)},
                page_of("reviewers", pk),
                _("Read the remarks"),
                page_of("reviewers", pk),
            )
            for pk, found in titles.items()
        ],
    )


def scheduled(person: Person) -> Iterator[ArticleList]:
    """List what goes live by itself, the next first."""
    if person.publishes:
        yield ArticleList(
            "scheduled",
            _("Scheduled"),
            _("scheduled"),
            _("These go live by themselves."),
            [
                Line(
                    edition.title,
                    _("Edition %(number)d goes live on %(when)s.")
                    % {"number": edition.number, "when": person.moment(edition.published_at)},
                    page_of("check", edition.article_id),
                )
                for edition in review_dates.scheduled_editions(person.now)
            ],
        )


def unsigned(person: Person) -> Iterator[ArticleList]:
    """List what only demo mode shows."""
    if person.signs_off or person.publishes:
        yield ArticleList(
            "unsigned",
            _("Shown without a sign-off"),
            _("shown without a sign-off"),
            _("Only this demonstration shows them. Without demo mode readers do not see them."),
            [
                Line(
                    edition.title,
                    "",
                    edit(edition.article_id),
                    *person.reading(edition.article_id, _("Read and sign off")),
                )
                for edition in review_dates.unsigned_editions(person.now)
            ],
        )
