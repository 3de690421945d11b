"""The patient's own page, reached by the link in a letter. GET looks, POST acts."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.clinic.models import Clinic
from intake import actions, calendars, links
from intake.exceptions import MovedOn, NotAllowed
from intake.models import Booking
from intake.states import Status
from intake.views.standing import standing_of

OVERTAKEN = 409


@require_safe
def patient(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the request stands and what happens next."""
    return _show(request, token, _find(token, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more; POST withdraws the version that was shown."""
    now = timezone.now()
    booking = _find(token, now)
    standing = standing_of(booking, Clinic.current(), now)
    if not standing.can_withdraw:
        return redirect("intake:patient", token)
    if request.method == "POST":
        try:
            actions.withdraw(booking.pk, version=_version(request), now=now)
        except (MovedOn, NotAllowed):
            return _show(request, token, _find(token, now), overtaken=True)
        return redirect("intake:withdrawn")
    context = {"booking": booking, "standing": standing, "token": token}
    return render(request, "intake/withdraw.html", context)


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """Say that it is done. The link has stopped working, so this page knows nobody."""
    return render(request, "intake/withdrawn.html")


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give a confirmed visit as a calendar file."""
    now = timezone.now()
    booking = _find(token, now)
    if booking.status != Status.CONFIRMED:
        raise Http404
    entry = calendars.build(booking, Clinic.current(), method=calendars.PUBLISH, now=now)
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


def _find(token: str, now: datetime) -> Booking:
    """Return the booking of a link. Wrong, expired and revoked links are the same 404."""
    booking = links.find(token, now)
    if booking is None:
        raise Http404
    return booking


def _show(
    request: HttpRequest, token: str, booking: Booking, *, overtaken: bool = False
) -> HttpResponse:
    standing = standing_of(booking, Clinic.current(), timezone.now())
    context = {"booking": booking, "standing": standing, "token": token, "overtaken": overtaken}
    return render(request, "intake/patient.html", context, status=OVERTAKEN if overtaken else 200)


def _version(request: HttpRequest) -> int:
    """Return the version the form was shown with; -1, which no booking has, for anything else."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
