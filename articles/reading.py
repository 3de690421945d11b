"""All that the article page shows, for readers and for staff who preview it."""

from datetime import datetime
from typing import Any

from articles import queries
from articles.models import Edition
from articles.rendering import serve
from clinic_site.clinic.models import Clinic


def article_context(edition: Edition, clinic: Clinic, now: datetime) -> dict[str, Any]:
    """Return the context of `articles/article.html`. `edition` may be one that is not saved."""
    page = serve(edition, clinic)
    today = now.astimezone(clinic.zone).date()
    return {
        "edition": page,
        "body": page.body,
        "contents": page.contents,
        "topic": edition.topic,
        "related": queries.teasers(queries.related_editions(edition, now), clinic),
        "overdue": page.review_due is not None and page.review_due < today,
        "awaits_sign_off": edition.signed_off_at is None,
        "clinic": clinic,
    }
