"""The patient's own page, its calendar file, and withdrawing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.foundation.clinic.models import Clinic
from intake import actions, calendars
from intake.exceptions import NotAllowed, StaleVersion
from intake.models import Booking
from intake.transitions.statuses import Actor, Status
from intake.views.patient.link import (
    by_link,
    show_overtaken,
    show_page,
    standing_now,
    version_of,
)


@require_safe
@by_link
def patient(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Show where the request stands and what happens next."""
    return show_page(request, token, booking)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def withdraw(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Ask once more; POST withdraws the version that was shown."""
    standing = standing_now(booking)
    if not standing.can_withdraw:
        return redirect("intake:patient", token)
    if request.method == "POST":
        try:
            actions.apply_transition(
                "withdraw",
                booking.pk,
                actor=Actor.PATIENT,
                version=version_of(request),
                now=timezone.now(),
            )
        except (StaleVersion, NotAllowed):
            return show_overtaken(request, token)
        return redirect("intake:withdrawn")
    context = {"booking": booking, "standing": standing, "token": token}
    return render(request, "intake/withdraw.html", context)


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """Say that it is done. The link has stopped working, so this page knows nobody."""
    return render(request, "intake/withdrawn.html")


@require_safe
@by_link
def calendar(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Return a confirmed visit as a calendar file."""
    if booking.status != Status.CONFIRMED:
        raise Http404
    now = timezone.now()
    entry = calendars.build(booking, Clinic.current(), method=calendars.PUBLISH, now=now)
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response
