"""How many answers an hour are too many: per sender, and from everybody together."""

from datetime import datetime, timedelta

from django.db.models import F

from articles.models import FeedbackSender
from clinic_site.foundation.web import senders

HOUR = timedelta(hours=1)
EACH_SENDER = 60
"""Answers an hour from one address: a waiting room or a ward behind it stays far below."""
EVERYBODY = 1_000
"""Answers an hour in all: what a script can fill in the table, whatever addresses it has."""

_EVERYBODY = ""
_PURPOSE = "feedback"


class TooMany(Exception):
    """More answers came in this hour than people give; this one was not kept."""


def count(address: str, now: datetime) -> None:
    """Count one answer, within the caller's transaction; raise TooMany when it is over a limit.

    The address itself is not kept: see `clinic_site.foundation.web.senders.fingerprint`.
    """
    hour = _hour(now)
    limits = {senders.fingerprint(address, now.date(), _PURPOSE): EACH_SENDER}
    limits[_EVERYBODY] = EVERYBODY
    rows = [FeedbackSender(fingerprint=each, hour=hour) for each in limits]
    FeedbackSender.objects.bulk_create(rows, ignore_conflicts=True)
    for fingerprint, most in limits.items():
        row = FeedbackSender.objects.filter(fingerprint=fingerprint, hour=hour, answers__lt=most)
        if not row.update(answers=F("answers") + 1):
            raise TooMany


def seconds_left(now: datetime) -> int:
    """Return how long the hour lasts that is counted now."""
    return int((_hour(now) + HOUR - now).total_seconds()) + 1


def purge(now: datetime) -> None:
    """Forget the senders of hours that are over."""
    FeedbackSender.objects.filter(hour__lt=_hour(now)).delete()


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)
