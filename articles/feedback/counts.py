"""What readers answered, for staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from articles.models import Edition, Feedback


@dataclass(frozen=True, slots=True)
class Counts:
    """How readers of one edition answered."""

    edition: Edition
    yes: int
    no: int
    reasons: int

    @property
    def percent(self) -> int:
        """The share of yes, in whole percent."""
        return round(100 * self.yes / (self.yes + self.no))


def counts(limit: int) -> list[Counts]:
    """Return the editions that somebody answered about, the last answered first. Two queries."""
    found = (
        Feedback.objects.order_by()
        .values("edition")
        .annotate(
            yes=Count("pk", filter=Q(useful=True)),
            no=Count("pk", filter=Q(useful=False)),
            reasons=Count("pk", filter=~Q(reason="")),
            last=Max("pk"),
        )
        .order_by("-last")[:limit]
    )
    rows = list(found)
    editions = Edition.objects.light().in_bulk([row["edition"] for row in rows])
    return [Counts(editions[row["edition"]], row["yes"], row["no"], row["reasons"]) for row in rows]


def with_reasons(now: datetime, past: timedelta) -> QuerySet[Feedback]:
    """Return the answers of late that say why, newest first."""
    return Feedback.objects.filter(day__gte=(now - past).date()).exclude(reason="")
