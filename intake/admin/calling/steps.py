"""The pages of a call: the safety questions first, then the visit, a time, and who comes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from intake.admin.calling import aloud, asking
from intake.admin.calling.way import Call, ended, find_call, new_call
from intake.admin.deciding.menu import Menu, Option, free_menu
from intake.admin.deciding.picking import read_day
from intake.exceptions import NotAllowed
from intake.forms import QuestionsForm, ServiceForm, TimesForm
from intake.models import Practitioner, Service
from intake.triage import current_checklist, current_safety

LOST = 409


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask the safety questions; nothing is kept before they are answered."""
    return safety(new_call(request))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, enquiry_id: UUID, name: str) -> HttpResponse:
    """Show or take a page of a call, if everything before it is answered."""
    view = _STEPS.get(name)
    if view is None:
        raise Http404
    call = find_call(request, enquiry_id)
    if isinstance(call, HttpResponse):
        return call
    if not call.progress.allows(name):
        return call.go_on()
    try:
        return view(call)
    except NotAllowed:
        return ended(request)


def safety(call: Call) -> HttpResponse:
    """Ask the safety questions. An emergency is told at once, whatever else is unanswered."""
    questions = current_safety()
    kept = call.progress.latest("safety")
    form = QuestionsForm(questions, call.posted, initial=(kept or {}).get("answers"))
    if call.posted is not None:
        answers = form.answers() if form.is_valid() else form.emergency_at_once()
        if answers:
            line = {"version": questions.version, "answers": answers}
            return call.keep("safety", line).go_on()
    return call.show("safety", {"form": form})


def service(call: Call) -> HttpResponse:
    """Ask for the kind of visit and the person."""
    people = Practitioner.objects.filter(is_active=True)
    rows = Service.objects.filter(is_active=True)
    rows = rows.prefetch_related(Prefetch("practitioners", people))
    offered = [service for service in rows if service.practitioners.all()]
    form = ServiceForm(offered, call.progress.latest("service"), call.posted)
    if call.posted is not None and form.is_valid():
        return call.keep("service", form.line()).go_on()
    return call.show("service", {"form": form, "back": call.url("safety")})


def checklist(call: Call) -> HttpResponse:
    """Ask what the chosen service has to know."""
    questions = current_checklist(call.progress.latest("service")["checklist"])
    kept = call.progress.latest("checklist")
    form = QuestionsForm(questions, call.posted, initial=(kept or {}).get("answers"))
    if call.posted is not None and form.is_valid():
        line = {"name": questions.name, "version": questions.version, "answers": form.answers()}
        return call.keep("checklist", line).go_on()
    return call.show("checklist", {"form": form, "back": call.url("service")})


def times(call: Call, *, lost: bool = False) -> HttpResponse:
    """Show the free times, a few days at a time; staff need no notice."""
    choice = call.progress.latest("service")
    service = Service.objects.filter(pk=choice["service"], is_active=True).first()
    if service is None:
        return redirect(call.url("service"))
    menu, person = free_menu(service, call.now), choice["practitioner"]
    days = menu.shown(person, read_day(call.request.GET.get("from", "")))
    form = _times_form(menu, days, None if lost else call)
    if call.posted is not None and not lost and form.is_valid():
        option = menu.options[form.cleaned_data["start"]]
        line = {"start": option.start.isoformat(), "practitioner": option.practitioner}
        return call.keep("times", line).go_on()
    earlier, later = menu.pages(days, person)
    context = {
        "form": form,
        "days": days,
        "earlier": earlier,
        "later": later,
        "lost": lost,
        "here": call.url("times"),
        "back": call.url("service"),
    }
    return call.show("times", context, LOST if lost else 200)


def summary(call: Call) -> HttpResponse:
    """Read everything back; POST asks for the time."""
    return asking.summary(call, when_lost=lambda: times(call, lost=True))


def _times_form(menu: Menu, days: list[list[Option]], call: Call | None) -> TimesForm:
    grouped = [(day[0].day, [(o.value, o.clock) for o in day]) for day in days]
    kept = call.progress.latest("times") if call else None
    chosen = _chosen(menu, kept) if kept else ""
    posted = call.posted if call else None
    return TimesForm(grouped, frozenset(menu.options), posted, initial={"start": chosen})


def _chosen(menu: Menu, kept: Mapping[str, Any]) -> str:
    start = datetime.fromisoformat(kept["start"])
    fitting = (o for o in menu.options.values() if o.slot == (kept["practitioner"], start))
    return next((option.value for option in fitting), "")


_STEPS: Mapping[str, Callable[[Call], HttpResponse]] = {
    "safety": safety,
    "emergency": aloud.emergency,
    "urgent": aloud.urgent,
    "call_back": asking.call_back,
    "service": service,
    "checklist": checklist,
    "times": times,
    "details": asking.details,
    "summary": summary,
}
