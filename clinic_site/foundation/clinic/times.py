"""How every moment is said, and how a wall-clock time becomes a moment.

Without a zone the active one is meant, which the middleware has made the clinic's.
"""

from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_NOON = 12


class NoSuchMoment(ValueError):
    """The clocks skip this time on this day."""


class TwiceOnThatDay(ValueError):
    """The clocks are put back on this day, and this time comes twice."""


def moment_of(day: date, at: time, zone: tzinfo) -> datetime:
    """Return the one moment at which clocks in this zone show this day and time, in UTC.

    Twice a year a zone's clocks jump: a time that is skipped or comes twice is never guessed.
    """
    wall = datetime.combine(day, at)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    # A skipped time comes back from UTC as another one.
    if first.astimezone(zone).replace(tzinfo=None, fold=0) != wall:
        raise NoSuchMoment
    if first != second:
        raise TwiceOnThatDay
    return first


def clinic_zone() -> ZoneInfo:
    """Return the clinic's zone, which the middleware has made the current one, without a query."""
    return ZoneInfo(timezone.get_current_timezone_name())


def name_zone(zone: ZoneInfo, *whens: datetime) -> str:
    """Return how people call the zone at these moments: "New York time (EST)".

    Where the clock changes between them it is "New York time (EST, EDT)".
    """
    place = _place(zone)
    short = ", ".join(dict.fromkeys(when.astimezone(zone).strftime("%Z") for when in whens))
    if place == short:
        return place
    return _("%(place)s time (%(short)s)") % {"place": place, "short": short}


def _place(zone: ZoneInfo) -> str:
    return zone.key.rpartition("/")[2].replace("_", " ")


def say_day(when: datetime, zone: ZoneInfo | None = None) -> str:
    """Return the day: "Tuesday, November 24"."""
    return date_format(timezone.localtime(when, zone), _("l, F j"))


def say_time(when: datetime, zone: ZoneInfo | None = None) -> str:
    """Return the time of day: "9:00 AM"."""
    return date_format(timezone.localtime(when, zone), _("g:i A"))


def say_start(when: datetime, zone: ZoneInfo | None = None) -> str:
    """Return day and time, for a page that names the zone beside it."""
    return _("%(day)s at %(time)s") % {"day": say_day(when, zone), "time": say_time(when, zone)}


def say_moment(when: datetime, zone: ZoneInfo) -> str:
    """Return day, time and zone, as one phrase for a sentence."""
    start, named = say_start(when, zone), name_zone(zone, when)
    return _("%(start)s, %(zone)s") % {"start": start, "zone": named}


def say_in_full(when: datetime, zone: ZoneInfo) -> str:
    """Return a moment with its year and zone, for a message that is read on another day."""
    local = timezone.localtime(when, zone)
    return _("%(day)s at %(time)s (%(city)s time, %(zone)s)") % {
        "day": date_format(local, "l, F j, Y"),
        "time": say_time(when, zone),
        "city": _place(zone),
        "zone": local.tzname(),
    }


def say_date(when: datetime, zone: ZoneInfo | None = None) -> str:
    """Return the day with its year: "November 24, 2026"."""
    return date_format(timezone.localtime(when, zone))


def say_near(when: datetime, now: datetime) -> str:
    """Return a moment as it lies from now: "2:00 PM today", "9:00 AM on Thursday, June 4"."""
    days = (timezone.localtime(when).date() - timezone.localtime(now).date()).days
    words = {
        -1: _("%(time)s yesterday"),
        0: _("%(time)s today"),
        1: _("%(time)s tomorrow"),
    }
    said = words.get(days, _("%(time)s on %(day)s"))
    return said % {"time": say_time(when), "day": _day_from(when, now)}


def say_exactly(when: datetime, now: datetime) -> str:
    """Return a moment with its zone: "Tuesday, June 2 at 9:00 AM EDT"."""
    return _("%(day)s at %(time)s %(zone)s") % {
        "day": _day_from(when, now),
        "time": say_time(when),
        "zone": timezone.localtime(when).tzname(),
    }


def say_span(begin: datetime, end: datetime) -> str:
    """Return a stretch of one day; each end names its half of the day where they differ."""
    begins, ends = timezone.localtime(begin), timezone.localtime(end)
    same_half = (begins.hour < _NOON) == (ends.hour < _NOON)
    return f"{date_format(begins, _('g:i') if same_half else _('g:i A'))}–{say_time(end)}"


def _day_from(when: datetime, now: datetime) -> str:
    """Return the day, with its year only if that is not the present one."""
    local = timezone.localtime(when)
    same_year = local.year == timezone.localtime(now).year
    return date_format(local, _("l, F j") if same_year else _("l, F j, Y"))
