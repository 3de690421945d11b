"""Live pages whose date for the next review has come, or comes soon."""

from collections.abc import Iterable, Iterator

from django.utils import formats
from django.utils.translation import gettext as _

from articles import review_dates
from articles.models import Edition
from clinic_site.desk.articles.lists import ArticleList, Line, Person, edit


def overdue(person: Person) -> Iterator[ArticleList]:
    """List the pages that tell their readers that they are overdue."""
    if person.writes or person.signs_off or person.withdraws:
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
    if person.writes or person.signs_off:
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
