"""What a list on the desk is made of, and who looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

LONGEST = 20
"""So many lines of a list are shown; the tile counts them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One article and what is the matter with it. `deed` is where to do something about it."""

    name: str
    note: str
    url: str = ""
    deed: str = ""
    deed_url: str = ""


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
    """What one person may do with articles, and the moment at which they look at the desk."""

    pk: int
    signs_off: bool
    publishes: bool
    writes: bool
    withdraws: bool
    reads_searches: bool
    reads_answers: bool
    now: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, user: User, now: datetime, zone: ZoneInfo) -> "Person":
        """Read a person's permissions."""
        may = user.has_perm
        return cls(
            pk=user.pk,
            signs_off=may("articles.sign_off_edition"),
            publishes=may("articles.publish_edition"),
            writes=may("articles.change_article"),
            withdraws=may("articles.withdraw_edition"),
            reads_searches=may("articles.view_searchmiss"),
            reads_answers=may("articles.view_feedback"),
            now=now,
            zone=zone,
        )

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

    def reading(self, article_id: int, reviewers_deed: str) -> tuple[str, str]:
        """Lead to the page where this person reads it all: a reviewer's deed, else a look at it."""
        if self.signs_off:
            return reviewers_deed, page_of("sign_off", article_id)
        return _("See what it says"), page_of("check", article_id)


def page_of(name: str, article_id: int) -> str:
    """Return the address of one of an article's staff pages."""
    return reverse(f"admin:articles_{name}", args=[article_id])


def edit(article_id: int) -> str:
    """Return the address of the draft."""
    return page_of("article_change", article_id)


def publish(article_id: int) -> str:
    """Return the address of the page that publishes one article."""
    return f"{reverse('admin:articles_publish')}?article={article_id}"
