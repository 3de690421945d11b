"""The pages of the journey: those that ask nothing, and the steps, each after the one before it.

No deep link can skip a question, and Back always finds the answers.
"""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.text.phones import dial
from intake.exceptions import NotAllowed
from intake.journey.choosing import offered_services, service, times
from intake.journey.details import call_back, details
from intake.journey.forms import describe
from intake.journey.safety import checklist, emergency, safety, urgent
from intake.journey.session import (
    BOOKING,
    ENQUIRY,
    JourneySession,
    find_session,
    say_ended,
    turn_back,
)
from intake.journey.summary import summary

PAGES: Mapping[str, Callable[[JourneySession], HttpResponse]] = {
    "safety": safety,
    "emergency": emergency,
    "urgent": urgent,
    "call_back": call_back,
    "service": service,
    "checklist": checklist,
    "times": times,
    "details": details,
    "summary": summary,
}


@require_http_methods(["GET", "HEAD", "POST"])
def visitor_page(request: HttpRequest, step: str) -> HttpResponse:
    """Show or take a page of a visitor's own journey.

    Once there is a booking it leads to the held page, so that Back and a repeat do no harm.
    """
    if BOOKING in request.session:
        return redirect("intake:held")
    journey = find_session(request)
    if journey is None and step != "safety":
        return turn_back(request)
    return open_page(journey or JourneySession(request, timezone.now()), step)


def open_page(journey: JourneySession, step: str) -> HttpResponse:
    """Show or take a page, or lead to the first one that is not done."""
    if not journey.progress.allows(step):
        return journey.go_on()
    try:
        return PAGES[step](journey)
    except NotAllowed:
        return say_ended(journey.request, journey.by)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what a visit costs, how long it takes, who pays, and how to ask. Sets no cookie."""
    services = [describe(service) for service in offered_services()]
    return render(request, "intake/journey/start.html", {"services": services})


@require_safe
def by_phone(request: HttpRequest) -> HttpResponse:
    """Ask people under 18 to phone, kindly. Nothing of the form was kept."""
    context = {"dial": dial(Clinic.current().phone)}
    return render(request, "intake/journey/by_phone.html", context)


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
