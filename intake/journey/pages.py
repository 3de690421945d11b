"""Opening a page of the journey: only when everything before it is answered.

So no deep link can skip a question, and Back always finds the answers.
"""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake.exceptions import NotAllowed
from intake.journey.choosing import service, times
from intake.journey.details import call_back, details
from intake.journey.safety import checklist, emergency, safety, urgent
from intake.journey.session import BOOKING, JourneySession, find_session, say_ended, turn_back
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
