"""After the request: what was held, what happens next, and beginning another one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.foundation.clinic.models import Clinic
from intake import links
from intake.models import Booking
from intake.views.standing import standing_of
from intake.views.way import BOOKING, ENQUIRY, find_visit, turn_back


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Show the request of this browser, with its reference and what happens next."""
    kept = request.session.get(BOOKING)
    rows = Booking.objects.select_related("practitioner")
    booking = rows.filter(pk=UUID(kept), purged_at=None).first() if kept else None
    visit = find_visit(request)
    if booking is None:
        # Somebody on the way has lost nothing, and is led on; whose booking is gone is told.
        on_the_way = visit if kept is None else None
        request.session.pop(BOOKING, None)
        return on_the_way.go_on() if on_the_way else turn_back(request)
    progress = visit.progress if visit else None
    now, clinic = timezone.now(), Clinic.current()
    details = (progress.latest("details") if progress else None) or {}
    # A link ends when the person withdraws; a dead one must not be handed out again. Who gets a
    # notification has a token too, which never became a link.
    token = details.get("link", "")
    path = reverse("intake:patient", args=[token]) if links.find(token, now) else ""
    context = {
        "booking": booking,
        "standing": standing_of(booking, clinic, now),
        "link": request.build_absolute_uri(path) if path else "",
        "contact": details.get("contact"),
    }
    return render(request, "intake/held.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Put the present enquiry aside, on a shared phone for example, and begin another.

    An address that was typed or kept is led to the beginning, and puts nothing aside.
    """
    if request.method != "POST":
        return redirect("intake:start")
    for key in (ENQUIRY, BOOKING):
        request.session.pop(key, None)
    return redirect("intake:safety")
