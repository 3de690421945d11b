"""The patient's own page, reached by the link in a letter. GET looks, POST acts."""

from collections.abc import Callable
from functools import wraps

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

NOT_FOUND = 404
OVERTAKEN = 409

LinkView = Callable[[HttpRequest, str, Booking], HttpResponse]
TokenView = Callable[[HttpRequest, str], HttpResponse]


def by_link(view: LinkView) -> TokenView:
    """Run the view with the booking of a live link; tell everybody else the same."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        booking = links.find(token, timezone.now())
        return view(request, token, booking) if booking else _ended(request)

    return guarded


@require_safe
@by_link
def patient(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Show where the request stands and what happens next."""
    return _show(request, token, booking)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def withdraw(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Ask once more; POST withdraws the version that was shown."""
    now = timezone.now()
    standing = standing_of(booking, Clinic.current(), now)
    if not standing.can_withdraw:
        return redirect("intake:patient", token)
    if request.method == "POST":
        try:
            actions.withdraw(booking.pk, version=_version(request), now=now)
        except (MovedOn, NotAllowed):
            # The other one may have been this very person, who pressed twice.
            as_it_is = links.find(token, now)
            return _show(request, token, as_it_is, overtaken=True) if as_it_is else _ended(request)
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
    """Give a confirmed visit as a calendar file."""
    if booking.status != Status.CONFIRMED:
        raise Http404
    now = timezone.now()
    entry = calendars.build(booking, Clinic.current(), method=calendars.PUBLISH, now=now)
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


def _ended(request: HttpRequest) -> HttpResponse:
    """Answer a link that opens nothing. Wrong, expired and revoked ones look the same."""
    return render(request, "intake/link_ended.html", status=NOT_FOUND)


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
