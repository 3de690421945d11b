"""One person's way through the journey: where they are, and which pages they may open.

A page of the journey is a view wrapped in `step`: it is given a Visit, and only runs when every
earlier page is done. So no deep link can skip a question, and Back always finds the answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.web.senders import address_of
from intake import enquiries, throttling
from intake.exceptions import NotAllowed
from intake.models import Enquiry

ENQUIRY = "enquiry"
BOOKING = "booking"
"""Keys of the session: it holds two ids and no answer."""

GONE = 410
TOO_MANY = 429
# The checklist belongs to the service, so the number of steps never changes on the way.
NUMBERS = {"safety": 1, "service": 2, "checklist": 2, "times": 3, "details": 4, "summary": 5}


@dataclass(frozen=True, slots=True)
class Visit:
    """An open enquiry with everything answered so far."""

    enquiry: Enquiry
    progress: enquiries.Progress
    now: datetime

    def keep(self, step: str, data: Mapping[str, Any]) -> "Visit":
        """Add these answers as a line, unless they stand already; return the Visit after it."""
        if self.progress.latest(step) == data:
            return self
        enquiries.append(self.enquiry, step, data, self.now)
        return _visit(self.enquiry.id, self.now) or self

    def go_on(self) -> HttpResponse:
        """Redirect to the first page that is not done."""
        return redirect(f"intake:{self.progress.next_step()}")


StepView = Callable[[HttpRequest, Visit], HttpResponse]
PlainView = Callable[[HttpRequest], HttpResponse]


def step(name: str) -> Callable[[StepView], PlainView]:
    """Run the view only when everything before this page of the journey is answered."""

    def guard(view: StepView) -> PlainView:
        @before_booking
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            visit = find_visit(request)
            if visit is None:
                return turn_back(request)
            return view(request, visit) if visit.progress.allows(name) else visit.go_on()

        return guarded

    return guard


def before_booking(view: PlainView) -> PlainView:
    """Lead to the held page once there is a booking, so that Back and a repeat do no harm."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if BOOKING in request.session:
            return redirect("intake:held")
        try:
            return view(request)
        except NotAllowed:
            return ended(request)

    return guarded


def find_visit(request: HttpRequest) -> Visit | None:
    """Return where this person is, or None when nothing was begun or its time is over."""
    kept = request.session.get(ENQUIRY)
    return _visit(UUID(kept), timezone.now()) if kept else None


def begin_visit(request: HttpRequest) -> Visit:
    """Begin an enquiry: from here on the browser has a cookie.

    Raises TooMany, with nothing kept, when far more are begun than people begin.
    """
    now = timezone.now()
    with transaction.atomic():
        throttling.admit_enquiry(address_of(request), now)
        enquiry = enquiries.begin(now)
    # A key that somebody planted in this browser beforehand must not open these answers.
    request.session.cycle_key()
    request.session[ENQUIRY] = str(enquiry.id)
    return Visit(enquiry, enquiries.Progress(), now)


def _visit(enquiry_id: UUID, now: datetime) -> Visit | None:
    found = enquiries.resume(enquiry_id, now)
    return Visit(*found, now) if found else None


def turn_back(request: HttpRequest) -> HttpResponse:
    """Answer a request for a later page by somebody whose answers we do not have.

    Who never began is led to the beginning. Who did, or just sent something, is told first.
    """
    lost = request.method == "POST" or ENQUIRY in request.session
    came_back = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()
    return ended(request) if lost or came_back else redirect("intake:safety")


def ended(request: HttpRequest) -> HttpResponse:
    """Say that the answers are gone, why, and how to go on."""
    return render(request, "intake/ended.html", status=GONE)


def show(
    request: HttpRequest, step_name: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render the page of a step, with its place on the way in words."""
    place = {"step": NUMBERS.get(step_name), "steps": max(NUMBERS.values())}
    return render(request, f"intake/{step_name}.html", {**place, **context}, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, for a bound form; None on GET. An empty POST is still a POST."""
    return request.POST if request.method == "POST" else None
