"""Public holidays from a calendar file: choose which days the whole clinic closes.

The file is read and not kept; what comes back from the page are days and names in plain fields.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.accounts.people import require_all
from clinic_site.foundation.clinic.models import Clinic
from intake.actions.clock import mark_orphans
from intake.actions.time_cells import lock_hours
from intake.admin.affected import tell_orphaned
from intake.fields import LineField
from intake.holidays import MOST_BYTES, MOST_DAYS, NotACalendar, read_holidays
from intake.models import Booking, Closure
from intake.queries import worklists
from intake.queries.times import newly_outside

BAD_REQUEST = 400
_DAY, _NAME = "day", "name-"
_NAME_LENGTH = 200


class FileForm(forms.Form):
    """The file, and what is in it."""

    file = forms.FileField(
        label=gettext_lazy("Calendar file (.ics)"),
        help_text=gettext_lazy(
            "Many governments and schools publish their holidays as such a file. It is read and "
            "not kept."
        ),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty."),
        },
    )

    def __init__(self, today: date, *args: Any) -> None:
        super().__init__(*args)
        self.today = today
        self.use_required_attribute = False

    def clean_file(self) -> tuple[dict[date, str], int]:
        """Read the days of the file."""
        sent: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            days, left_out = read_holidays(sent.read(MOST_BYTES + 1), self.today)
        except NotACalendar:
            raise forms.ValidationError(
                _(
                    "This file cannot be read as a list of holidays. It must be a calendar file "
                    "(.ics) with at most %(days)d days, and not larger than %(size)d KB."
                )
                % {"days": MOST_DAYS, "size": MOST_BYTES // 1024}
            ) from None
        if not days:
            raise forms.ValidationError(
                _("There is no whole day from today on in this file. Is it last year’s?")
            )
        return days, left_out


@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """Ask for a file; show its days; close those that were chosen."""
    require_all(request, "intake.view_closure", "intake.add_closure")
    now = timezone.now()
    today = now.astimezone(Clinic.current().zone).date()
    if request.method == "POST" and "chosen" in request.POST:
        return _close(request, today, now)
    if request.method != "POST":
        return _render(request, {"form": FileForm(today)})
    form = FileForm(today, request.POST, request.FILES)
    if not form.is_valid():
        return _render(request, {"form": form}, BAD_REQUEST)
    days, left_out = form.cleaned_data["file"]
    return _render(request, {"lines": _lines(days), "left_out": left_out})


def _lines(days: Mapping[date, str]) -> list[tuple[date, str, bool, list[Booking]]]:
    """Say of each day whether it is closed already, and who is booked on it. Three queries."""
    if not days:
        return []
    zone = Clinic.current().zone
    begin = datetime.combine(min(days), time(), zone)
    end = datetime.combine(max(days), time(), zone) + timedelta(days=1)
    affected: defaultdict[date, list[Booking]] = defaultdict(list)
    for booking in worklists.live_during(begin, end, None):
        starts = {booking.start, *(offer.start for offer in booking.offers.all())}
        for day in {start.astimezone(zone).date() for start in starts if start}:
            affected[day].append(booking)
    closed = _closed(days)
    return [(day, name, day in closed, affected[day]) for day, name in days.items()]


def _closed(days: Iterable[date]) -> set[date]:
    whole = Closure.objects.filter(practitioner=None, starts=None, date__in=list(days))
    return set(whole.values_list("date", flat=True))


def _close(request: HttpRequest, today: date, now: datetime) -> HttpResponse:
    names = [field.removeprefix(_NAME) for field in request.POST if field.startswith(_NAME)]
    shown = _read(request.POST, names)
    chosen = _read(request.POST, request.POST.getlist(_DAY))
    if shown is None or chosen is None or len(shown) > MOST_DAYS:
        # The list was damaged in transit: without a file there is nothing to choose from.
        return _render(request, {"form": FileForm(today, {}, {})}, BAD_REQUEST)
    if not chosen:
        context = {"lines": _lines(shown), "error": _("Tick at least one day.")}
        return _render(request, context, BAD_REQUEST)
    with transaction.atomic():
        lock_hours()
        mark_orphans(now)
        closed = _closed(chosen)
        fresh = [day for day in chosen if day not in closed and day >= today]
        Closure.objects.bulk_create(Closure(date=day, reason=chosen[day]) for day in fresh)
        fallen_out = newly_outside(now, Clinic.current().zone)
        mark_orphans(now)
    said = ngettext(
        "The whole clinic is closed on %(count)d more day.",
        "The whole clinic is closed on %(count)d more days.",
        len(fresh),
    )
    messages.success(request, said % {"count": len(fresh)})
    tell_orphaned(request, fallen_out)
    return redirect("admin:intake_closure_changelist")


def _read(data: QueryDict, days: list[str]) -> dict[date, str] | None:
    """Read days that were sent back with their names; None where one is no day."""
    clean = LineField(most=_NAME_LENGTH, required=False).clean
    try:
        found = {date.fromisoformat(day): data.get(_NAME + day, "") for day in days}
        return {day: clean(found[day]) for day in sorted(found)}
    except (ValueError, forms.ValidationError):
        return None


def _render(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    common = {**admin.site.each_context(request), "title": _("Public holidays")}
    return render(request, "admin/intake/holidays.html", {**common, **context}, status=status)
