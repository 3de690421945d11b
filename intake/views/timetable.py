"""Free times as a person reads them: a few days at a time, with earlier and later ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from intake.views.wording import name_zone, say_day, say_start, say_time

DAYS_ON_A_PAGE = 4

Day = tuple[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Timetable:
    """Every start that is free, by the clinic's own date, in order."""

    starts: dict[date, list[datetime]]
    zone: ZoneInfo

    @classmethod
    def of(cls, free: Iterable[datetime], zone: ZoneInfo) -> "Timetable":
        """Sort free starts into days. Several people free at one start make one start."""
        starts: dict[date, list[datetime]] = {}
        for moment in sorted(set(free)):
            starts.setdefault(moment.astimezone(zone).date(), []).append(moment)
        return cls(starts, zone)

    @property
    def offered(self) -> frozenset[str]:
        """The form value of every free start."""
        return frozenset(value_of(start) for day in self.starts.values() for start in day)

    @property
    def first(self) -> datetime | None:
        """The first free start, or None when there is none."""
        return next((day[0] for day in self.starts.values()), None)

    def shown(self, first: date | None) -> list[date]:
        """Return the days for one page, from `first` on; the last page when it is too late."""
        days = list(self.starts)
        following = [day for day in days if first is None or day >= first]
        return following[:DAYS_ON_A_PAGE] or days[-DAYS_ON_A_PAGE:]

    def grouped(self, days: Iterable[date]) -> list[Day]:
        """Return these days as the grouped choices of a form."""
        return [
            (
                say_day(self.starts[day][0], self.zone),
                [(value_of(start), say_time(start, self.zone)) for start in self.starts[day]],
            )
            for day in days
        ]

    def earlier(self, days: list[date]) -> date | None:
        """Return where the page before these days begins."""
        before = [day for day in self.starts if days and day < days[0]]
        return before[-DAYS_ON_A_PAGE:][0] if before else None

    def later(self, days: list[date]) -> date | None:
        """Return where the page after these days begins."""
        return next((day for day in self.starts if days and day > days[-1]), None)


@dataclass(frozen=True, slots=True)
class TimesPage:
    """A few days of free times from `first` on, on a page with the address `here`."""

    table: Timetable
    first: date | None
    here: str

    @property
    def days(self) -> list[date]:
        """The days on this page."""
        return self.table.shown(self.first)

    @property
    def address(self) -> str:
        """The address of this very page, for its form."""
        return self._from(self.first) or self.here

    def context(self, now: datetime) -> dict[str, Any]:
        """Return what the page shows besides the form."""
        table, days = self.table, self.days
        first_day = next(iter(table.starts), None)
        moments = [start for day in days for start in table.starts[day]] or [now]
        return {
            "earlier": self._from(table.earlier(days)),
            "later": self._from(table.later(days)),
            "zone": name_zone(table.zone, *moments),
            "first_free": table.first and say_start(table.first, table.zone),
            "first_page": self._from(first_day) if days and days[0] != first_day else "",
        }

    def _from(self, day: date | None) -> str:
        joint = "&" if "?" in self.here else "?"
        return f"{self.here}{joint}from={day.isoformat()}" if day else ""


def value_of(start: datetime) -> str:
    """Return what stands in the form for a start: an instant in UTC, which no clock repeats."""
    return start.strftime("%Y-%m-%dT%H:%MZ")


def read_value(value: str) -> datetime:
    """Return the start that a form value stands for; ValueError when it is not one of ours."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%MZ").replace(tzinfo=ZoneInfo("UTC"))


def read_day(text: str | None) -> date | None:
    """Return the day of a ?from= address; None when there is none or it is not a day."""
    try:
        return date.fromisoformat(text) if text and len(text) == len("2026-11-30") else None
    except ValueError:
        return None
