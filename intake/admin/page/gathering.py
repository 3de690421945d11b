"""All that the page of one booking shows, gathered and opened for one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from intake import queries
from intake.admin.page import beside, private, story
from intake.admin.page.beside import Elsewhere
from intake.admin.page.choosing import Choice, choices
from intake.admin.page.private import PAGE, Private, open_contact
from intake.admin.page.story import Happening, Post
from intake.models import Booking
from intake.throttling import DOUBTS


@dataclass(frozen=True, slots=True)
class BookingPage:
    """What one member of staff may see of one booking."""

    booking: Booking
    choices: Sequence[Choice]
    contact: Private
    answers: Private
    notes: Private
    history: Sequence[Happening]
    notifications: Sequence[Post]
    must_phone: bool
    day: Sequence[Booking]
    others: Sequence[Booking]
    earlier: Sequence[Booking]
    before: Sequence[Elsewhere]
    doubt: str


def gather(booking: Booking, *, by: User, now: datetime, zone: ZoneInfo) -> BookingPage:
    """Open what the person may read, which is logged, and fetch the rest."""
    may_know = by.has_perm("intake.read_contact")
    others = list(queries.others_of(booking)[: beside.MOST]) if may_know else []
    earlier = list(queries.earlier_of(booking)[: beside.MOST]) if may_know else []
    answers = private.open_answers(booking, by, now)
    return BookingPage(
        booking=booking,
        choices=choices(booking, by, now),
        contact=open_contact(booking, by=by, page=PAGE, now=now),
        answers=answers,
        notes=private.open_notes(booking, by, now),
        history=story.history(booking),
        notifications=story.post(booking),
        must_phone=queries.could_not_be_told().filter(pk=booking.pk).exists(),
        day=beside.day_around(booking, zone),
        others=others,
        earlier=earlier,
        before=beside.before(answers, [*others, *earlier], by, now),
        doubt=_(DOUBTS.get(booking.quarantine, booking.quarantine)) if booking.quarantine else "",
    )
