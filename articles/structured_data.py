"""An edition as schema.org's MedicalWebPage, for search engines: only what is true of it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language

from articles.draft import Kind
from articles.models import Edition
from articles.rendering import Page
from clinic_site.foundation.clinic.models import Clinic

# A page on living with pain is about neither one condition nor one therapy.
ABOUT = {Kind.CONDITION: "MedicalCondition", Kind.TREATMENT: "MedicalTherapy"}


def medical_web_page(
    edition: Edition, page: Page, clinic: Clinic, *, site: str, first_published: date
) -> dict[str, Any]:
    """Return the facts of an edition as `page` shows them. `site` begins every address.

    An edition that no clinician signed off names neither a review nor a reviewer.
    """
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": page.title,
        "description": page.summary,
        "url": site + edition.get_absolute_url(),
        "inLanguage": get_language(),
        "version": page.number,
        "datePublished": first_published.isoformat(),
        "dateModified": page.published_on.isoformat(),
        "audience": {"@type": "Patient"},
        "publisher": {"@type": "MedicalClinic", "name": clinic.name, "url": f"{site}/"},
        "isPartOf": {
            "@type": "CollectionPage",
            "name": edition.topic.title,
            "url": site + edition.topic.get_absolute_url(),
        },
        "citation": [_work(source) for source in _listed(edition.references)],
    }
    if kind := ABOUT.get(Kind(edition.kind)):
        facts["about"] = {"@type": kind, "name": page.title}
    if page.reviewed_on:
        facts["lastReviewed"] = page.reviewed_on.isoformat()
        # The role only: a name would be an invented one, or a person's who did not ask for it.
        facts["reviewedBy"] = {"@type": "Person", "jobTitle": page.signed_off_role}
    return facts


def _listed(references: object) -> Iterable[Mapping[str, Any]]:
    return references if isinstance(references, list) else []


def _work(source: Mapping[str, Any]) -> str:
    """Return the address of a source, or its citation in words: the page itself has both."""
    return str(source["url"] or source["citation"])
