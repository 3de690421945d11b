"""One call on its way through the questions, and which of its pages may be opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from intake import enquiries
from intake.admin.deciding.choices import page_url
from intake.admin.people import person, require
from intake.models import Booking, Enquiry

CALLER = "caller"
"""The line that says who began it: nobody else may go on with it, or look into it."""

_NUMBERS = {"safety": 1, "service": 2, "checklist": 2, "times": 3, "details": 4, "summary": 5}


@dataclass(frozen=True, slots=True)
class Call:
    """An enquiry that a member of staff began, with all that the caller has answered so far."""

    request: HttpRequest
    by: User
    now: datetime
    enquiry: Enquiry | None
    progress: enquiries.Progress

    def keep(self, step: str, data: Mapping[str, Any]) -> "Call":
        """Add these answers as a line, unless they stand already; the first begin the enquiry."""
        if self.progress.latest(step) == data:
            return self
        enquiry = self.enquiry
        if enquiry is None:
            enquiry = enquiries.begin(self.now)
            enquiries.append(enquiry, CALLER, {"by": self.by.pk}, self.now)
        enquiries.append(enquiry, step, data, self.now)
        found = enquiries.resume(enquiry.id, self.now)
        progress = found[1] if found else self.progress
        return Call(self.request, self.by, self.now, enquiry, progress)

    def go_on(self) -> HttpResponse:
        """Redirect to the first page that is not done."""
        return redirect(self.url(self.progress.next_step()))

    def url(self, step: str) -> str:
        """Return the address of a page of this call."""
        if self.enquiry is None:
            return reverse("admin:intake_call")
        return reverse("admin:intake_call_step", args=[self.enquiry.id, step])

    @property
    def posted(self) -> QueryDict | None:
        """What was posted, for a bound form; None on GET."""
        return self.request.POST if self.request.method == "POST" else None

    def show(self, step: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """Render a page, with its place on the way in words."""
        place = {"call": self, "number": _NUMBERS.get(step), "numbers": max(_NUMBERS.values())}
        template = f"admin/intake/calling/{step}.html"
        return render(self.request, template, {**place, **context}, status=status)


def new_call(request: HttpRequest) -> Call:
    """Return a call in which nothing is answered yet; nothing is written."""
    by = person(request)
    require(by, "view_booking", "decide_booking", "read_contact")
    return Call(request, by, timezone.now(), None, enquiries.Progress())


def find_call(request: HttpRequest, enquiry_id: UUID) -> Call | HttpResponse:
    """Return the call as far as it has come; lead on where it is over, or somebody else's."""
    call = new_call(request)
    found = enquiries.resume(enquiry_id, call.now)
    begun_by = (found[1].latest(CALLER) or {}).get("by") if found else None
    if found is None or begun_by != call.by.pk:
        return ended(request)
    booking = Booking.objects.filter(enquiry=enquiry_id).first()
    if booking is not None:
        return redirect(page_url(booking))
    return Call(request, call.by, call.now, *found)


def ended(request: HttpRequest) -> HttpResponse:
    """Lead to the beginning, and say why."""
    messages.warning(request, _("That call is over, or a colleague began it. Begin again here."))
    return redirect("admin:intake_call")
