"""Words that need the clinic's facts or the clock: filled and spoken when they are shown."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def clinic_zone() -> ZoneInfo:
    """Return the clinic's zone, which the middleware has made the current one, without a query."""
    return ZoneInfo(timezone.get_current_timezone_name())


def name_zone(zone: ZoneInfo, *whens: datetime) -> str:
    """Return how people call the zone at these moments: "New York time (EST)".

    Where the clock changes between them it is "New York time (EST, EDT)".
    """
    place = zone.key.rpartition("/")[2].replace("_", " ")
    short = ", ".join(dict.fromkeys(when.astimezone(zone).strftime("%Z") for when in whens))
    if place == short:
        return place
    return _("%(place)s time (%(short)s)") % {"place": place, "short": short}


def say_day(when: datetime, zone: ZoneInfo) -> str:
    """Return the day in words, in the clinic's zone: "Tuesday, November 24"."""
    return date_format(when.astimezone(zone), _("l, F j"))


def say_time(when: datetime, zone: ZoneInfo) -> str:
    """Return the time of day in the clinic's zone: "9:00 AM"."""
    return date_format(when.astimezone(zone), _("g:i A"))


def say_start(when: datetime, zone: ZoneInfo) -> str:
    """Return day and time, for a page that names the zone beside it."""
    return _("%(day)s at %(time)s") % {"day": say_day(when, zone), "time": say_time(when, zone)}


def say_moment(when: datetime, zone: ZoneInfo) -> str:
    """Return day, time and zone in words, as one phrase for a sentence."""
    start, named = say_start(when, zone), name_zone(zone, when)
    return _("%(start)s, %(zone)s") % {"start": start, "zone": named}


def dial(number: str) -> str:
    """Return the address that phones a number, or "" where there is none."""
    digits = "".join(c for c in number if c.isdecimal() or c in "+*#")
    return f"tel:{digits}" if digits else ""
