"""The pages that search engines may list."""

from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from articles.queries import Shelf, topics_with_counts

Item = TypeVar("Item")


class PagesAtSiteUrl(Sitemap[Item]):
    """Pages whose addresses begin with SITE_URL, whatever address the request came by."""

    def get_protocol(self, protocol: str | None = None) -> str:
        """Return how they are reached."""
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """Return where."""
        return urlsplit(settings.SITE_URL).netloc


class ArticlePages(PagesAtSiteUrl[Edition]):
    """Every article that readers can open."""

    def items(self) -> list[Edition]:
        """Return what is live now."""
        return list(Edition.objects.live(timezone.now()).light().order_by("slug"))

    def lastmod(self, item: Edition) -> datetime:
        """Return when a clinician reviewed it, or when that reached readers, if it was later."""
        return max(item.published_at, item.signed_off_at or item.published_at)


class TopicPages(PagesAtSiteUrl[Shelf]):
    """Every topic that holds something."""

    def items(self) -> list[Shelf]:
        """Return the topics."""
        return topics_with_counts(timezone.now())

    def location(self, item: Shelf) -> str:
        """Return the address."""
        return item.url


class FixedPages(PagesAtSiteUrl[str]):
    """The pages that are always there."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return ["articles:topics", "articles:claims"]

    def location(self, item: str) -> str:
        """Return the address."""
        return reverse(item)


SITEMAPS = {"articles": ArticlePages, "topics": TopicPages, "pages": FixedPages}
