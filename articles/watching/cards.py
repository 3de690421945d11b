"""Editions whose care cards are of an older version of the safety wording."""

from dataclasses import dataclass
from datetime import datetime

from articles.models import Edition
from clinic_site.foundation.warning_signs import CURRENT


@dataclass(frozen=True, slots=True)
class OlderCards:
    """What readers see of one article, and the version of the wording that its cards hold."""

    article_id: int
    title: str
    number: int
    version: int


def editions_with_older_cards(now: datetime) -> list[OlderCards]:
    """Return the live editions that show a care card in older words than today's. One query.

    Publishing the article again gives it today's cards.
    """
    found = []
    live = Edition.objects.live(now).only("article_id", "title", "number", "snapshot")
    for edition in live.order_by("title"):
        frozen = edition.snapshot
        shows = frozen["care_cards"] or any(part["care_card"] for part in frozen["sections"])
        if shows and frozen["warning_signs"] < CURRENT.version:
            found.append(
                OlderCards(
                    edition.article_id, edition.title, edition.number, frozen["warning_signs"]
                )
            )
    return found
