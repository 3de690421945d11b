"""Live editions with older care cards, older explanations of words, or dead links."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

from articles.models import Edition, GlossaryTerm, Topic
from clinic_site.foundation.warning_signs import CURRENT


@dataclass(frozen=True, slots=True)
class OlderCards:
    """What readers see of one article, and the version of the wording that its cards hold."""

    article_id: int
    title: str
    number: int
    version: int


def editions_with_older_cards(now: datetime) -> list[OlderCards]:
    """Return the live editions that show a care card in older words than today's. One query.

    Publishing the article again gives it today's cards.
    """
    found = []
    live = Edition.objects.live(now).only("article_id", "title", "number", "snapshot")
    for edition in live.order_by("title"):
        frozen = edition.snapshot
        shows = frozen["care_cards"] or any(part["care_card"] for part in frozen["sections"])
        if shows and frozen["warning_signs"] < CURRENT.version:
            found.append(
                OlderCards(
                    edition.article_id, edition.title, edition.number, frozen["warning_signs"]
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class OldWords:
    """What readers see of one article, and the words it explains otherwise than the glossary."""

    article_id: int
    title: str
    number: int
    words: tuple[str, ...]


def editions_with_old_words(now: datetime, term: str | None = None) -> list[OldWords]:
    """Return the live editions whose explanations differ from the glossary of now. Two queries.

    With `term`, only of this word. A word that is no longer in the glossary counts as differing.
    """
    today = dict(GlossaryTerm.objects.values_list("term", "definition"))
    found = []
    for edition in _live(now):
        frozen = edition.snapshot.get("words", [])
        old = tuple(
            word["term"]
            for word in frozen
            if today.get(word["term"]) != word["definition"] and term in (None, word["term"])
        )
        if old:
            found.append(OldWords(edition.article_id, edition.title, edition.number, old))
    return found


def editions_explaining(term: str, now: datetime) -> list[Edition]:
    """Return the live editions that explain this word. One query."""
    return [
        edition
        for edition in _live(now)
        if any(word["term"] == term for word in edition.snapshot.get("words", []))
    ]


def _live(now: datetime) -> list[Edition]:
    live = Edition.objects.live(now).only("article_id", "slug", "title", "number", "snapshot")
    return list(live.order_by("title"))


# Editions are composed by us: every address stands in double quotes.
_HREF = re.compile(r'href="([^"#][^"]*)"')


@dataclass(frozen=True, slots=True)
class FailingLinks:
    """One live page and its links that fail. A link that `moved` still opens, by a detour."""

    article_id: int
    title: str
    number: int
    dead: tuple[str, ...]
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Site:
    """What opens on the site at one moment, by address."""

    topics: frozenset[str]
    owners: Mapping[str, int]
    slugs: Mapping[int, str]


def failing_links(now: datetime) -> list[FailingLinks]:
    """Return the live pages with links of our own that no longer lead straight to a page.

    Three queries, however many pages there are. Dead links come first.
    """
    live = list(
        Edition.objects.live(now)
        .only("article_id", "slug", "title", "number", "html")
        .order_by("title")
    )
    published = Edition.objects.published(now).order_by("published_at", "pk")
    site = _Site(
        topics=frozenset(Topic.objects.values_list("slug", flat=True)),
        # As in queries.deciding_edition: the article last published at an address owns it.
        owners=dict(published.values_list("slug", "article_id")),
        slugs={edition.article_id: edition.slug for edition in live},
    )
    found = [_judge(edition, site) for edition in live]
    failing = [each for each in found if each.dead or each.moved]
    return sorted(failing, key=lambda each: not each.dead)


def _judge(edition: Edition, site: _Site) -> FailingLinks:
    states = {link: _leads(link, site) for link in _own_links(edition.html)}
    dead = tuple(link for link, state in states.items() if state is None)
    moved = tuple(link for link, state in states.items() if state is False)
    return FailingLinks(edition.article_id, edition.title, edition.number, dead, moved)


def _own_links(page: str) -> Iterator[str]:
    for found in _HREF.findall(page):
        link = html.unescape(found).removeprefix(settings.SITE_URL)
        if link.startswith("/") and not link.startswith(("//", settings.STATIC_URL)):
            yield link


def _leads(link: str, site: _Site) -> bool | None:
    """Return whether a link leads straight to a page (True), by a detour (False), or nowhere."""
    match = _match(link)
    if match is None:
        return None
    slug = match.kwargs.get("slug")
    if "articles" not in match.namespaces or slug is None:
        return True
    if match.url_name == "topic":
        return True if slug in site.topics else None
    now_at = site.slugs.get(site.owners.get(slug, 0))
    return None if now_at is None else now_at == slug


def _match(link: str) -> ResolverMatch | None:
    try:
        path = urlsplit(link).path
    except ValueError:
        return None
    # Without its last slash an address leads to the page all the same.
    for address in (path, f"{path}/"):
        try:
            return resolve(address)
        except Resolver404:
            continue
    return None
