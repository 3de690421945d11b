"""Choosing the kind of visit and the person, and then a time."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from intake import queries, throttling
from intake.forms import ServiceForm, TimesForm
from intake.models import Practitioner, Service
from intake.views.timetable import TimesPage, Timetable, read_day, read_value, value_of
from intake.views.way import Visit, posted, show, step
from intake.views.wording import clinic_zone, say_moment

LOST = 409


def offered_services() -> list[Service]:
    """Return what can be booked now, each with the people who give it, in two queries."""
    people = Practitioner.objects.filter(is_active=True)
    services = Service.objects.filter(is_active=True).prefetch_related(
        Prefetch("practitioners", people)
    )
    return [service for service in services if service.practitioners.all()]


@step("service")
def service(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask for the kind of visit and who to see, with length, price and who pays beside it."""
    form = ServiceForm(offered_services(), visit.progress.latest("service"), posted(request))
    if request.method == "POST" and form.is_valid():
        return visit.keep("service", form.line()).go_on()
    return show(request, "service", {"form": form})


@step("times")
def times(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the free times, a few days at a time."""
    table = free_table(visit)
    if table is None:
        return redirect("intake:service")
    kept = chosen_start(visit)
    first = read_day(request.GET.get("from")) or (kept and kept.astimezone(table.zone).date())
    page = TimesPage(table, first, reverse("intake:times"))
    form = make_form(page, kept, request)
    if request.method == "POST" and form.is_valid():
        start = read_value(form.cleaned_data["start"])
        return visit.keep("times", {"start": start.isoformat()}).go_on()
    return show(request, "times", {**page.context(visit.now), **_around(visit), "form": form})


def show_lost(request: HttpRequest, visit: Visit, *, taken: bool) -> HttpResponse:
    """Show the nearest free times to somebody whose time is lost: taken, or not offered now."""
    table, wanted = free_table(visit), chosen_start(visit)
    if table is None or wanted is None:
        return redirect("intake:service")
    nearest = wanted.astimezone(table.zone).date()
    page = TimesPage(table, nearest, reverse("intake:times"))
    lost = {"lost": say_moment(wanted, table.zone), "taken": taken, "form": make_form(page)}
    return show(request, "times", {**page.context(visit.now), **_around(visit), **lost}, LOST)


def chosen_start(visit: Visit) -> datetime | None:
    """Return the start that was chosen before, if that choice still holds."""
    kept = visit.progress.latest("times")
    return datetime.fromisoformat(kept["start"]) if kept else None


def free_table(visit: Visit) -> Timetable | None:
    """Return every free time of the chosen visit; None when it is not offered any more."""
    service, person = _chosen(**visit.progress.latest("service"))
    if service is None:
        return None
    zone = clinic_zone()
    first = visit.now.astimezone(zone).date()
    last = first + timedelta(days=service.horizon_days)
    free = queries.free_times(service, person, first, last, visit.now, zone)
    return Timetable.of((time.start for time in free), zone)


def make_form(
    page: TimesPage, kept: datetime | None = None, request: HttpRequest | None = None
) -> TimesForm:
    """Make the form of this page; it is sent to that very page."""
    form = TimesForm(
        page.table.grouped(page.days),
        page.table.offered,
        posted(request) if request else None,
        initial={"start": value_of(kept)} if kept else None,
    )
    form.helper.form_action = page.address
    return form


def _around(visit: Visit) -> dict[str, Any]:
    checked = visit.progress.latest("checklist")
    return {
        "back_to": "intake:checklist" if checked else "intake:service",
        "without_time": throttling.brake(visit.now).is_on,
    }


def _chosen(
    service: int, practitioner: int | None, checklist: str
) -> tuple[Service | None, Practitioner | None]:
    """Return the rows behind a choice in one query; nothing when they no longer go together."""
    if practitioner is None:
        return Service.objects.filter(pk=service, is_active=True).first(), None
    gives = Practitioner.services.through.objects.select_related("service", "practitioner")
    pair = gives.filter(
        service=service,
        service__is_active=True,
        practitioner=practitioner,
        practitioner__is_active=True,
    ).first()
    return (pair.service, pair.practitioner) if pair else (None, None)
