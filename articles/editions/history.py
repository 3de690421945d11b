"""What has been published of an article so far, as far as the next action must know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from articles.models import Edition
from articles.stages import Shown


@dataclass(frozen=True)
class History:
    """`latest` decides what readers get now; `scheduled` will by itself; either may be missing.

    `last_number` counts what was taken off the schedule too: no number is used twice.
    """

    last_number: int = 0
    latest: Edition | None = None
    scheduled: Edition | None = None
    withdrawn_at: datetime | None = None

    @property
    def shown(self) -> Shown:
        """What readers get now."""
        if self.latest is None or not self.latest.is_cleared:
            return Shown.NOTHING
        return Shown.PAGE if self.latest.is_open else Shown.GONE

    def is_review_overdue(self, today: date) -> bool:
        """Return whether the review of the edition that decides was due before today."""
        due = self.latest.review_due if self.latest else None
        return due is not None and due < today

    def bears(self, signed_at: datetime, review_due: date, today: date) -> bool:
        """Return whether a sign-off still counts for a new edition.

        What was withdrawn comes back only on a clinician's new word, whichever edition it was;
        and nobody is shown on an old word what should have been reviewed since.
        """
        was_withdrawn = self.withdrawn_at is not None and self.withdrawn_at >= signed_at
        return not was_withdrawn and review_due >= today


NOTHING = History()


def histories(article_ids: Collection[int], now: datetime) -> dict[int, History]:
    """Return the history of each of these articles that has one. One query."""
    found: dict[int, list[Edition]] = {}
    for edition in Edition.objects.light().filter(article__in=article_ids).order_by("number"):
        found.setdefault(edition.article_id, []).append(edition)
    past = {}
    for pk, editions in found.items():
        kept = [each for each in editions if each.unscheduled_at is None]
        past[pk] = History(
            last_number=editions[-1].number,
            latest=next((each for each in reversed(kept) if each.published_at <= now), None),
            scheduled=next((each for each in reversed(kept) if each.published_at > now), None),
            withdrawn_at=max((e.withdrawn_at for e in editions if e.withdrawn_at), default=None),
        )
    return past
