"""Fetching what is held about oneself, and having it deleted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from intake import envelopes, privacy, throttling
from intake.exceptions import EnvelopeError, NotAllowed, StaleVersion
from intake.forms import KnownForm
from intake.models import Booking
from intake.views.patient.link import (
    by_link,
    ended,
    show_overtaken,
    standing_now,
    version_of,
)
from intake.views.way import posted
from intake.views.wording import clinic_zone

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def download(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Say what is in the file; POST gives it to who knows the contact, and notes that it was given.

    It takes no version: a copy of how things stand now is never out of date.
    """
    form = KnownForm(reverse("intake:download", args=[token]), posted(request))
    context = {"booking": booking, "token": token, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "intake/download.html", context)
    now = timezone.now()
    try:
        contact = envelopes.open(booking.pk, envelopes.CONTACT, by=None, page="export", now=now)
        today = now.astimezone(clinic_zone()).date()
        if not throttling.take_guess(booking.pk, today):
            context["too_many"] = True
            return render(request, "intake/download.html", context, status=TOO_MANY)
        if not envelopes.is_known_to(contact, form.cleaned_data["known"]):
            form.add_error("known", _("This is not what we have. Check it and try again."))
            return render(request, "intake/download.html", context)
        throttling.give_back_guess(booking.pk, today)
        copy = privacy.export(booking.pk, version=booking.version, now=now)
    except (NotAllowed, EnvelopeError):
        return ended(request)
    except StaleVersion:
        return show_overtaken(request, token)
    response = HttpResponse(copy.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{copy.name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def erase(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Say what goes and what stays; POST withdraws what is open and deletes."""
    now = timezone.now()
    can_erase = privacy.can_erase(booking, now)
    if request.method == "POST":
        try:
            privacy.erase(booking.pk, version=version_of(request), now=now)
        except (StaleVersion, NotAllowed):
            return show_overtaken(request, token)
        return redirect("intake:erased")
    context = {
        "booking": booking,
        "standing": standing_now(booking),
        "can_erase": can_erase,
        "token": token,
    }
    return render(request, "intake/erase.html", context)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Say that it is done. This page knows nobody."""
    return render(request, "intake/erased.html")
