"""All that the article page shows, for readers and for staff who preview it."""

from datetime import datetime
from typing import Any

from django.conf import settings

from articles import queries
from articles.leaflets import leaflet_of
from articles.models import Edition
from articles.rendering import Page, data_block, serve
from articles.structured_data import medical_web_page
from articles.watching import lost_sources
from clinic_site.foundation.clinic.models import Clinic


def article_context(edition: Edition, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """Return the context of `articles/article.html`. `edition` may be one that is not saved."""
    # A text that was never published is its editors' to mend: the gate tells them.
    lost = lost_sources(edition) if edition.pk else []
    page = serve(edition, clinic, lost={source.key for source in lost})
    today = now.astimezone(clinic.zone).date()
    return {
        "edition": page,
        "is_draft": edition.pk is None,
        "body": page.body,
        "contents": page.contents,
        "topic": edition.topic,
        "related": queries.teasers(queries.related_editions(edition, now), clinic),
        "overdue": page.review_due is not None and page.review_due < today,
        "awaits_sign_off": edition.signed_off_at is None,
        "lost": lost,
        "leaflet": leaflet_of(edition),
        "structured": _structured(edition, page, clinic),
        "clinic": clinic,
    }


def _structured(edition: Edition, page: Page, clinic: Clinic) -> str:
    """Facts for search engines. A page that was never published has none."""
    if edition.pk is None:
        return ""
    first = queries.first_published(edition).astimezone(clinic.zone).date()
    site = settings.SITE_URL
    return data_block(medical_web_page(edition, page, clinic, site=site, first_published=first))
