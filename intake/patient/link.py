"""What all pages behind a link share: finding the booking, showing it, reading the version."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.clinic.times import say_moment
from intake import links
from intake.exceptions import NotAllowed, StaleVersion
from intake.journey.forms import Option
from intake.models import Booking, ReachBy
from intake.patient.forms import OfferForm
from intake.patient.status import StatusPage, status_page
from intake.queries import worklists
from intake.queries.times import uncovered

NOT_FOUND = 404
OVERTAKEN = 409

LinkView = Callable[[HttpRequest, str, Booking], HttpResponse]
TokenView = Callable[[HttpRequest, str], HttpResponse]


def by_link(view: LinkView) -> TokenView:
    """Run the view with the booking of a live link; tell everybody else the same.

    A view that acts may leave StaleVersion and NotAllowed to this: the person is shown how things
    stand now.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        booking = links.find_link(token, timezone.now())
        if booking is None:
            return say_link_ended(request)
        try:
            return view(request, token, booking)
        except (StaleVersion, NotAllowed):
            return show_overtaken(request, token)

    return guarded


def say_link_ended(request: HttpRequest) -> HttpResponse:
    """Answer a link that opens nothing. Wrong, expired and revoked ones look the same."""
    return render(request, "intake/patient/link_ended.html", status=NOT_FOUND)


def status_now(booking: Booking) -> StatusPage:
    """Put into words where the booking stands now, and what its patient can do."""
    return status_page(booking, Clinic.current(), timezone.now())


def version_of(request: HttpRequest) -> int:
    """Return the version the form was shown with; -1, which no booking has, for anything else."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def show_page(
    request: HttpRequest,
    token: str,
    booking: Booking,
    *,
    form: OfferForm | None = None,
    code: int = 200,
    overtaken: bool = False,
) -> HttpResponse:
    """Show where the booking stands, with everything that can be done about it."""
    status = status_now(booking)
    context = {
        "booking": booking,
        "status": status,
        "token": token,
        "form": form or (make_offer_form(token, booking) if status.can_answer else None),
        "undelivered": booking.reach_by == ReachBy.EMAIL
        and worklists.could_not_be_told().filter(pk=booking.pk).exists(),
        "done": request.GET.get("done", ""),
        "overtaken": overtaken,
    }
    return render(request, "intake/patient/page.html", context, status=code)


def show_overtaken(request: HttpRequest, token: str) -> HttpResponse:
    """Show how things stand to a person whose page was out of date; nothing was done."""
    booking = links.find_link(token, timezone.now())
    # The other one may have been this very person, who pressed twice.
    if booking is None:
        return say_link_ended(request)
    return show_page(request, token, booking, code=OVERTAKEN, overtaken=True)


def lead_back(token: str, done: str) -> HttpResponse:
    """Lead back to the patient's page after an action; a notice there says that it is `done`."""
    return redirect(f"{reverse('intake:patient', args=[token])}?done={done}")


def make_offer_form(token: str, booking: Booking, request: HttpRequest | None = None) -> OfferForm:
    """Make the form with the offered times that the clinic can still keep."""
    clinic = Clinic.current()
    found = list(booking.offers.select_related("practitioner", "booking__service"))
    lost = uncovered(found, clinic.zone)
    offered = [
        (
            str(offer.pk),
            Option(
                say_moment(offer.start, clinic.zone),
                _("With %(who)s") % {"who": offer.practitioner.name},
            ),
        )
        for offer in found
        if offer not in lost
    ]
    form = OfferForm(
        offered, request.POST if request else None, initial={"version": booking.version}
    )
    form.helper.form_action = reverse("intake:answer", args=[token])
    return form
