"""Rescheduling a visit, or what is held, to another free time."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from clinic_site.foundation.clinic.times import clinic_zone, say_moment
from intake.actions.transitions import TransitionInput, apply_transition
from intake.exceptions import NotOffered, SlotTaken
from intake.models import Booking
from intake.patient.forms import RescheduleForm
from intake.patient.link import (
    OVERTAKEN,
    by_link,
    lead_back,
    show_overtaken,
    status_now,
    version_of,
)
from intake.timetable import (
    DAYS_FOR_VISITORS,
    TimesPage,
    Timetable,
    read_day,
    read_value,
    visitor_timetable,
)
from intake.transitions.statuses import Actor

ANYONE = "anyone"


@by_link
def reschedule(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Show the free times, a few days at a time; POST reschedules the version that was shown."""
    if not status_now(booking).can_reschedule:
        is_late = request.method == "POST"
        return show_overtaken(request, token) if is_late else redirect("intake:patient", token)
    if request.method == "POST":
        wanted = _read_wanted(request.POST.get("start", ""), booking)
        if wanted is not None:
            return _reschedule(request, token, booking, wanted)
    return _show(request, token, booking, first=read_day(request.GET.get("from")))


def _read_wanted(typed: str, booking: Booking) -> datetime | None:
    """Return the time that was chosen, if it is one of the days to come.

    Whether it is free is asked as it is taken, not by the form: so a person who comes second is
    told which time is gone.
    """
    try:
        wanted = read_value(typed)
    except ValueError:
        return None
    now, days = timezone.now(), booking.service.horizon_days if booking.service else 0
    return wanted if now < wanted <= now + timedelta(days=days + 1) else None


def _reschedule(
    request: HttpRequest, token: str, booking: Booking, wanted: datetime
) -> HttpResponse:
    person = None if request.GET.get("with") == ANYONE else booking.practitioner_id
    try:
        apply_transition(
            "reschedule",
            booking.pk,
            actor=Actor.PATIENT,
            version=version_of(request),
            now=timezone.now(),
            answer=TransitionInput(times=((person, wanted),)),
        )
    except (SlotTaken, NotOffered) as refusal:
        taken = isinstance(refusal, SlotTaken)
        return _show(request, token, booking, lost=wanted, taken=taken)
    return lead_back(token, "rescheduled")


def _show(
    request: HttpRequest,
    token: str,
    booking: Booking,
    *,
    first: date | None = None,
    lost: datetime | None = None,
    taken: bool = False,
) -> HttpResponse:
    """Show the free times; the nearest ones if someone else was faster. The visit is unchanged."""
    now, zone = timezone.now(), clinic_zone()
    person = None if request.GET.get("with") == ANYONE else booking.practitioner
    with_person = reverse("intake:reschedule", args=[token])
    with_anyone = f"{with_person}?with={ANYONE}"
    table = (
        visitor_timetable(booking.service, person, now, besides=booking)
        if booking.service
        else Timetable({}, DAYS_FOR_VISITORS)
    )
    page = TimesPage(
        table,
        lost.astimezone(zone).date() if lost else first,
        with_person if person else with_anyone,
    )
    form = RescheduleForm(
        page.choices(),
        frozenset(table.options),
        request.POST if request.method == "POST" and not lost else None,
        initial={"version": booking.version},
    )
    form.helper.form_action = page.address
    context = {
        **page.context(now),
        "booking": booking,
        "status": status_now(booking),
        "token": token,
        "form": form,
        "person": person,
        "other_people": with_anyone if person else with_person,
        "lost": say_moment(lost, zone) if lost else "",
        "taken": taken,
    }
    template = "intake/patient/reschedule.html"
    return render(request, template, context, status=OVERTAKEN if lost else 200)
