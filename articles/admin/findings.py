"""What the gate says, ready for a template: in the reader's language, with a way to the place."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.gate.findings import Finding, Place
from articles.models import Article


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
    """Return where a place can be mended: the form that holds it, scrolled to its field."""
    form = reverse("admin:articles_article_change", args=[article.pk])
    if place.section is None:
        return f"{form}#id_{place.field}"
    if place.claim is None:
        return f"{form}#sections-{place.section}"
    # The claims of a section are on a page of their own.
    section = list(article.sections.all())[place.section]
    return f"{reverse('admin:articles_section_change', args=[section.pk])}#claims-{place.claim}"
