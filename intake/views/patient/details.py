"""Correcting who comes and how we reach them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.clinic.models import Clinic
from intake import actions, envelopes
from intake.exceptions import EnvelopeError, NotAllowed, NotConfirmed, StaleVersion, TooMany
from intake.forms import CallContactForm, ContactForm
from intake.models import Booking, Kind
from intake.views.patient.link import (
    OVERTAKEN,
    by_link,
    done,
    ended,
    show_overtaken,
    version_of,
)
from intake.views.way import posted

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def correct(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Show the name and the way we have; POST replaces them. A refusal loses nothing typed."""
    now = timezone.now()
    try:
        known = envelopes.open(booking.pk, envelopes.CONTACT, by=None, page="correct", now=now)
    except EnvelopeError:
        return ended(request)
    first = {
        "name": known.get("name"),
        "reach_by": known.get("reach_by"),
        "version": booking.version,
    }
    asks = CallContactForm if booking.kind == Kind.CALL_BACK else ContactForm
    form = asks(Clinic.current().country, known, posted(request), initial=first)
    form.helper.form_action = reverse("intake:correct", args=[token])
    context = {"booking": booking, "form": form, "token": token}
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_contact(
                booking.pk, form.contact(), version=version_of(request), now=now, used_token=token
            )
        except TooMany:
            context["too_many"] = True
            return render(request, "intake/correct.html", context, status=TOO_MANY)
        except NotConfirmed:
            context["not_confirmed"] = True
            return render(request, "intake/correct.html", context, status=OVERTAKEN)
        except (StaleVersion, NotAllowed):
            return show_overtaken(request, token)
        return done(token, "corrected")
    return render(request, "intake/correct.html", context)
