"""Live pages that have been overtaken since they were published."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.outdated import pages
from articles.outdated.pages import FailingLinks, editions_with_old_words, editions_with_older_cards
from articles.outdated.sources import Shaken, resting_on_shaken_sources
from clinic_site.desk.articles.lists import ArticleList, Line, Person, edit, page_of, publish


def shaken(person: Person) -> Iterator[ArticleList]:
    """List what rests on a source that was superseded or retracted."""
    if not (person.writes or person.withdraws):
        return
    found = resting_on_shaken_sources(person.now)
    yield ArticleList(
        "shaken",
        _("Resting on a superseded or retracted source"),
        _("with a superseded or retracted source"),
        _("See whether the claim still holds. Cite the newer source, or take the claim out."),
        [
            Line(each.title, _sources_said(each), edit(each.article_id), *_mend(person, each))
            for each in found
        ],
        is_warm=any(each.is_retracted for each in found),
    )


def _sources_said(found: Shaken) -> str:
    return " ".join(
        _("%(key)s: %(status)s.") % {"key": source.key, "status": source.get_status_display()}
        for source in found.sources
    )


def _mend(person: Person, found: Shaken) -> tuple[str, str]:
    if person.writes:
        return _("Mend the claims"), edit(found.article_id)
    return _("See what it says"), page_of("check", found.article_id)


def failing_links(person: Person) -> Iterator[ArticleList]:
    """List the pages that link to a page of ours which no longer opens, or has moved."""
    if person.writes:
        found = pages.failing_links(person.now)
        yield ArticleList(
            "links",
            _("Links that fail"),
            _("with links that fail"),
            _("Mend the links in the draft, then publish the article again."),
            [
                Line(
                    each.title,
                    _links_said(each),
                    edit(each.article_id),
                    _("Mend the links"),
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
    if person.publishes:
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
    if person.publishes:
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
