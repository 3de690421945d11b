"""The times that staff can pick from: all that are free, or those a patient was offered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.models import Clinic
from intake import queries
from intake.actions import Slot
from intake.models import Booking, Practitioner, Service
from intake.transitions.transition import Time

DAYS_ON_A_PAGE = 5


@dataclass(frozen=True, slots=True)
class Option:
    """One time with one person. `value` is what stands for it in a form.

    `cells` are what it would own of that person's time, buffers included.
    """

    value: str
    start: datetime
    practitioner: int
    person: str
    cells: range = range(0)

    @property
    def slot(self) -> Slot:
        """The time as the actions name it."""
        return self.practitioner, self.start

    def overlaps(self, other: "Option") -> bool:
        """Return whether one person would need to be at both at once."""
        if self.practitioner != other.practitioner:
            return False
        ours, theirs = self.cells, other.cells
        return max(ours.start, theirs.start) < min(ours.stop, theirs.stop)

    @property
    def day(self) -> str:
        """The clinic's day in words."""
        return date_format(timezone.localtime(self.start), _("l, F j"))

    @property
    def clock(self) -> str:
        """The time of day."""
        return date_format(timezone.localtime(self.start), _("g:i A"))


@dataclass(frozen=True, slots=True)
class Menu:
    """Every time that can be picked now, in order, and the people who are asked for by name."""

    options: Mapping[str, Option]
    people: Sequence[Practitioner]

    def days(self, person: int | None) -> dict[date, str]:
        """Return every day with a free time, in order, in words."""
        fitting = (o for o in self.options.values() if person in (None, o.practitioner))
        return {timezone.localtime(option.start).date(): option.day for option in fitting}

    def shown(self, person: int | None, first: date | None) -> list[list[Option]]:
        """Return the days of one page, from `first` on; with anyone, one person for each start."""
        days: dict[date, dict[datetime, Option]] = {}
        for option in self.options.values():
            if person in (None, option.practitioner):
                at = days.setdefault(timezone.localtime(option.start).date(), {})
                at.setdefault(option.start, option)
        following = [day for day in days if first is None or day >= first]
        return [list(days[day].values()) for day in _page(list(days), following)]

    def pages(self, days: list[list[Option]], person: int | None) -> tuple[str, str]:
        """Return the first day of the page before these days and of the one after; "" for none."""
        every = self.days(person)
        if not days:
            return "", ""
        begin, end = (timezone.localtime(days[at][0].start).date() for at in (0, -1))
        before = [day for day in every if day < begin][-DAYS_ON_A_PAGE:]
        after = [day for day in every if day > end]
        return (str(before[0]) if before else "", str(after[0]) if after else "")


def menu_of(booking: Booking, time: Time, now: datetime) -> Menu:
    """Look up what this transition can take."""
    if time is Time.ACCEPT:
        return _offered(booking)
    service = booking.service
    if service is None:
        return Menu({}, ())
    return free_menu(service, now, besides=booking)


def free_menu(service: Service, now: datetime, *, besides: Booking | None = None) -> Menu:
    """Look up every free time of a service; staff need no notice.

    The time that the booking besides owns is free for it, but is no other time, and left out.
    """
    zone = Clinic.current().zone
    today = now.astimezone(zone).date()
    last = today + timedelta(days=service.horizon_days)
    people = list(service.practitioners.filter(is_active=True))
    names = {person.pk: person.name for person in people}
    free = queries.free_times(
        service, None, today, last, now, zone, besides=besides, for_staff=True
    )
    own = (besides.practitioner_id, besides.start) if besides else None
    options = (
        Option(
            value_of(at.practitioner, at.start),
            at.start,
            at.practitioner,
            name,
            queries.owned_cells(service, at.start),
        )
        for at in free
        if (name := names.get(at.practitioner)) and (at.practitioner, at.start) != own
    )
    return Menu(_by_value(options), people)


def value_of(practitioner: int, start: datetime) -> str:
    """Return what stands in a form for a time: an instant in UTC, which no clock repeats."""
    return f"{practitioner}@{start.strftime('%Y-%m-%dT%H:%MZ')}"


def _offered(booking: Booking) -> Menu:
    offers = booking.offers.select_related("practitioner").order_by("position")
    return Menu(
        _by_value(
            Option(str(offer.pk), offer.start, offer.practitioner_id, offer.practitioner.name)
            for offer in offers
        ),
        (),
    )


def _by_value(options: Iterable[Option]) -> dict[str, Option]:
    return {option.value: option for option in options}


def _page(days: list[date], following: list[date]) -> list[date]:
    """Return the days of a page; the last page when the wanted day is too late."""
    return following[:DAYS_ON_A_PAGE] or days[-DAYS_ON_A_PAGE:]
