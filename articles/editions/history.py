"""What has been published of an article so far, as far as the next deed must know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from articles.models import Edition


@dataclass(frozen=True)
class History:
    """`latest` decides what readers get now; `scheduled` will by itself; either may be missing.

    `last_number` counts what was taken off the schedule too: no number is used twice.
    """

    last_number: int = 0
    latest: Edition | None = None
    scheduled: Edition | None = None
    withdrawn_at: datetime | None = None

    def bears(self, signed_at: datetime, review_due: date, today: date) -> bool:
        """Return whether a sign-off still counts for a new edition.

        What was taken down comes back only on a clinician's new word, whichever edition it was;
        and nobody is shown on an old word what should have been reviewed since.
        """
        was_taken_down = self.withdrawn_at is not None and self.withdrawn_at >= signed_at
        return not was_taken_down and review_due >= today


NOTHING = History()


def histories(article_ids: Collection[int], now: datetime) -> dict[int, History]:
    """Return the history of each of these articles that has one. One query."""
    found: dict[int, list[Edition]] = {}
    for edition in Edition.objects.light().filter(article__in=article_ids).order_by("number"):
        found.setdefault(edition.article_id, []).append(edition)
    return {pk: _history(editions, now) for pk, editions in found.items()}


def _history(editions: list[Edition], now: datetime) -> History:
    standing = [each for each in editions if each.unscheduled_at is None]
    published = [each for each in standing if each.published_at <= now]
    scheduled = [each for each in standing if each.published_at > now]
    return History(
        last_number=editions[-1].number,
        latest=published[-1] if published else None,
        scheduled=scheduled[-1] if scheduled else None,
        withdrawn_at=max(
            (each.withdrawn_at for each in editions if each.withdrawn_at), default=None
        ),
    )
