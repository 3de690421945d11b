"""Readers' answers: the signed slip in the form, how many are too many, keeping, counting."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from articles.models import Edition, Feedback
from articles.models.responses import REASON_LENGTH
from clinic_site.foundation.text.personal import without_details
from clinic_site.foundation.web.addresses import line_of
from clinic_site.foundation.web.counting import count_all
from clinic_site.foundation.web.tokens import BadToken, keyed_hash, read_signed, sign

OLDEST = timedelta(days=1)
"""How long a form may stay open. People are as fast as they like: two clicks are an answer."""

_SALT = "articles.feedback"
# Servers' clocks differ a little.
_AHEAD = timedelta(minutes=5)


class StaleSlip(Exception):
    """The form was open for too long, or this slip is none of ours: show the form again."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A form that we showed."""

    edition_id: int
    form: UUID


def write_slip(edition_id: int, now: datetime) -> str:
    """Return a slip for a form that is being shown."""
    return sign([edition_id, int(now.timestamp()), uuid4().hex], _SALT)


def read_slip(text: str, now: datetime) -> Slip:
    """Return what a slip says; raise StaleSlip for one that is old or not ours."""
    try:
        edition, shown, form = read_signed(text, _SALT)
    except BadToken as error:
        raise StaleSlip from error
    age = now - datetime.fromtimestamp(shown, UTC)
    if not -_AHEAD <= age <= OLDEST:
        raise StaleSlip
    return Slip(edition, UUID(form))


HOUR = timedelta(hours=1)
EACH_SENDER = 60
"""Answers an hour from one address: a waiting room or a ward behind it stays far below."""
EVERYBODY = 1_000
"""Answers an hour in all: what a script can fill in the table, whatever addresses it has."""


class TooManyAnswers(Exception):
    """More answers came in this hour than people give; this one was not kept."""


def _count(address: str, now: datetime) -> None:
    """Count one answer within the caller's transaction; raise TooManyAnswers over a limit.

    The address itself is not kept: see `tokens.keyed_hash`.
    """
    hour = _hour(now)
    sender, everybody = (
        keyed_hash("feedback", hour.isoformat(), who) for who in (line_of(address), "")
    )
    counts = count_all([sender, everybody], until=hour + HOUR)
    if counts[sender] > EACH_SENDER or counts[everybody] > EVERYBODY:
        raise TooManyAnswers


def seconds_left(now: datetime) -> int:
    """Return how long the hour lasts that is counted now."""
    return int((_hour(now) + HOUR - now).total_seconds()) + 1


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


REASONS_KEPT = timedelta(days=365)
"""After this the words go. The bare yes or no stays with its edition: it is about nobody."""


@transaction.atomic
def keep_answer(slip: Slip, *, useful: bool, reason: str, address: str, now: datetime) -> None:
    """Keep one answer, with what may point at a person taken out of the reason.

    The same form sent twice counts once. Raises TooManyAnswers, with nothing kept, over a limit.
    """
    if Feedback.objects.filter(form=slip.form).exists():
        return
    _count(address, now)
    facts = {
        "edition_id": slip.edition_id,
        "useful": useful,
        "reason": without_details(reason)[:REASON_LENGTH],
        "day": now.date(),
    }
    Feedback.objects.get_or_create(form=slip.form, defaults=facts)


def purge_feedback(now: datetime) -> None:
    """Delete what is past its time: reasons after a year."""
    old = Feedback.objects.filter(day__lt=(now - REASONS_KEPT).date()).exclude(reason="")
    old.update(reason="")


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """How readers of one edition answered."""

    edition: Edition
    yes: int
    no: int
    reasons: int

    @property
    def percent(self) -> int:
        """The share of yes, in whole percent."""
        return round(100 * self.yes / (self.yes + self.no))


def answer_counts(limit: int) -> list[AnswerCounts]:
    """Return the editions that someone answered about, the last answered first. Two queries."""
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
    return [
        AnswerCounts(editions[row["edition"]], row["yes"], row["no"], row["reasons"])
        for row in rows
    ]


def with_reasons(now: datetime, past: timedelta) -> QuerySet[Feedback]:
    """Return the answers of late that say why, newest first."""
    return Feedback.objects.filter(day__gte=(now - past).date()).exclude(reason="")
