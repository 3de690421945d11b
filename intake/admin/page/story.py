"""What happened to a booking, and what became of each letter about it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from clinic_site.foundation.outbox import queries as outbox
from clinic_site.foundation.outbox.models import Letter
from intake import letters, queries
from intake.admin.people import name_of
from intake.models import Booking, ReachBy
from intake.states import DEED_LABELS, STATUS_LABELS, Actor, Status


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history."""

    at: datetime
    what: str
    who: str


@dataclass(frozen=True, slots=True)
class Post:
    """One letter and what became of it."""

    letter: Letter
    name: str
    became: str


def history(booking: Booking) -> list[Happening]:
    """Give every event, oldest first, with who it was."""
    actors = {Actor.PATIENT: _("the patient"), Actor.CLOCK: _("the clock")}
    return [
        Happening(
            at=event.at,
            what=_(DEED_LABELS.get(event.move) or STATUS_LABELS[Status(event.target)]),
            who=name_of(event.user) or actors.get(Actor(event.actor), _("staff")),
        )
        for event in booking.events.select_related("user").order_by("version")
    ]


def post(booking: Booking) -> list[Post]:
    """Give every letter, oldest first."""
    return [
        Post(letter, str(letters.NAMES.get(letter.kind, letter.kind)), _became(letter, booking))
        for letter in outbox.about(booking.id).order_by("created_at", "pk")
    ]


def _became(letter: Letter, booking: Booking) -> str:
    """Say what became of a letter; it is nothing to wait for where there is no address."""
    status = Letter.Status
    if letter.to_staff and letter.status == status.PHONE:
        return _("not sent, nobody at the clinic has an e-mail address here")
    if not letter.to_staff and booking.reach_by == ReachBy.PHONE:
        is_news = letter.kind in queries.NEWS
        if is_news and letter.status in (status.WAITING, status.SENDING):
            return str(status.PHONE.label)
        if not is_news and letter.status in (status.WAITING, status.SENDING, status.DROPPED):
            return _("not needed, the page told them (no e-mail address)")
    return letter.get_status_display()
