"""Live pages that have been overtaken, what readers miss, and all lists of articles in order."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.feedback.answers import with_reasons
from articles.models import Feedback
from articles.outdated import pages
from articles.outdated.pages import FailingLinks, editions_with_old_words, editions_with_older_cards
from articles.outdated.sources import Shaken, resting_on_shaken_sources
from articles.search import misses
from clinic_site.desk import article_workflow
from clinic_site.desk.article_workflow import (
    LONGEST,
    ArticleList,
    Line,
    Person,
    edit,
    page_of,
    publish,
)


def shaken(person: Person) -> Iterator[ArticleList]:
    """List what rests on a source that was superseded or retracted."""
    if not person.may("change_article", "withdraw_edition"):
        return
    found = resting_on_shaken_sources(person.now)
    yield ArticleList(
        "shaken",
        _("Resting on a superseded or retracted source"),
        _("with a superseded or retracted source"),
        _("See whether the claim still holds. Cite the newer source, or take the claim out."),
        [
            Line(each.title, _sources_said(each), edit(each.article_id), *_fix(person, each))
            for each in found
        ],
        is_warm=any(each.is_retracted for each in found),
    )


def _sources_said(found: Shaken) -> str:
    return " ".join(
        _("%(key)s: %(status)s.") % {"key": source.key, "status": source.get_status_display()}
        for source in found.sources
    )


def _fix(person: Person, found: Shaken) -> tuple[str, str]:
    if person.may("change_article"):
        return _("Fix the claims"), edit(found.article_id)
    return _("Check"), page_of("check", found.article_id)


def failing_links(person: Person) -> Iterator[ArticleList]:
    """List the pages that link to a page of ours which no longer opens, or has moved."""
    if person.may("change_article"):
        found = pages.failing_links(person.now)
        yield ArticleList(
            "links",
            _("Links that fail"),
            _("with links that fail"),
            _("Fix the links in the draft, then publish the article again."),
            [
                Line(
                    each.title,
                    _links_said(each),
                    edit(each.article_id),
                    _("Fix the links"),
                    edit(each.article_id),
                )
                for each in found
            ],
            is_warm=any(each.dead for each in found),
        )


def _links_said(found: FailingLinks) -> str:
    dead = [_("%(link)s no longer opens.") % {"link": link} for link in found.dead]
    moved = [_("%(link)s has moved and still opens.") % {"link": link} for link in found.moved]
    return " ".join([*dead, *moved])


def older_cards(person: Person) -> Iterator[ArticleList]:
    """List the pages whose warning signs have been worded anew since."""
    if person.may("publish_edition"):
        yield ArticleList(
            "older-cards",
            _("Older warning signs"),
            _("show older warning signs"),
            _("Publish each again: it then shows the warning signs in today’s words."),
            [
                _again(
                    each.article_id,
                    each.title,
                    _("Version %(number)d.") % {"number": each.snapshot["warning_signs"]},
                )
                for each in editions_with_older_cards(person.now)
            ],
            is_warm=True,
        )


def older_words(person: Person) -> Iterator[ArticleList]:
    """List the pages that explain a word otherwise than the glossary does today."""
    if person.may("publish_edition"):
        yield ArticleList(
            "older-words",
            _("Older word explanations"),
            _("explain a word the old way"),
            _("Publish each again: it then explains these words as the glossary does today."),
            [
                _again(each.article_id, each.title, ", ".join(each.words))
                for each in editions_with_old_words(person.now)
            ],
        )


def _again(article_id: int, title: str, note: str) -> Line:
    return Line(title, note, edit(article_id), _("Publish again"), publish(article_id))


LATELY = timedelta(days=30)


def searches(person: Person) -> Iterator[ArticleList]:
    """List the words that found nothing of late, the most wanted first."""
    if person.may("view_searchmiss"):
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
    if person.may("view_feedback"):
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


# The pressing first.
_LISTS: tuple[Callable[[Person], Iterator[ArticleList]], ...] = (
    article_workflow.in_review,
    article_workflow.to_publish,
    article_workflow.overdue,
    shaken,
    older_cards,
    failing_links,
    article_workflow.due_soon,
    article_workflow.remarks,
    older_words,
    article_workflow.scheduled,
    searches,
    answers,
    article_workflow.unsigned,
)


def for_person(user: User, now: datetime, zone: ZoneInfo) -> list[ArticleList]:
    """Return the lists that hold something and that this person can act on."""
    if not user.has_perm("articles.view_article"):
        return []
    person = Person(user, now, zone)
    return [_cut(each) for lists in _LISTS for each in lists(person) if each.lines]


def _cut(whole: ArticleList) -> ArticleList:
    count = whole.count or len(whole.lines)
    return replace(whole, lines=whole.lines[:LONGEST], count=count)
