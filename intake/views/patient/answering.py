"""Choosing one of the offered times, or none of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake import actions
from intake.actions import TransitionInput
from intake.exceptions import NotAllowed, NotOffered, StaleVersion
from intake.forms import OfferForm
from intake.models import Booking
from intake.transitions.statuses import Actor
from intake.views.patient.link import (
    OVERTAKEN,
    by_link,
    done,
    make_offer_form,
    show_overtaken,
    show_page,
    standing_now,
    version_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def answer(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Take the patient's answer to an offer; the question stands on their page."""
    if request.method != "POST":
        return redirect("intake:patient", token)
    version = version_of(request)
    if version != booking.version or not standing_now(booking).can_answer:
        return show_overtaken(request, token)
    form = make_offer_form(token, booking, request)
    if not form.is_valid():
        return show_page(request, token, booking, form=form)
    chosen, now = form.cleaned_data["answer"], timezone.now()
    try:
        if chosen == OfferForm.NONE:
            actions.apply_transition(
                "refuse", booking.pk, actor=Actor.PATIENT, version=version, now=now
            )
        else:
            actions.apply_transition(
                "accept",
                booking.pk,
                actor=Actor.PATIENT,
                version=version,
                now=now,
                answer=TransitionInput(offer_id=int(chosen)),
            )
    except NotOffered:
        # The clinic closed it since the form was made: the next one leaves it out.
        return show_page(request, token, booking, status=OVERTAKEN, overtaken=True)
    except (StaleVersion, NotAllowed):
        return show_overtaken(request, token)
    return done(token)
