"""The diary to look at, on paper, in a calendar program, and as a table for a spreadsheet."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic_site.foundation.accounts import events
from clinic_site.foundation.accounts.attempts import PasswordForm, confirm_password
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.accounts.people import require_all
from clinic_site.foundation.clinic.models import Clinic
from intake.exchange import diary_feed
from intake.exchange.diary_feed import make_feed
from intake.exchange.tables import bookings_table
from intake.models import DiaryFeed, Practitioner
from intake.queries import worklists
from intake.queries.weeks import days_of
from intake.timetable import read_day

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
OWN_DAYS = 7
SATURDAY = 5
FURTHEST = timedelta(days=5 * 366)
"""A day further away than this is a typing error."""
MOST_DAYS = 366
"""The longest table that can be asked for, in days."""
BAD_REQUEST = 400


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Show everybody's week, Monday first, around the day that was asked for."""
    require_all(request, "intake.view_booking")
    now, today = _today()
    asked, status = _asked(request, today)
    monday = asked - _DAY * asked.weekday()
    days = days_of(monday, monday + _WEEK - _DAY, now, Clinic.current().zone)
    # Saturday and Sunday are left out while they are empty: paper is narrow.
    busy = {day for own in days.people.values() for day, entries in own.items() if entries}
    shown = [day for day in days.days if day.weekday() < SATURDAY or day in busy]
    context = {
        "title": _("The week"),
        "days": days,
        "shown": [(day, days.closed.get(day)) for day in shown],
        "rows": [
            (person, [(day, own[day]) for day in shown]) for person, own in days.people.items()
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
        "closed": days.closed.get(asked),
        "is_closed": asked in days.closed,
        "rows": [
            (person, [entry for entry in own[asked] if entry.booking], own[asked])
            for person, own in days.people.items()
        ],
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
        days = [each for own_days in found.people.values() for each in own_days.items()]
    context = {"title": _("My days"), "own": own, "own_days": days}
    return _page(request, "mine", context, now, today, 200)


def _today() -> tuple[datetime, date]:
    now = timezone.now()
    return now, now.astimezone(Clinic.current().zone).date()


def _asked(request: HttpRequest, today: date) -> tuple[date, int]:
    """Return the day in the address, today without one; today and 400 where it is none."""
    text = request.GET.get("from", "")
    day = read_day(text) if text else today
    if day is None or not -FURTHEST <= day - today <= FURTHEST:
        return today, BAD_REQUEST
    return day, 200


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


class FeedForm(PasswordForm):
    """Whose diary the calendar shows."""

    field_order = ("practitioner",)

    practitioner = forms.ModelChoiceField(
        Practitioner.objects.filter(is_active=True),
        label=gettext_lazy("Whose diary"),
        required=False,
        empty_label=gettext_lazy("Everybody"),
    )


class TableForm(PasswordForm):
    """The days of a table, both included, in the clinic's zone."""

    field_order = ("first", "last")

    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and more than a year."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("last", _("Choose a year at most."))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: HttpRequest) -> HttpResponse:
    """List the person's own calendar addresses; POST makes one, and shows it this once.

    An address needs no sign-in later, so making one asks for the password and is told.
    """
    by = require_all(request, "intake.view_booking")
    form = FeedForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if not (form.is_valid() and confirm_password(form, request, now)):
        return _feeds_page(request, by, form)
    with transaction.atomic():
        token = make_feed(by, form.cleaned_data["practitioner"], now)
        events.record(AccountEvent.Kind.DIARY_ADDRESS_MADE, by, by=by, now=now)
    path = reverse("intake:diary_feed", args=[token])
    return _feeds_page(request, by, FeedForm(), made=request.build_absolute_uri(path))


def _feeds_page(request: HttpRequest, by: User, form: FeedForm, made: str = "") -> HttpResponse:
    rows = DiaryFeed.objects.filter(user=by, revoked_at=None).select_related("practitioner")
    context = {
        **admin.site.each_context(request),
        "title": _("The diary in your calendar program"),
        "form": form,
        "feeds": rows,
        "made": made,
    }
    return render(request, "admin/intake/diary/feeds.html", context)


@require_POST
def end_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of the person's own addresses useless."""
    by = require_all(request, "intake.view_booking")
    if diary_feed.revoke_feed(pk, by, timezone.now()):
        messages.success(request, _("That address opens nothing any more."))
    else:
        messages.info(request, _("That address had ended already."))
    return redirect("admin:intake_diaryfeed")


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Ask for the days; POST gives the file, so that nothing about it stands in an address."""
    by = require_all(request, "intake.view_booking")
    zone, now = Clinic.current().zone, timezone.now()
    today = now.astimezone(zone).date()
    week = {"first": today, "last": today + timedelta(days=6)}
    form = TableForm(request.POST if request.method == "POST" else None, initial=week)
    if not (form.is_valid() and confirm_password(form, request, now)):
        context = {
            **admin.site.each_context(request),
            "title": _("A table of bookings"),
            "form": form,
        }
        return render(request, "admin/intake/diary/table.html", context)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last, time(), zone) + timedelta(days=1)
    events.record(AccountEvent.Kind.TABLE_EXPORTED, by, by=by, now=now)
    text = bookings_table(worklists.between(begin, end), zone)
    saved_as = {"Content-Disposition": f'attachment; filename="bookings-{first}-{last}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=saved_as)
