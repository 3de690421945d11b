"""The articles' part of the desk: what a list is made of, and drafts and reviews on their way.

A list with nothing in it is not shown. Each is for those who can act on it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import review_dates
from articles.editions.progress import waiting
from articles.editions.proposals import Proposal
from articles.models import Article, Edition
from articles.previews.invitations import open_remarks

LONGEST = 20
"""So many lines of a list are shown; the tile counts them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One article and what is the matter with it. `action` is where to do something about it."""

    name: str
    note: str
    url: str = ""
    action: str = ""
    action_url: str = ""


@dataclass(frozen=True, slots=True)
class ArticleList:
    """Articles with one thing to do. `key` is its anchor; `label` follows the count on the tile.

    `count` is of all there are; left at 0, it is how many lines were handed in. `url` leads to a
    page with all of them.
    """

    key: str
    title: str
    label: str
    advice: str
    lines: Sequence[Line]
    count: int = 0
    is_warm: bool = False
    url: str = ""

    @property
    def more(self) -> int:
        """How many lines are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with articles, and the moment at which they look at the desk."""

    user: User
    now: datetime
    zone: ZoneInfo

    def may(self, *permissions: str) -> bool:
        """Return whether they have one of these permissions of the articles."""
        return any(self.user.has_perm(f"articles.{each}") for each in permissions)

    @property
    def today(self) -> date:
        """The day at the clinic."""
        return self.now.astimezone(self.zone).date()

    def day(self, moment: datetime | None) -> str:
        """Say the day of a moment as the clinic's own calendar has it."""
        return formats.date_format(moment.astimezone(self.zone)) if moment else ""

    def moment(self, moment: datetime) -> str:
        """Say a moment on the clinic's own clock."""
        return formats.date_format(moment.astimezone(self.zone), "F j, Y, g:i A")

    def reading(self, article_id: int, reviewers_action: str) -> tuple[str, str]:
        """Return the link by which this person reads it all: a reviewer's action, or a look."""
        if self.may("sign_off_edition"):
            return reviewers_action, page_of("sign_off", article_id)
        return _("Check"), page_of("check", article_id)


def page_of(name: str, article_id: int) -> str:
    """Return the address of one of an article's staff pages."""
    return reverse(f"admin:articles_{name}", args=[article_id])


def edit(article_id: int) -> str:
    """Return the address of the draft."""
    return page_of("article_change", article_id)


def publish(article_id: int) -> str:
    """Return the address of the page that publishes one article."""
    return f"{reverse('admin:articles_publish')}?article={article_id}"


def in_review(person: Person) -> Iterator[ArticleList]:
    """List what waits for a clinician's word."""
    if not person.may("sign_off_edition", "publish_edition"):
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
    if person.may("sign_off_edition") and article.is_work_of(person.user.pk):
        own = _("You edited it last, so another reviewer has to sign it off.")
        action = _("Check"), page_of("check", article.pk)
        return Line(article.title, f"{note} {own}", edit(article.pk), *action)
    action = person.reading(article.pk, _("Read and sign off"))
    return Line(article.title, note, edit(article.pk), *action)


def to_publish(person: Person) -> Iterator[ArticleList]:
    """List what is signed off and readers do not see yet."""
    if person.may("publish_edition"):
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
    if not person.may("change_article"):
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
    if person.may("publish_edition"):
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
    if person.may("sign_off_edition", "publish_edition"):
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


def overdue(person: Person) -> Iterator[ArticleList]:
    """List the pages that tell their readers that they are overdue."""
    if person.may("change_article", "sign_off_edition", "withdraw_edition"):
        yield ArticleList(
            "overdue",
            _("Review overdue"),
            _("reviews overdue"),
            _("Each page says so to its readers. A clinician reads the whole page again."),
            _lines(
                person,
                review_dates.overdue_editions(person.now, person.today),
                _("Was due on %(day)s."),
            ),
            is_warm=True,
        )


def due_soon(person: Person) -> Iterator[ArticleList]:
    """List the pages to review next."""
    if person.may("change_article", "sign_off_edition"):
        yield ArticleList(
            "due-soon",
            _("Review due within 30 days"),
            _("reviews due within 30 days"),
            _("A clinician reads the whole page again. That sets the next date."),
            _lines(
                person,
                review_dates.editions_due_soon(person.now, person.today),
                _("Due on %(day)s."),
            ),
        )


def _lines(person: Person, found: Iterable[Edition], note: str) -> list[Line]:
    return [
        Line(
            edition.title,
            note % {"day": formats.date_format(edition.review_due)},
            edit(edition.article_id),
            *person.reading(edition.article_id, _("Review the whole page")),
        )
        for edition in found
        if edition.review_due
    ]
