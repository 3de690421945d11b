"""The patient's own page: looking, answering an offer, canceling, and the calendar file."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site.foundation.clinic.models import Clinic
from intake import calendars, links
from intake.actions.transitions import TransitionInput, apply_transition
from intake.exceptions import NotOffered
from intake.journey.session import BOOKING, find_session, turn_back
from intake.models import Booking
from intake.patient.forms import OfferForm
from intake.patient.link import (
    OVERTAKEN,
    by_link,
    make_offer_form,
    show_overtaken,
    show_page,
    status_now,
    version_of,
)
from intake.patient.status import status_page
from intake.transitions.statuses import Actor, Status


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Show the request that this browser has just made, with what happens next."""
    kept = request.session.get(BOOKING)
    rows = Booking.objects.select_related("practitioner")
    booking = rows.filter(pk=UUID(kept), purged_at=None).first() if kept else None
    journey = find_session(request)
    if booking is None:
        # Who is on the way has lost nothing, and is led on; whose booking is gone is told.
        request.session.pop(BOOKING, None)
        return journey.go_on() if journey and kept is None else turn_back(request)
    now, clinic = timezone.now(), Clinic.current()
    details = (journey.progress.latest("details") if journey else None) or {}
    # A link ends when the person cancels; a dead one must not be handed out again. Who gets a
    # notification has a token too, which never became a link.
    token = details.get("link", "")
    path = reverse("intake:patient", args=[token]) if links.find_link(token, now) else ""
    context = {
        "booking": booking,
        "status": status_page(booking, clinic, now),
        "link": request.build_absolute_uri(path) if path else "",
        "contact": details.get("contact"),
    }
    return render(request, "intake/patient/held.html", context)


@require_safe
@by_link
def patient(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Show where the request stands and what happens next."""
    return show_page(request, token, booking)


@by_link
def answer(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Take the patient's answer to an offer; the question stands on their page."""
    if request.method != "POST":
        return redirect("intake:patient", token)
    version = version_of(request)
    if version != booking.version or not status_now(booking).can_answer:
        return show_overtaken(request, token)
    form = make_offer_form(token, booking, request)
    if not form.is_valid():
        return show_page(request, token, booking, form=form)
    chosen, now = form.cleaned_data["answer"], timezone.now()
    try:
        if chosen == OfferForm.NONE:
            apply_transition("refuse", booking.pk, actor=Actor.PATIENT, version=version, now=now)
        else:
            apply_transition(
                "accept",
                booking.pk,
                actor=Actor.PATIENT,
                version=version,
                now=now,
                answer=TransitionInput(offer_id=int(chosen)),
            )
    except NotOffered:
        # The clinic closed it since the form was made: the next one leaves it out.
        return show_page(request, token, booking, code=OVERTAKEN, overtaken=True)
    return redirect("intake:patient", token)


@by_link
def cancel(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Ask once more; POST cancels the version that was shown."""
    status = status_now(booking)
    if not status.can_cancel:
        return redirect("intake:patient", token)
    if request.method == "POST":
        version, now = version_of(request), timezone.now()
        apply_transition("withdraw", booking.pk, actor=Actor.PATIENT, version=version, now=now)
        return redirect("intake:canceled")
    context = {"booking": booking, "status": status, "token": token}
    return render(request, "intake/patient/cancel.html", context)


@require_safe
def canceled(request: HttpRequest) -> HttpResponse:
    """Say that it is done. The link has stopped working, so this page knows nobody."""
    return render(request, "intake/patient/canceled.html")


@require_safe
@by_link
def calendar(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Return a confirmed visit as a calendar file."""
    if booking.status != Status.CONFIRMED:
        raise Http404
    now = timezone.now()
    entry = calendars.build(booking, Clinic.current(), method=calendars.PUBLISH, now=now)
    saved_as = {"Content-Disposition": 'attachment; filename="visit.ics"'}
    return HttpResponse(entry, content_type="text/calendar; charset=utf-8", headers=saved_as)
