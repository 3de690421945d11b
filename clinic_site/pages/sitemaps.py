"""All the pages that search engines may list."""

from django.urls import reverse

from articles.reading import feeds as articles


class SitePages(articles.PagesAtSiteUrl[str]):
    """The pages that belong to the whole site. Booking is no page to land on from a search."""

    def items(self) -> list[str]:
        """Return the names of their addresses."""
        return ["home", "warning_signs", "privacy", "accessibility", "editorial_policy"]

    def location(self, item: str) -> str:
        """Return the address."""
        return reverse(item)


SITEMAPS = {"site": SitePages, **articles.SITEMAPS}
