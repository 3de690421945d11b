"""What feed readers and search engines are told: new editions, and every page they may list."""

from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.models import Edition, Topic
from articles.queries import EditionNews, newest_news, topics_with_counts
from clinic_site.foundation.clinic.models import Clinic

NEWEST = 20


class NewestEditions(Feed[EditionNews, Clinic]):
    """The newest editions of the articles that readers can open, each with what it changed."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Clinic:
        """Read the clinic once."""
        return Clinic.current()

    # Every address here begins with SITE_URL, whatever address the request came by: readers keep
    # them, and the identifiers of entries begin so.

    def link(self, clinic: Clinic) -> str:
        """Return the address of the articles."""
        return f"{settings.SITE_URL}{reverse('articles:topics')}"

    def feed_url(self, clinic: Clinic) -> str:
        """Return the address of the feed itself."""
        return f"{settings.SITE_URL}{reverse('articles:feed')}"

    def title(self, clinic: Clinic) -> str:
        """Name the feed after the clinic."""
        return _("Articles from %s") % clinic.name

    def subtitle(self, clinic: Clinic) -> str:
        """Say what is in it, and in demo mode that no clinician may have checked it."""
        if settings.DEMO:
            return _("Samples that may await a clinician’s sign-off. Do not rely on them for care.")
        return _("New and changed articles about back pain and its treatment.")

    def author_name(self, clinic: Clinic) -> str:
        """Name the clinic: a feed of this kind must have an author."""
        return clinic.name

    def items(self, clinic: Clinic) -> list[EditionNews]:
        """Return the editions of what is live now."""
        return newest_news(timezone.now(), NEWEST)

    def item_title(self, item: EditionNews) -> str:
        """Return the title that the article has now."""
        return item.article.title

    def item_description(self, item: EditionNews) -> str:
        """Return what changed and the summary, as the HTML that feed readers take it for."""
        news = _("Edition %(number)d. What changed: %(what)s") % {
            "number": item.number,
            "what": item.what_changed,
        }
        return f"<p>{escape(news)}</p><p>{escape(item.article.summary)}</p>"

    def item_link(self, item: EditionNews) -> str:
        """Return the address."""
        return f"{settings.SITE_URL}{item.article.url}"

    def item_updateddate(self, item: EditionNews) -> datetime:
        """Return when this edition was published."""
        return item.published_at

    def item_guid(self, item: EditionNews) -> str:
        """A new edition is a new entry. An identifier must be a whole address."""
        return f"{settings.SITE_URL}{item.article.url}#edition-{item.number}"


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


class TopicPages(PagesAtSiteUrl[Topic]):
    """Every topic that holds something."""

    def items(self) -> list[Topic]:
        """Return the topics."""
        return [topic for topic, _count in topics_with_counts(timezone.now())]


class FixedPages(PagesAtSiteUrl[str]):
    """The pages that are always there."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return ["articles:topics", "articles:claims"]

    def location(self, item: str) -> str:
        """Return the address."""
        return reverse(item)


SITEMAPS = {"articles": ArticlePages, "topics": TopicPages, "pages": FixedPages}
