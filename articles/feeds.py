"""What is new, for feed readers."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.queries import Teaser, newest_editions
from clinic_site.clinic.models import Clinic

NEWEST = 20


class NewestEditions(Feed[Teaser, Clinic]):
    """The newest editions that readers can open."""

    feed_type = Atom1Feed
    link = reverse_lazy("articles:topics")

    def get_object(self, request: HttpRequest) -> Clinic:
        """Read the clinic once."""
        return Clinic.current()

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

    def items(self, clinic: Clinic) -> list[Teaser]:
        """Return what is live now."""
        return newest_editions(timezone.now(), NEWEST)

    def item_title(self, item: Teaser) -> str:
        """Return the title."""
        return item.title

    def item_description(self, item: Teaser) -> str:
        """Return the summary, as the HTML that feed readers take it for."""
        return escape(item.summary)

    def item_link(self, item: Teaser) -> str:
        """Return the address."""
        return item.url

    def item_updateddate(self, item: Teaser) -> datetime:
        """Return when this edition was published."""
        return item.published_at

    def item_guid(self, item: Teaser) -> str:
        """A new edition is a new entry. An identifier must be a whole address."""
        return f"{settings.SITE_URL}{item.url}#edition-{item.number}"
