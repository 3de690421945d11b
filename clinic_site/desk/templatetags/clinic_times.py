"""Times as people at the desk say them, in the zone that is active: the clinic's."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()

NOON = 12


@register.filter
def near(when: datetime, now: datetime) -> str:
    """Say a moment as it lies from now: "2:00 PM today", "9:00 AM on Thursday, June 4"."""
    local = timezone.localtime(when)
    days = (local.date() - timezone.localtime(now).date()).days
    words = {
        -1: _("%(time)s yesterday"),
        0: _("%(time)s today"),
        1: _("%(time)s tomorrow"),
    }
    said = words.get(days, _("%(time)s on %(day)s"))
    return said % {"time": date_format(local, _("g:i A")), "day": _day(local, now)}


@register.filter
def moment(when: datetime, now: datetime) -> str:
    """Say a moment in full, with its zone: "Tuesday, June 2 at 9:00 AM EDT"."""
    local = timezone.localtime(when)
    return _("%(day)s at %(time)s %(zone)s") % {
        "day": _day(local, now),
        "time": date_format(local, _("g:i A")),
        "zone": local.tzname(),
    }


@register.filter
def until(begin: datetime, end: datetime) -> str:
    """Say a stretch of one day; each end names its half of the day where they differ."""
    begins, ends = timezone.localtime(begin), timezone.localtime(end)
    same_half = (begins.hour < NOON) == (ends.hour < NOON)
    first = _("g:i") if same_half else _("g:i A")
    return f"{date_format(begins, first)}–{date_format(ends, _('g:i A'))}"


def _day(local: datetime, now: datetime) -> str:
    same_year = local.year == timezone.localtime(now).year
    return date_format(local, _("l, F j") if same_year else _("l, F j, Y"))
