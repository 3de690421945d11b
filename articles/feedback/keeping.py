"""The only writer of readers' answers."""

from datetime import datetime, timedelta

from django.db import transaction

from articles.feedback import limits
from articles.feedback.slips import Slip
from articles.models import Feedback
from articles.models.feedback import REASON_LENGTH
from clinic_site.foundation.text.personal import without_details

REASONS_KEPT = timedelta(days=365)
"""After this the words go. The bare yes or no stays with its edition: it is about nobody."""


@transaction.atomic
def keep(slip: Slip, *, useful: bool, reason: str, address: str, now: datetime) -> None:
    """Keep one answer, with what may point at a person taken out of the reason.

    The same form sent twice counts once. Raises TooMany, with nothing kept, over a limit.
    """
    if Feedback.objects.filter(form=slip.form).exists():
        return
    limits.count(address, now)
    facts = {
        "edition_id": slip.edition_id,
        "useful": useful,
        "reason": without_details(reason)[:REASON_LENGTH],
        "day": now.date(),
    }
    Feedback.objects.get_or_create(form=slip.form, defaults=facts)


def purge(now: datetime) -> None:
    """Delete what is past its time: reasons after a year, senders after their hour."""
    old = Feedback.objects.filter(day__lt=(now - REASONS_KEPT).date()).exclude(reason="")
    old.update(reason="")
    limits.purge(now)
