"""The articles' part of the desk: what to read, sign off, publish or mend, each with its way there.

A list with nothing in it is not shown. Each is for those who can act on it.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from clinic_site.desk.articles import evidence, readers, reviews, workflow
from clinic_site.desk.articles.lists import LONGEST, ArticleList, Line, Person

__all__ = ["LONGEST", "ArticleList", "Line", "for_person"]

# The pressing first.
_LISTS: tuple[Callable[[Person], Iterator[ArticleList]], ...] = (
    workflow.in_review,
    workflow.to_publish,
    reviews.overdue,
    evidence.shaken,
    evidence.older_cards,
    evidence.failing_links,
    reviews.due_soon,
    workflow.remarks,
    evidence.older_words,
    workflow.scheduled,
    readers.searches,
    readers.answers,
    workflow.unsigned,
)


def for_person(user: User, now: datetime, zone: ZoneInfo) -> list[ArticleList]:
    """Return the lists that hold something and that this person can act on."""
    if not user.has_perm("articles.view_article"):
        return []
    person = Person.of(user, now, zone)
    return [
        _cut(each) for apply_transition in _LISTS for each in apply_transition(person) if each.lines
    ]


def _cut(whole: ArticleList) -> ArticleList:
    count = whole.count or len(whole.lines)
    return replace(whole, lines=whole.lines[:LONGEST], count=count)
