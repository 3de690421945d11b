"""The pages that ask nothing: the beginning, the one for people under 18, and starting over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.text.phones import dial
from intake.journey.choosing import offered_services
from intake.journey.forms import describe
from intake.journey.session import BOOKING, ENQUIRY


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what a visit costs, how long it takes, who pays, and how to ask. Sets no cookie."""
    services = [describe(service) for service in offered_services()]
    return render(request, "intake/journey/start.html", {"services": services})


@require_safe
def by_phone(request: HttpRequest) -> HttpResponse:
    """Ask people under 18 to phone, kindly. Nothing of the form was kept."""
    context = {"dial": dial(Clinic.current().phone)}
    return render(request, "intake/journey/by_phone.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Put the present enquiry aside, on a shared phone for example, and begin another.

    An address that was typed or kept is led to the beginning, and puts nothing aside.
    """
    if request.method != "POST":
        return redirect("intake:start")
    for key in (ENQUIRY, BOOKING):
        request.session.pop(key, None)
    return redirect("intake:safety")
