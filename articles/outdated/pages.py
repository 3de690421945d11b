"""Live editions with older care cards, older explanations of words, or dead links."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

from articles.models import Edition, GlossaryTerm, Topic
from clinic_site.foundation.warning_signs import CURRENT


def editions_with_older_cards(now: datetime) -> list[Edition]:
    """Return the live editions that show a care card in older words than today's. One query.

    The version of their wording is `snapshot["warning_signs"]`. Publishing the article again gives
    it today's cards.
    """
    found = []
    for edition in _live(now):
        frozen = edition.snapshot
        shows = frozen["care_cards"] or any(part["care_card"] for part in frozen["sections"])
        if shows and frozen["warning_signs"] < CURRENT.version:
            found.append(edition)
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


def failing_links(now: datetime) -> list[FailingLinks]:
    """Return the live pages with links of our own that no longer lead straight to a page.

    The gate looks at links when a page is published. Afterwards the other page may be taken down
    or move, and the edition that links to it never changes. Three queries, however many pages
    there are. Dead links come first.
    """
    live = list(
        Edition.objects.live(now)
        .only("article_id", "slug", "title", "number", "html")
        .order_by("title")
    )
    published = Edition.objects.published(now).order_by("published_at", "pk")
    topics = frozenset(Topic.objects.values_list("slug", flat=True))
    # As in queries.deciding_edition: the article last published at an address owns it.
    owners = dict(published.values_list("slug", "article_id"))
    slugs = {edition.article_id: edition.slug for edition in live}

    def leads(link: str) -> bool | None:
        """Return whether it leads straight to a page (True), by a detour (False), or nowhere."""
        match = _match(link)
        if match is None:
            return None
        slug = match.kwargs.get("slug")
        if "articles" not in match.namespaces or slug is None:
            return True
        if match.url_name == "topic":
            return True if slug in topics else None
        now_at = slugs.get(owners.get(slug, 0))
        return None if now_at is None else now_at == slug

    found = []
    for edition in live:
        states = {link: leads(link) for link in _own_links(edition.html)}
        dead = tuple(link for link, state in states.items() if state is None)
        moved = tuple(link for link, state in states.items() if state is False)
        if dead or moved:
            found.append(
                FailingLinks(edition.article_id, edition.title, edition.number, dead, moved)
            )
    return sorted(found, key=lambda each: not each.dead)


def _own_links(page: str) -> Iterator[str]:
    for found in _HREF.findall(page):
        link = html.unescape(found).removeprefix(settings.SITE_URL)
        if link.startswith("/") and not link.startswith(("//", settings.STATIC_URL)):
            yield link


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
