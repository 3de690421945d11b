"""The times that can be picked, as people read them: a few days to a page, by the clinic's clock.

One for everybody who picks a time: visitors, patients who reschedule, and staff.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from clinic_site.foundation.clinic.times import clinic_zone, name_zone, say_day, say_start, say_time
from intake.models import Booking, Practitioner, Service
from intake.queries.times import free_times, owned_cells

DAYS_FOR_VISITORS = 4
DAYS_FOR_STAFF = 5


@dataclass(frozen=True, slots=True)
class TimeOption:
    """One time that can be picked; `value` stands for it in a form.

    Visitors pick a start. Staff pick a start with one person, and `cells` are what it would own
    of that person's time, buffers included.
    """

    value: str
    start: datetime
    practitioner: int | None = None
    person: str = ""
    cells: range = range(0)

    def overlaps(self, other: "TimeOption") -> bool:
        """Return whether one person would need to be at both at once."""
        if self.practitioner != other.practitioner:
            return False
        ours, theirs = self.cells, other.cells
        return max(ours.start, theirs.start) < min(ours.stop, theirs.stop)

    @property
    def day(self) -> str:
        """The clinic's day in words."""
        return say_day(self.start)

    @property
    def clock(self) -> str:
        """The time of day."""
        return say_time(self.start)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The options by the clinic's own date, in order, one for each start."""

    by_day: dict[date, list[TimeOption]]
    days_on_a_page: int

    @classmethod
    def of(cls, options: Iterable[TimeOption], days_on_a_page: int) -> "Timetable":
        """Sort options into days. Of several at one start the first stays."""
        days: dict[date, dict[datetime, TimeOption]] = {}
        for option in sorted(options, key=lambda option: option.start):
            day = timezone.localtime(option.start).date()
            days.setdefault(day, {}).setdefault(option.start, option)
        return cls({day: list(at.values()) for day, at in days.items()}, days_on_a_page)

    @property
    def options(self) -> dict[str, TimeOption]:
        """Every option by its form value."""
        return {option.value: option for day in self.by_day.values() for option in day}

    @property
    def first(self) -> datetime | None:
        """The first start, or None when there is none."""
        return next((day[0].start for day in self.by_day.values()), None)

    def shown(self, first: date | None) -> list[date]:
        """Return the days for one page, from `first` on; the last page when it is too late."""
        days = list(self.by_day)
        following = [day for day in days if first is None or day >= first]
        return following[: self.days_on_a_page] or days[-self.days_on_a_page :]

    def earlier(self, days: Sequence[date]) -> date | None:
        """Return where the page before these days begins."""
        before = [day for day in self.by_day if days and day < days[0]]
        return before[-self.days_on_a_page :][0] if before else None

    def later(self, days: Sequence[date]) -> date | None:
        """Return where the page after these days begins."""
        return next((day for day in self.by_day if days and day > days[-1]), None)


@dataclass(frozen=True, slots=True)
class TimesPage:
    """A few days of a timetable from `first` on, on a page with the address `here`."""

    table: Timetable
    first: date | None
    here: str

    @property
    def address(self) -> str:
        """The address of this very page, for its form."""
        return self._address_from(self.first) or self.here

    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the days of this page as the grouped choices of a form."""
        days = [self.table.by_day[day] for day in self.table.shown(self.first)]
        return [(day[0].day, [(option.value, option.clock) for option in day]) for day in days]

    def context(self, now: datetime) -> dict[str, Any]:
        """Return what the page shows besides the form."""
        table, days = self.table, self.table.shown(self.first)
        first_day = next(iter(table.by_day), None)
        moments = [option.start for day in days for option in table.by_day[day]] or [now]
        zone = clinic_zone()
        return {
            "earlier": self._address_from(table.earlier(days)),
            "later": self._address_from(table.later(days)),
            "zone": name_zone(zone, *moments),
            "first_free": table.first and say_start(table.first),
            "first_page": self._address_from(first_day) if days and days[0] != first_day else "",
        }

    def _address_from(self, day: date | None) -> str:
        joint = "&" if "?" in self.here else "?"
        return f"{self.here}{joint}from={day.isoformat()}" if day else ""


@dataclass(frozen=True, slots=True)
class Menu:
    """Every time that staff can pick now, in order, and the people who are asked for by name."""

    options: Mapping[str, TimeOption]
    people: Sequence[Practitioner]

    def timetable(self, person: int | None) -> Timetable:
        """Return the times with one person; with anyone, one person for each start."""
        fitting = (o for o in self.options.values() if person in (None, o.practitioner))
        return Timetable.of(fitting, DAYS_FOR_STAFF)


def visitor_timetable(
    service: Service,
    person: Practitioner | None,
    now: datetime,
    *,
    besides: Booking | None = None,
) -> Timetable:
    """Look up every free start of a service, up to its horizon.

    The time that the booking besides owns is left out: it would be no change.
    """
    zone = clinic_zone()
    first = now.astimezone(zone).date()
    last = first + timedelta(days=service.horizon_days)
    free = free_times(service, person, first, last, now, zone, besides=besides)
    starts = (at.start for at in free if besides is None or at.start != besides.start)
    return Timetable.of((TimeOption(value_of(at), at) for at in starts), DAYS_FOR_VISITORS)


def staff_menu(service: Service, now: datetime, *, besides: Booking | None = None) -> Menu:
    """Look up every free time of a service with each person; staff need no notice.

    besides is as for visitor_timetable.
    """
    zone = clinic_zone()
    first = now.astimezone(zone).date()
    last = first + timedelta(days=service.horizon_days)
    people = list(service.practitioners.filter(is_active=True))
    names = {person.pk: person.name for person in people}
    free = free_times(service, None, first, last, now, zone, besides=besides, for_staff=True)
    own = (besides.practitioner_id, besides.start) if besides else None
    options = (
        TimeOption(
            f"{at.practitioner}@{value_of(at.start)}",
            at.start,
            at.practitioner,
            name,
            owned_cells(service, at.start),
        )
        for at in free
        if (name := names.get(at.practitioner)) and (at.practitioner, at.start) != own
    )
    return Menu({option.value: option for option in options}, people)


def value_of(start: datetime) -> str:
    """Return what stands in the form for a start: an instant in UTC, which no clock repeats."""
    return start.strftime("%Y-%m-%dT%H:%MZ")


def read_value(value: str) -> datetime:
    """Return the start that a form value stands for; ValueError when it is not one of ours."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def read_day(text: str | None) -> date | None:
    """Return the day that an address names; None when it names none."""
    try:
        return date.fromisoformat(text) if text and len(text) == len("2026-11-30") else None
    except ValueError:
        return None
