"""All that the article page shows, for readers and for staff who preview it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from articles import queries
from articles.draft import ArticleKind
from articles.models import Edition
from articles.outdated.sources import lost_sources
from articles.reading.leaflets import leaflet_of
from articles.rendering.serving import Page, data_block, serve
from clinic_site.foundation.clinic.models import Clinic


def article_context(edition: Edition, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """Return the context of `articles/article.html`. `edition` may be one that is not saved."""
    # A text that was never published is its editors' to fix: the gate tells them.
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
        # For search engines; a page that was never published tells them nothing.
        "structured": data_block(medical_web_page(edition, page, clinic)) if edition.pk else "",
        "clinic": clinic,
    }


# A page on living with pain is about neither one condition nor one therapy.
ABOUT = {ArticleKind.CONDITION: "MedicalCondition", ArticleKind.TREATMENT: "MedicalTherapy"}


def medical_web_page(edition: Edition, page: Page, clinic: Clinic) -> dict[str, Any]:
    """Return an edition as schema.org's MedicalWebPage, as `page` shows it: only what is true.

    An edition that no clinician signed off names neither a review nor a reviewer.
    """
    site = settings.SITE_URL
    first = queries.first_published(edition).astimezone(clinic.zone).date()
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": page.title,
        "description": page.summary,
        "url": site + edition.get_absolute_url(),
        "inLanguage": get_language(),
        "version": page.number,
        "datePublished": first.isoformat(),
        "dateModified": page.published_on.isoformat(),
        "audience": {"@type": "Patient"},
        "publisher": {"@type": "MedicalClinic", "name": clinic.name, "url": f"{site}/"},
        "isPartOf": {
            "@type": "CollectionPage",
            "name": edition.topic.title,
            "url": site + edition.topic.get_absolute_url(),
        },
        # The address of a source, or its citation in words: the page itself has both.
        "citation": [source["url"] or source["citation"] for source in edition.references],
    }
    if kind := ABOUT.get(ArticleKind(edition.kind)):
        facts["about"] = {"@type": kind, "name": page.title}
    if page.reviewed_on:
        facts["lastReviewed"] = page.reviewed_on.isoformat()
        # The role only: a name would be an invented one, or a person's who did not ask for it.
        facts["reviewedBy"] = {"@type": "Person", "jobTitle": page.signed_off_role}
    return facts
