"""Choosing the kind of visit and the person, and then a time."""

from datetime import datetime

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect

from clinic_site.foundation.clinic.times import clinic_zone, say_moment
from intake import throttling
from intake.exceptions import NotOffered, SlotTaken
from intake.journey.forms import ServiceForm, TimesForm
from intake.journey.session import JourneySession
from intake.models import Practitioner, Service
from intake.queries.times import find_offered
from intake.timetable import TimesPage, read_day, staff_menu, visitor_timetable

LOST = 409


def offered_services() -> list[Service]:
    """Return what can be booked now, each with the people who give it, in two queries."""
    people = Practitioner.objects.filter(is_active=True)
    services = Service.objects.filter(is_active=True).prefetch_related(
        Prefetch("practitioners", people)
    )
    return [service for service in services if service.practitioners.all()]


def service(journey: JourneySession) -> HttpResponse:
    """Ask for the kind of visit and who to see, with length, price and who pays beside it."""
    form = ServiceForm(offered_services(), journey.progress.latest("service"), journey.posted)
    if journey.posted is not None and form.is_valid():
        return journey.keep("service", form.line()).go_on()
    return journey.show("service", {"form": form})


def chosen_start(journey: JourneySession) -> datetime | None:
    """Return the start that was chosen before, if that choice still holds."""
    kept = journey.progress.latest("times")
    return datetime.fromisoformat(kept["start"]) if kept else None


def times(journey: JourneySession, *, lost: SlotTaken | NotOffered | None = None) -> HttpResponse:
    """Show the free times, a few days at a time.

    lost says why the time that was chosen before cannot be had: then the nearest ones are shown.
    """
    # 1. What is free now. Staff choose with whom, visitors only when.
    choice = journey.progress.latest("service")
    service, person = find_offered(choice["service"], choice["practitioner"])
    if service is None:
        return redirect(journey.url("service"))
    if journey.by:
        menu = staff_menu(service, journey.now)
        table, options = menu.timetable(choice["practitioner"]), menu.options
    else:
        table = visitor_timetable(service, person, journey.now)
        options = table.options

    # 2. The days that were asked for; else those around what was chosen before.
    kept, start = journey.progress.latest("times"), chosen_start(journey)
    first = read_day(journey.request.GET.get("from"))
    if first is None and start is not None:
        first = start.astimezone(clinic_zone()).date()
    page = TimesPage(table, first, journey.url("times"))
    slot = (start, kept["practitioner"]) if kept and not lost else None
    chosen = (each.value for each in options.values() if (each.start, each.practitioner) == slot)
    form = TimesForm(
        page.choices(),
        frozenset(options),
        None if lost else journey.posted,
        initial={"start": next(chosen, "")},
    )
    form.helper.form_action = page.address

    # 3. Keep a free time, or show them.
    if form.is_valid():
        option = options[form.cleaned_data["start"]]
        line = {"start": option.start.isoformat(), "practitioner": option.practitioner}
        return journey.keep("times", line).go_on()
    context = {
        **page.context(journey.now),
        "form": form,
        "lost": say_moment(start, clinic_zone()) if lost and start else "",
        "taken": isinstance(lost, SlotTaken),
        "without_time": journey.by is None and throttling.brake(journey.now).is_on,
        "service_url": journey.url("service"),
    }
    if journey.progress.latest("checklist"):
        context["back"] = journey.url("checklist")
    return journey.show("times", context, LOST if lost else 200)
