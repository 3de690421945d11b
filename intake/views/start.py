"""The pages that ask nothing: the beginning, and the one for people under 18."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic_site.foundation.clinic.models import Clinic
from intake.forms import describe
from intake.views.choices import offered_services
from intake.views.wording import dial


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what a visit costs, how long it takes, who pays, and how to ask. Sets no cookie."""
    services = [describe(service) for service in offered_services()]
    return render(request, "intake/start.html", {"services": services})


@require_safe
def by_phone(request: HttpRequest) -> HttpResponse:
    """Ask people under 18 to phone, kindly. Nothing of the form was kept."""
    return render(request, "intake/by_phone.html", {"dial": dial(Clinic.current().phone)})
