"""The pages: who, which days, everyone affected with their notifications, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.foundation.clinic.models import Clinic
from intake.admin.diary.illness.doing import Chosen, Outcome, close_and_tell
from intake.admin.diary.illness.forms import Span, SpanForm, WhyForm
from intake.admin.diary.illness.planning import (
    CANCEL,
    DECLINE,
    KEEP,
    PAGE,
    RESCHEDULE,
    gather,
)
from intake.admin.people import person, require
from intake.admin.private import Access, open_contact
from intake.models import Booking, Practitioner

BAD_REQUEST = 400
_CHOICE, _VERSION = "choice-", "version-"


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Ask who is ill."""
    require(person(request), "view_booking", "decide_booking", "report_illness")
    people = Practitioner.objects.filter(is_active=True)
    return _render(request, "choose", {"title": _("Who is ill?"), "people": people})


@require_http_methods(["GET", "HEAD", "POST"])
def ill(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the days, show everyone affected, and on POST close the time and tell them."""
    by = person(request)
    require(by, "view_booking", "decide_booking")
    who = get_object_or_404(Practitioner, pk=pk)
    _require_right(by, who)
    now = timezone.now()
    today = now.astimezone(Clinic.current().zone).date()
    given = request.POST if request.method == "POST" else request.GET
    form = SpanForm(today, given if "first" in given else None)
    if not form.is_bound or not form.is_valid():
        return _ask_days(request, who, form)
    if request.method == "POST":
        return _tell(request, who, form.span(), by, now)
    return _review(request, who, form.span(), by, now)


def _require_right(by: User, who: Practitioner) -> None:
    """Let the desk report anybody, and clinicians themselves."""
    is_own = who.user_id == by.pk and by.has_perm("intake.report_own_illness")
    if not is_own and not by.has_perm("intake.report_illness"):
        raise PermissionDenied


def _ask_days(request: HttpRequest, who: Practitioner, form: SpanForm) -> HttpResponse:
    context = {"title": _("%(person)s is ill") % {"person": who}, "who": who, "form": form}
    status = BAD_REQUEST if form.errors else 200
    return _render(request, "days", context, status=status)


def _review(
    request: HttpRequest,
    who: Practitioner,
    span: Span,
    by: User,
    now: datetime,
    *,
    why: WhyForm | None = None,
    error: str = "",
) -> HttpResponse:
    chosen = {
        name.removeprefix(_CHOICE): str(value)
        for name, value in request.POST.items()
        if name.startswith(_CHOICE)
    }
    context = {
        "title": _("%(person)s is ill") % {"person": who},
        "who": who,
        "span": span,
        "affected": gather(who, span, by=by, now=now, chosen=chosen),
        "why": why or WhyForm(who.name),
        "error": error,
        "now": now,
    }
    return _render(request, "review", context, status=BAD_REQUEST if error else 200)


def _tell(
    request: HttpRequest, who: Practitioner, span: Span, by: User, now: datetime
) -> HttpResponse:
    why = WhyForm(who.name, request.POST)
    chosen = _read(request.POST)
    if chosen is None:
        error = _("For one of the visits it is not clear what to do. Choose again.")
        return _review(request, who, span, by, now, why=why, error=error)
    if not why.is_valid():
        return _review(request, who, span, by, now, why=why, error=str(why.errors["note"][0]))
    outcome = close_and_tell(who, span, chosen, note=why.cleaned_data["note"], by=by, now=now)
    context = {
        "title": _("%(person)s is away") % {"person": who},
        "who": who,
        "span": span,
        "outcome": outcome,
        "to_phone": _with_numbers(outcome, by, now),
        "now": now,
    }
    return _render(request, "done", context)


def _with_numbers(outcome: Outcome, by: User, now: datetime) -> list[tuple[Booking, Any]]:
    """Open whom to phone: the person at the desk dials now."""
    opened = [
        (booking, open_contact(booking, by=by, page=PAGE, now=now)) for booking in outcome.to_phone
    ]
    return [(b, contact.data if contact.access is Access.OPEN else None) for b, contact in opened]


def _read(data: QueryDict) -> dict[UUID, Chosen] | None:
    """Read what was chosen for each booking; None where it makes no sense."""
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
        found[booking] = Chosen(version, key)
    return found


def _render(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    common = admin.site.each_context(request)
    return render(
        request, f"admin/intake/illness/{name}.html", {**common, **context}, status=status
    )
