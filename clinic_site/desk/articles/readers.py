"""What readers looked for in vain, and what they wrote about a page."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.feedback.answers import with_reasons
from articles.models import Feedback
from articles.search import misses
from clinic_site.desk.articles.lists import LONGEST, ArticleList, Line, Person, edit

LATELY = timedelta(days=30)


def searches(person: Person) -> Iterator[ArticleList]:
    """List the words that found nothing of late, the most wanted first."""
    if person.reads_searches:
        since = person.now - LATELY
        found = misses.frequent_misses(since, LONGEST)
        yield ArticleList(
            "searches",
            _("Searched for and not found"),
            _("searched for, not found"),
            _("Add the word to the glossary as an everyday word, or write about it."),
            [
                Line(
                    words,
                    ngettext("%(count)d search", "%(count)d searches", count) % {"count": count},
                )
                for words, count in found
            ],
            count=misses.count_misses(since) if len(found) == LONGEST else 0,
            url=reverse("admin:articles_searchmiss_changelist"),
        )


def answers(person: Person) -> Iterator[ArticleList]:
    """List what readers wrote of late, newest first."""
    if person.reads_answers:
        found = with_reasons(person.now, LATELY)
        shown = list(found.select_related("edition")[:LONGEST])
        yield ArticleList(
            "answers",
            _("What readers wrote"),
            _("said why, in 30 days"),
            _("Nobody can write back to them. A manager can delete a name that slipped in."),
            [_answer(each) for each in shown],
            count=found.count() if len(shown) == LONGEST else 0,
            url=reverse("admin:articles_feedback_changelist"),
        )


def _answer(answer: Feedback) -> Line:
    said = {"title": answer.edition.title, "number": answer.edition.number}
    useful = _("Useful.") if answer.useful else _("Not useful.")
    return Line(
        _("%(title)s, edition %(number)d") % said,
        f"{useful} “{answer.reason}”",
        edit(answer.edition.article_id),
    )
