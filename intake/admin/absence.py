"""Staff absence: who and which days, everyone affected with each notification, then all at once."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.foundation.accounts.people import require_all
from clinic_site.foundation.clinic.models import Clinic
from intake.admin.absence_plan import (
    CANCEL,
    DECLINE,
    KEEP,
    PAGE,
    RESCHEDULE,
    Absence,
    close_and_tell,
    find_affected,
)
from intake.admin.forms import MOST_CHARACTERS
from intake.admin.private import open_contact
from intake.fields import NoteField
from intake.models import Practitioner

MOST_DAYS = 31
BAD_REQUEST = 400
_CHOICE, _VERSION = "choice-", "version-"


class DaysForm(forms.Form):
    """The days of an absence."""

    first = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts = forms.TimeField(
        label=gettext_lazy("From what time (optional)"),
        required=False,
        help_text=gettext_lazy(
            "On the first day, in the clinic’s time. Leave it empty for the whole day."
        ),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"first": today, "last": today})
        self.today = today
        # Our own messages are kinder than the browser's.
        self.use_required_attribute = False

    def clean_starts(self) -> time | None:
        """Round down to five minutes, the unit in which time is held."""
        starts: time | None = self.cleaned_data["starts"]
        if starts is None:
            return None
        whole = starts.replace(minute=starts.minute - starts.minute % 5, second=0, microsecond=0)
        return min(whole, time(23, 50)) if whole != time() else None

    def clean(self) -> dict[str, Any]:
        """Refuse days that are over, in the wrong order, or far too many."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and first < self.today:
            self.add_error("first", _("This day is over."))
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first and last and (last - first).days >= MOST_DAYS:
            said = _("Choose %(most)d days at most, and then again.")
            self.add_error("last", said % {"most": MOST_DAYS})
        return data


class ReasonForm(forms.Form):
    """The note that is kept with each visit."""

    note = NoteField(
        label=gettext_lazy("Note for colleagues, kept with each visit"),
        help_text=gettext_lazy("No patient ever sees it."),
        most=MOST_CHARACTERS,
        rows=2,
        error_messages={"required": gettext_lazy("Write down why. Your colleagues will need it.")},
    )

    def __init__(self, person: str, data: Any = None) -> None:
        super().__init__(data, initial={"note": _("%(person)s is away.") % {"person": person}})
        self.use_required_attribute = False


@require_safe
def choose_person(request: HttpRequest) -> HttpResponse:
    """Ask who is away."""
    require_all(request, "intake.view_booking", "intake.decide_booking", "intake.report_absence")
    people = Practitioner.objects.filter(is_active=True)
    return _render(request, "choose", {"title": _("Staff absence"), "people": people})


@require_http_methods(["GET", "HEAD", "POST"])
def report_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the days, show everyone affected, and on POST close the time and tell them."""
    by = require_all(request, "intake.view_booking", "intake.decide_booking")
    who = get_object_or_404(Practitioner, pk=pk)
    # The desk reports anybody; clinicians report themselves.
    is_own = who.user_id == by.pk and by.has_perm("intake.report_own_absence")
    if not is_own and not by.has_perm("intake.report_absence"):
        raise PermissionDenied
    now = timezone.now()
    today = now.astimezone(Clinic.current().zone).date()
    given = request.POST if request.method == "POST" else request.GET
    form = DaysForm(today, given if "first" in given else None)
    if not form.is_bound or not form.is_valid():
        context = {"title": _title(who), "who": who, "form": form}
        return _render(request, "days", context, status=BAD_REQUEST if form.errors else 200)
    absence = Absence(**form.cleaned_data)
    if request.method != "POST":
        return _review(request, who, absence, by, now)
    reason, chosen = ReasonForm(who.name, request.POST), _read_choices(request.POST)
    if chosen is None or not reason.is_valid():
        error = _("For one of the visits it is not clear what to do. Choose again.")
        if chosen is not None:
            error = str(reason.errors["note"][0])
        return _review(request, who, absence, by, now, reason=reason, error=error)
    outcome = close_and_tell(who, absence, chosen, note=reason.cleaned_data["note"], by=by, now=now)
    context = {
        "title": _("%(person)s is away") % {"person": who},
        "who": who,
        "absence": absence,
        "outcome": outcome,
        # The phone numbers are opened because the person at the desk dials now.
        "to_phone": [
            (booking, open_contact(booking, by=by, page=PAGE, now=now).opened)
            for booking in outcome.to_phone
        ],
        "now": now,
    }
    return _render(request, "done", context)


def _review(
    request: HttpRequest,
    who: Practitioner,
    absence: Absence,
    by: User,
    now: datetime,
    *,
    reason: ReasonForm | None = None,
    error: str = "",
) -> HttpResponse:
    chosen = {
        name.removeprefix(_CHOICE): str(value)
        for name, value in request.POST.items()
        if name.startswith(_CHOICE)
    }
    context = {
        "title": _title(who),
        "who": who,
        "absence": absence,
        "affected": find_affected(who, absence, by=by, now=now, chosen=chosen),
        "reason": reason or ReasonForm(who.name),
        "error": error,
        "now": now,
    }
    return _render(request, "review", context, status=BAD_REQUEST if error else 200)


def _read_choices(data: QueryDict) -> dict[UUID, tuple[int, str]] | None:
    """Read the version and the choice for each booking; None where one makes no sense."""
    found = {}
    for name, value in data.items():
        if not name.startswith(_CHOICE):
            continue
        key = str(value)
        transition, _colon, to = key.partition(":")
        try:
            booking = UUID(name.removeprefix(_CHOICE))
            version = int(data.get(f"{_VERSION}{booking}", ""))
        except ValueError:
            return None
        is_known = key in (CANCEL, DECLINE, KEEP) or (
            transition == RESCHEDULE and to.isascii() and to.isdecimal() and len(to) < 10
        )
        if not is_known or not 0 < version < 10**9:
            return None
        found[booking] = (version, key)
    return found


def _title(who: Practitioner) -> str:
    return _("Staff absence: %(person)s") % {"person": who}


def _render(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    page = f"admin/intake/absence/{name}.html"
    return render(request, page, {**admin.site.each_context(request), **context}, status=status)
