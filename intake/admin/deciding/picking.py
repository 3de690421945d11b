"""What was picked so far. It travels in the form, so that every page can be gone back to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.actions import MOST_OFFERED, TransitionInput
from intake.models import Booking
from intake.notifications.rendering import Times
from intake.timetable import Menu, TimeOption, read_day
from intake.transitions.transition import Time, Transition

HOURS = {
    4: gettext_lazy("4 hours"),
    24: gettext_lazy("1 day"),
    48: gettext_lazy("2 days"),
    72: gettext_lazy("3 days"),
    168: gettext_lazy("a week"),
}
"""How long offered times can be held for an answer."""
USUAL_HOURS = 48
# Somebody who answers at the last moment must still be able to get here.
_ON_THE_WAY = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Picked:
    """The picked times, whom to look for, from which day on, and how long to wait for an answer.

    lost says that one of the picked times cannot be had any more; shown_until is the deadline that
    stood in the notification on the page, which is the one that is sent.
    """

    options: tuple[TimeOption, ...]
    lost: bool
    person: int | None
    first: date | None
    hours: int
    shown_until: datetime | None = None

    def refusal(self, most: int) -> str:
        """Say in words why these cannot be taken as they are; "" when they can."""
        if self.lost:
            return _("A time that you picked is not free any more. Pick another one.")
        if not self.options:
            return _("Pick a time first.")
        if len(self.options) > most:
            return _("Pick %(most)d at most.") % {"most": most}
        if len({option.start for option in self.options}) < len(self.options):
            return _("Two of them are at the same time. Pick different times.")
        for one, other in combinations(self.options, 2):
            if one.overlaps(other):
                return _(
                    "%(one)s and %(other)s overlap, and %(person)s cannot hold both. "
                    "Pick times further apart."
                ) % {"one": one.clock, "other": other.clock, "person": other.person}
        return ""

    def until(self, now: datetime) -> datetime:
        """Return the deadline of an offer: never so late that its first time is out of reach."""
        if self.shown_until is not None:
            return self.shown_until
        until = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=self.hours)
        first = min(option.start for option in self.options)
        reachable = first - _ON_THE_WAY
        return min(until, reachable if reachable > now else first)

    def answer(self, transition: Transition, now: datetime, note: str) -> TransitionInput:
        """Return what the transition asks for."""
        if transition.time is Time.ACCEPT:
            return TransitionInput(note=note, offer_id=int(self.options[0].value))
        until = self.until(now) if transition.time is Time.OFFER else None
        return TransitionInput(
            note=note, times=tuple((o.practitioner, o.start) for o in self.options), until=until
        )

    def times(self, transition: Transition, now: datetime) -> Times:
        """Return what the notification says about time."""
        if transition.time is Time.OFFER:
            said = tuple((option.start, option.person) for option in self.options)
            return Times(offered=said, until=self.until(now))
        return Times(start=self.options[0].start, person=self.options[0].person)


def most_of(transition: Transition) -> int:
    """Say how many times can be picked for this transition."""
    return MOST_OFFERED if transition.time is Time.OFFER else 1


def read(data: QueryDict, menu: Menu, booking: Booking) -> Picked:
    """Read what was picked. At first it is the time that was asked for, if that is free."""
    values = list(dict.fromkeys(data.getlist("time")))
    found = [menu.options[value] for value in values if value in menu.options]
    if not data and booking.start is None:
        found = _wished(menu, booking)
    ids = {str(person.pk): person.pk for person in menu.people}
    hours = data.get("hours", "")
    return Picked(
        options=tuple(sorted(found, key=lambda option: option.start)),
        lost=bool(values) and len(found) < len(values),
        person=ids.get(data.get("with", "")),
        first=read_day(data.get("page", "")) or read_day(data.get("from", "")) or _day_of(booking),
        hours=next((known for known in HOURS if str(known) == hours), USUAL_HOURS),
        shown_until=_moment(data.get("until", "")) if "act" in data else None,
    )


def elsewhere(picked: Picked, days: Sequence[Sequence[TimeOption]]) -> list[TimeOption]:
    """Return the picked times that are not among those on the page."""
    on_page = {option.value for day in days for option in day}
    return [option for option in picked.options if option.value not in on_page]


def _wished(menu: Menu, booking: Booking) -> list[TimeOption]:
    fitting = [option for option in menu.options.values() if option.start == booking.wished_start]
    fitting.sort(key=lambda option: option.practitioner != booking.practitioner_id)
    return fitting[:1]


def _day_of(booking: Booking) -> date | None:
    start = booking.start or booking.wished_start
    return timezone.localtime(start).date() if start else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
