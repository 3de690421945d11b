"""What the gate says, ready for a template: in the reader's language, with a link to the place."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.editions.proposals import Proposal
from articles.gate.findings import Finding, Place
from articles.gate.style import reading_score
from articles.models import Article, Section


def spoken(findings: Iterable[Finding], article: Article) -> list[dict[str, str]]:
    """Return findings for `admin/articles/findings.html`. Fetch the article with `whole()`."""
    return [
        {
            "where": _(found.where),
            "said": found.said(_),
            "advice": found.advice(_),
            "address": address(found.place, article),
        }
        for found in findings
    ]


def address(place: Place, article: Article) -> str:
    """Return where a place can be fixed: the form that holds it, scrolled to its field."""
    form = reverse("admin:articles_article_change", args=[article.pk])
    if place.section is None:
        return f"{form}#id_{place.field}"
    if place.claim is None:
        return f"{form}#sections-{place.section}"
    # The claims of a section are on a page of their own.
    section = list(article.sections.all())[place.section]
    return f"{reverse('admin:articles_section_change', args=[section.pk])}#claims-{place.claim}"


def guide_to(proposal: Proposal, page: str, section: Section | None = None) -> dict[str, Any]:
    """Return the findings to show on the form at the address `page`, for one section or for all.

    They are about the text as it was last saved.
    """
    article = proposal.article
    keys = [each.pk for each in article.sections.all()]
    index = keys.index(section.pk) if section and section.pk in keys else None

    def here(findings: Iterable[Finding]) -> list[dict[str, str]]:
        mine = [found for found in findings if section is None or found.place.section == index]
        # A bare fragment never loads the page anew, whatever query stands in its address.
        return [
            {**line, "address": line["address"].removeprefix(page)}
            for line in spoken(mine, article)
        ]

    return {
        "errors": here(proposal.errors),
        "warnings": here(proposal.warnings),
        "reading": reading_score(article.to_draft()),
    }
