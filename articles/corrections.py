"""What readers may know of the editions of an article: number, dates, role, what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from articles.models import Edition
from clinic_site.foundation.clinic.models import Clinic


@dataclass(frozen=True, slots=True)
class PastEdition:
    """One edition that was live, as told in public. Never its text.

    Of an edition that was taken down only the dates are told: `what_changed` and `role` are empty.
    """

    number: int
    published_on: date
    reviewed_on: date | None
    role: str
    what_changed: str
    withdrawn_on: date | None


def editions_shown(article_id: int, now: datetime) -> list[Edition]:
    """Return every edition of an article that readers could open, newest first. One query."""
    found = Edition.objects.published(now).filter(article=article_id)
    return list(found.cleared().light().order_by("-number"))


def tell(editions: Iterable[Edition], clinic: Clinic) -> list[PastEdition]:
    """Return them for a page, with every date in the clinic's zone."""
    return [
        PastEdition(
            number=edition.number,
            published_on=_day(edition.published_at, clinic),
            reviewed_on=_day(edition.signed_off_at, clinic) if edition.signed_off_at else None,
            role="" if edition.withdrawn_at else edition.signed_off_role,
            what_changed="" if edition.withdrawn_at else edition.what_changed,
            withdrawn_on=_day(edition.withdrawn_at, clinic) if edition.withdrawn_at else None,
        )
        for edition in editions
    ]


def _day(moment: datetime, clinic: Clinic) -> date:
    return moment.astimezone(clinic.zone).date()
