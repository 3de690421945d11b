"""Booking for a caller on the phone: the patient's own journey, walked by a member of staff.

The same questions with the same exits; nothing is counted, no notice is needed, and whoever asked
is named beside the booking.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.accounts.people import require_all
from intake import enquiries
from intake.admin.deciding import page_url
from intake.journey.pages import PAGES, open_page
from intake.journey.session import CALLER, JourneySession, say_ended
from intake.models import Booking

CALLS = ("intake.view_booking", "intake.decide_booking", "intake.read_contact")
"""What staff must be allowed to do to walk the journey with a caller."""


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Ask the safety questions; nothing is kept before they are answered."""
    by = require_all(request, *CALLS)
    return open_page(JourneySession(request, timezone.now(), by), "safety")


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, enquiry_id: UUID, name: str) -> HttpResponse:
    """Show or take a page of a call, for the member of staff who began it."""
    by, now = require_all(request, *CALLS), timezone.now()
    if name not in PAGES:
        raise Http404
    found = enquiries.resume_enquiry(enquiry_id, now)
    if found is None or (found[1].latest(CALLER) or {}).get("by") != by.pk:
        return say_ended(request, by)
    booking = Booking.objects.filter(enquiry=enquiry_id).first()
    if booking is not None:
        return redirect(page_url(booking))
    return open_page(JourneySession(request, now, by, *found), name)
