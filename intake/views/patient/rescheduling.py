"""Moving a visit, or what is held, to another free time."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake import actions, queries
from intake.actions import TransitionInput
from intake.exceptions import NotAllowed, NotOffered, SlotTaken, StaleVersion
from intake.forms import MoveForm
from intake.models import Booking, Practitioner
from intake.transitions.statuses import Actor
from intake.views.patient.link import (
    OVERTAKEN,
    by_link,
    done,
    show_overtaken,
    standing_now,
    version_of,
)
from intake.views.timetable import TimesPage, Timetable, read_day, read_value
from intake.views.way import posted
from intake.views.wording import clinic_zone, say_moment

ANYONE = "anyone"


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def reschedule(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Show the free times, a few days at a time; POST moves the version that was shown."""
    if not standing_now(booking).can_move:
        is_late = request.method == "POST"
        return show_overtaken(request, token) if is_late else redirect("intake:patient", token)
    now = timezone.now()
    person = None if request.GET.get("with") == ANYONE else booking.practitioner
    page = TimesPage(
        _free(booking, person, now),
        read_day(request.GET.get("from")),
        reverse("intake:reschedule", args=[token]) + (f"?with={ANYONE}" if person is None else ""),
    )
    form = _make_form(page, booking, request)
    if request.method != "POST" or not form.is_valid():
        return _show(request, token, booking, page, form, person)
    wanted = read_value(form.cleaned_data["start"])
    to = (person.pk if person else None, wanted)
    try:
        actions.apply_transition(
            "reschedule",
            booking.pk,
            actor=Actor.PATIENT,
            version=version_of(request),
            now=now,
            answer=TransitionInput(times=(to,)),
        )
    except (SlotTaken, NotOffered) as refusal:
        return _show_lost(
            request, token, booking, wanted, person, taken=isinstance(refusal, SlotTaken)
        )
    except (StaleVersion, NotAllowed):
        return show_overtaken(request, token)
    return done(token, "moved")


def _free(booking: Booking, person: Practitioner | None, now: datetime) -> Timetable:
    """Return the free times; those that overlap the one it has count, that one itself does not."""
    zone = clinic_zone()
    service = booking.service
    if service is None:
        return Timetable({}, zone)
    first = now.astimezone(zone).date()
    last = first + timedelta(days=service.horizon_days)
    free = queries.free_times(service, person, first, last, now, zone, besides=booking)
    return Timetable.of((time.start for time in free if time.start != booking.start), zone)


def _make_form(page: TimesPage, booking: Booking, request: HttpRequest | None = None) -> MoveForm:
    typed = request.POST.get("start", "") if request else ""
    # Whether a time of the days to come is free is asked as it is taken, not by the form: so
    # somebody who comes second is told which time is gone.
    asked = frozenset({typed} if _may_be_asked(typed, booking, timezone.now()) else ())
    form = MoveForm(
        page.table.grouped(page.days),
        page.table.offered | asked,
        posted(request) if request else None,
        initial={"version": booking.version},
    )
    form.helper.form_action = page.address
    return form


def _may_be_asked(typed: str, booking: Booking, now: datetime) -> bool:
    try:
        wanted = read_value(typed)
    except ValueError:
        return False
    days = booking.service.horizon_days if booking.service else 0
    return now < wanted <= now + timedelta(days=days + 1)


def _show_lost(
    request: HttpRequest,
    token: str,
    booking: Booking,
    wanted: datetime,
    person: Practitioner | None,
    *,
    taken: bool,
) -> HttpResponse:
    """Show the nearest free times to somebody who came second; their visit is as it was."""
    table = _free(booking, person, timezone.now())
    here = reverse("intake:reschedule", args=[token]) + (
        f"?with={ANYONE}" if person is None else ""
    )
    page = TimesPage(table, wanted.astimezone(table.zone).date(), here)
    lost = say_moment(wanted, table.zone)
    form = _make_form(page, booking)
    return _show(request, token, booking, page, form, person, OVERTAKEN, lost=lost, taken=taken)


def _show(
    request: HttpRequest,
    token: str,
    booking: Booking,
    page: TimesPage,
    form: MoveForm,
    person: Practitioner | None,
    status: int = 200,
    **lost: object,
) -> HttpResponse:
    context = {
        **page.context(timezone.now()),
        "booking": booking,
        "standing": standing_now(booking),
        "token": token,
        "form": form,
        "person": person,
        "other_people": reverse("intake:reschedule", args=[token])
        + (f"?with={ANYONE}" if person is not None else ""),
        **lost,
    }
    return render(request, "intake/reschedule.html", context, status=status)
