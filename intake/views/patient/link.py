"""What all pages behind a link share: finding the booking, showing it, reading the version."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.models import Clinic
from intake import links, queries
from intake.forms import OfferForm, Option
from intake.models import Booking, Offer, ReachBy
from intake.views.standing import Standing, standing_of
from intake.views.wording import say_moment

NOT_FOUND = 404
OVERTAKEN = 409

LinkView = Callable[[HttpRequest, str, Booking], HttpResponse]
TokenView = Callable[[HttpRequest, str], HttpResponse]


def by_link(view: LinkView) -> TokenView:
    """Run the view with the booking of a live link; tell everybody else the same."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        booking = links.find(token, timezone.now())
        return view(request, token, booking) if booking else ended(request)

    return guarded


def ended(request: HttpRequest) -> HttpResponse:
    """Answer a link that opens nothing. Wrong, expired and revoked ones look the same."""
    return render(request, "intake/link_ended.html", status=NOT_FOUND)


def done(token: str, what: str = "") -> HttpResponse:
    """Lead back to the patient's page after a deed; `what` is said there in a notice."""
    address = reverse("intake:patient", args=[token])
    return redirect(f"{address}?done={what}" if what else address)


def show_page(
    request: HttpRequest,
    token: str,
    booking: Booking,
    *,
    form: OfferForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Show where the booking stands, with everything that can be done about it."""
    standing = standing_of(booking, Clinic.current(), timezone.now())
    offer_form = form or (make_offer_form(token, booking) if standing.can_answer else None)
    context = {
        "booking": booking,
        "standing": standing,
        "token": token,
        "form": offer_form,
        "undelivered": booking.reach_by == ReachBy.EMAIL
        and queries.could_not_be_told().filter(pk=booking.pk).exists(),
        "done": request.GET.get("done", ""),
        **more,
    }
    return render(request, "intake/patient.html", context, status=status)


def show_overtaken(request: HttpRequest, token: str) -> HttpResponse:
    """Show how things stand to somebody whose page was out of date; nothing was done."""
    booking = links.find(token, timezone.now())
    # The other one may have been this very person, who pressed twice.
    if booking is None:
        return ended(request)
    return show_page(request, token, booking, status=OVERTAKEN, overtaken=True)


def make_offer_form(token: str, booking: Booking, request: HttpRequest | None = None) -> OfferForm:
    """Make the form with the offered times that the clinic can still keep."""
    clinic = Clinic.current()
    found = list(booking.offers.select_related("practitioner", "booking__service"))
    lost = queries.uncovered(found, clinic.zone)
    form = OfferForm(
        [(str(offer.pk), _as_option(offer, clinic)) for offer in found if offer not in lost],
        request.POST if request else None,
        initial={"version": booking.version},
    )
    form.helper.form_action = reverse("intake:answer", args=[token])
    return form


def _as_option(offer: Offer, clinic: Clinic) -> Option:
    person = _("With %(who)s") % {"who": offer.practitioner.name}
    return Option(say_moment(offer.start, clinic.zone), person)


def standing_now(booking: Booking) -> Standing:
    """Put into words where the booking stands now, and what its patient can do."""
    return standing_of(booking, Clinic.current(), timezone.now())


def version_of(request: HttpRequest) -> int:
    """Return the version the form was shown with; -1, which no booking has, for anything else."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
