"""Which pages are in date, which are due to be read again, and which wait for a clinician.

Asked by the desk, by the weekly notifications and by readers. Changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from articles.editions.progress import progress
from articles.models import Article, Edition
from articles.stages import Stage

SOON = timedelta(days=30)
"""So long before its date a review is announced."""


@dataclass(frozen=True, slots=True)
class InDate:
    """How many of the pages that readers can open are in date.

    In date is a page that a clinician signed off and whose next review does not lie behind us.
    """

    in_date: int
    unsigned: int
    overdue: int

    @property
    def total(self) -> int:
        """All the pages that readers can open."""
        return self.in_date + self.unsigned + self.overdue


def count_in_date(now: datetime, today: date) -> InDate:
    """Count the live pages. `today` is the day at the clinic. One query."""
    signed = Q(signed_off_at__isnull=False)
    in_date = signed & Q(review_due__gte=today)
    found = (
        Edition.objects.live(now)
        .order_by()
        .aggregate(
            in_date=Count("pk", filter=in_date),
            unsigned=Count("pk", filter=~signed),
            total=Count("pk"),
        )
    )
    overdue = found["total"] - found["in_date"] - found["unsigned"]
    return InDate(found["in_date"], found["unsigned"], overdue)


def overdue_editions(now: datetime, today: date) -> QuerySet[Edition]:
    """Return the live pages whose review lies behind us, the longest overdue first."""
    return _by_date(now).filter(review_due__lt=today)


def editions_due_soon(now: datetime, today: date) -> QuerySet[Edition]:
    """Return the live pages that are due to be reviewed today or within 30 days."""
    return _by_date(now).filter(review_due__range=(today, today + SOON))


def unsigned_editions(now: datetime) -> QuerySet[Edition]:
    """Return the live pages that no clinician signed off: in demo mode only there are any."""
    return Edition.objects.live(now).light().filter(signed_off_at=None).order_by("title")


def articles_in_review(now: datetime) -> list[Article]:
    """Return the drafts that wait for a clinician's word, the longest waiting first.

    A text that was changed after it was sent to review waits no longer.
    """
    asked = set(Article.objects.filter(submitted_at__isnull=False).values_list("pk", flat=True))
    if not asked:
        return []
    stands = progress(now, asked)
    waiting = [pk for pk, each in stands.items() if each.stage == Stage.IN_REVIEW]
    return list(Article.objects.filter(pk__in=waiting).order_by("submitted_at", "pk"))


def scheduled_editions(now: datetime) -> QuerySet[Edition]:
    """Return the editions that go live by themselves, the next one first."""
    return Edition.objects.scheduled(now).light().order_by("published_at", "pk")


def _by_date(now: datetime) -> QuerySet[Edition]:
    return Edition.objects.live(now).light().order_by("review_due", "title")
