"""Links inside the pages readers see that lead nowhere any more.

The gate looks at links when a page is published. Afterwards the other page may be taken down or
move, and the edition that links to it never changes.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve

from articles.models import Edition, Topic

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
