"""One person's journey so far: what they have answered, and where it leads next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic_site.foundation.web.addresses import address_of
from intake import enquiries, throttling
from intake.journey.steps import LAST_NUMBER, STEPS
from intake.models import Enquiry

ENQUIRY = "enquiry"
BOOKING = "booking"
"""Keys of a visitor's session: it holds two ids and no answer."""
CALLER = "caller"
"""The line of an enquiry that says which member of staff began it for a caller."""

GONE = 410
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class JourneySession:
    """A journey with everything answered so far; without an enquiry nothing is answered yet.

    `by` is the member of staff who has the person on the phone; None for a visitor's own journey.
    """

    request: HttpRequest
    now: datetime
    by: User | None = None
    enquiry: Enquiry | None = None
    progress: enquiries.Progress = field(default_factory=enquiries.Progress)

    @property
    def posted(self) -> QueryDict | None:
        """What was posted, for a bound form; None on GET. An empty POST is still a POST."""
        return self.request.POST if self.request.method == "POST" else None

    def keep(self, step: str, data: Mapping[str, Any]) -> "JourneySession":
        """Add these answers as a line, unless they stand already; the first begin the enquiry.

        Raises TooMany, with nothing kept, when far more are begun than people begin.
        """
        if self.progress.latest(step) == data:
            return self
        enquiry = self.enquiry or self._begin()
        enquiries.append_answers(enquiry, step, data, self.now)
        found = enquiries.resume_enquiry(enquiry.id, self.now)
        return replace(self, enquiry=enquiry, progress=found[1] if found else self.progress)

    def _begin(self) -> Enquiry:
        """Begin an enquiry. What staff begin is not counted, and bound to nobody's browser."""
        if self.by is not None:
            enquiry = enquiries.begin_enquiry(self.now)
            enquiries.append_answers(enquiry, CALLER, {"by": self.by.pk}, self.now)
            return enquiry
        with transaction.atomic():
            throttling.admit_enquiry(address_of(self.request), self.now)
            enquiry = enquiries.begin_enquiry(self.now)
        # A key that was planted in this browser beforehand must not open these answers. From here
        # on the browser has a cookie.
        self.request.session.cycle_key()
        self.request.session[ENQUIRY] = str(enquiry.id)
        return enquiry

    def url(self, step: str) -> str:
        """Return the address of a page of this journey."""
        if self.by is None:
            return reverse(f"intake:{step}")
        if self.enquiry is None:
            return reverse("admin:intake_call")
        return reverse("admin:intake_call_step", args=[self.enquiry.id, step])

    def go_on(self) -> HttpResponse:
        """Redirect to the first page that is not done."""
        return redirect(self.url(self.progress.next_step()))

    def show(self, step: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """Render the page of a step, with its words, its place on the way, and the way back."""
        row = STEPS[step]
        # Staff begin with the safety questions; their way out is the desk.
        back = "" if self.by and row.back == "start" else self.url(row.back)
        around = {
            "words": row.caller if self.by else row.visitor,
            "by": self.by,
            "number": row.number,
            "last_number": LAST_NUMBER,
            "back": back,
            "safety_url": self.url("safety"),
            "call_back_url": self.url("call_back"),
        }
        template = f"intake/journey/{row.template}.html"
        return render(self.request, template, {**around, **context}, status=status)


def find_session(request: HttpRequest) -> JourneySession | None:
    """Return this visitor's journey; None when nothing was begun or its time is over."""
    kept = request.session.get(ENQUIRY)
    now = timezone.now()
    found = enquiries.resume_enquiry(UUID(kept), now) if kept else None
    return JourneySession(request, now, None, *found) if found else None


def turn_back(request: HttpRequest) -> HttpResponse:
    """Answer a visitor's request for a later page when we do not have the earlier answers.

    Who never began is led to the beginning. Who did, or just sent something, is told first.
    """
    lost = request.method == "POST" or ENQUIRY in request.session
    came_back = settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()
    return say_ended(request) if lost or came_back else redirect("intake:safety")


def say_ended(request: HttpRequest, by: User | None = None) -> HttpResponse:
    """Say that the answers are gone, why, and how to go on."""
    if by is None:
        return render(request, "intake/journey/ended.html", status=GONE)
    messages.warning(request, _("That call is over, or a colleague began it. Begin again here."))
    return redirect("admin:intake_call")
