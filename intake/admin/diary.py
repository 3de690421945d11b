"""The diary to look at: a week, one day on paper, and a clinician's own days."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic_site.foundation.accounts.people import require_all
from clinic_site.foundation.clinic.models import Clinic
from intake.models import Practitioner
from intake.queries.weeks import Days, days_of

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
OWN_DAYS = 7
FURTHEST = timedelta(days=5 * 366)
"""A day further away than this is a slip of the finger."""
BAD_REQUEST = 400


class FromForm(forms.Form):
    """The day that somebody asks for, in the address; without one it is today."""

    from_ = forms.DateField(required=False)

    def __init__(self, request: HttpRequest, today: date) -> None:
        super().__init__({"from_": request.GET.get("from", "")})
        self.today = today

    def clean_from_(self) -> date:
        """Refuse a day that no diary reaches."""
        asked: date = self.cleaned_data["from_"] or self.today
        if not -FURTHEST <= asked - self.today <= FURTHEST:
            raise forms.ValidationError("too far away")
        return asked


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Show everybody's week, Monday first, around the day that was asked for."""
    require_all(request, "intake.view_booking")
    now, today = _today()
    asked, status = _asked(request, today)
    monday = asked - _DAY * asked.weekday()
    days = days_of(monday, monday + _WEEK - _DAY, now, Clinic.current().zone)
    shown = _worth_showing(days)
    context = {
        "title": _("The week"),
        "days": days,
        "shown": [(day, _noon(day), days.closed.get(day)) for day in shown],
        "rows": [
            (row.person, [day for day in row.days if day.day in shown]) for row in days.people
        ],
        "earlier": monday - _WEEK,
        "later": monday + _WEEK,
        "turn": (_("Earlier week"), _("This week"), _("Later week")),
        "is_now": monday <= today < monday + _WEEK,
    }
    return _page(request, "week", context, now, today, status)


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Show everybody's visits of one day, to be printed for the desk."""
    require_all(request, "intake.view_booking")
    now, today = _today()
    asked, status = _asked(request, today)
    days = days_of(asked, asked, now, Clinic.current().zone)
    context = {
        "title": _("The day’s list"),
        "day": asked,
        "noon": _noon(asked),
        "closed": days.closed.get(asked),
        "is_closed": asked in days.closed,
        "rows": [(row.person, row.days[0]) for row in days.people],
        "earlier": asked - _DAY,
        "later": asked + _DAY,
        "turn": (_("Earlier day"), _("Today"), _("Later day")),
        "is_now": asked == today,
    }
    return _page(request, "day", context, now, today, status)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show a clinician their own days, from today on."""
    by = require_all(request, "intake.view_booking")
    now, today = _today()
    own = Practitioner.objects.filter(user=by).first()
    days = []
    if own is not None:
        last = today + _DAY * (OWN_DAYS - 1)
        found = days_of(today, last, now, Clinic.current().zone, only=own)
        days = [(each, _noon(each.day)) for row in found.people for each in row.days]
    context = {"title": _("My days"), "own": own, "own_days": days}
    return _page(request, "mine", context, now, today, 200)


def _today() -> tuple[datetime, date]:
    now = timezone.now()
    return now, now.astimezone(Clinic.current().zone).date()


def _asked(request: HttpRequest, today: date) -> tuple[date, int]:
    """Return the day that was asked for; today, and 400, where it is none."""
    form = FromForm(request, today)
    return (form.cleaned_data["from_"], 200) if form.is_valid() else (today, BAD_REQUEST)


def _noon(day: date) -> datetime:
    """Return a moment of the day, for the filters that say a day in words."""
    return datetime.combine(day, time(12), Clinic.current().zone)


def _worth_showing(days: Days) -> list[date]:
    """Leave out Saturday and Sunday while they are empty: paper is narrow."""
    friday = 4
    busy = {day.day for row in days.people for day in row.days if day.entries}
    return [day for day in days.days if day.weekday() <= friday or day in busy]


def _page(
    request: HttpRequest,
    name: str,
    context: Mapping[str, object],
    now: datetime,
    today: date,
    status: int,
) -> HttpResponse:
    common = {
        **admin.site.each_context(request),
        "now": now,
        "today": today,
        "is_no_day": status == BAD_REQUEST,
    }
    return render(request, f"admin/intake/diary/{name}.html", {**common, **context}, status=status)
