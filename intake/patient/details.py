"""What we know about the patient: correcting it, fetching it, and having it deleted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.clinic.times import clinic_zone
from intake import envelopes, throttling
from intake.actions.corrections import correct_contact
from intake.exceptions import EnvelopeError, NotAllowed, NotConfirmed, TooMany
from intake.models import Booking, Kind
from intake.patient.forms import CallContactForm, ContactForm, KnownForm
from intake.patient.link import (
    OVERTAKEN,
    by_link,
    lead_back,
    say_link_ended,
    status_now,
    version_of,
)
from intake.privacy.deletion import erase_booking
from intake.privacy.export import export_booking

TOO_MANY = 429


@by_link
def correct(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Show the name and the way we have; POST replaces them. A refusal loses nothing typed."""
    now = timezone.now()
    try:
        known = envelopes.open(booking.pk, envelopes.CONTACT, by=None, page="correct", now=now)
    except EnvelopeError:
        return say_link_ended(request)
    kind = CallContactForm if booking.kind == Kind.CALL_BACK else ContactForm
    form = kind(
        Clinic.current().country,
        known,
        request.POST if request.method == "POST" else None,
        initial={
            "name": known.get("name"),
            "reach_by": known.get("reach_by"),
            "version": booking.version,
        },
    )
    form.helper.form_action = reverse("intake:correct", args=[token])
    context = {"booking": booking, "form": form, "token": token}
    if not form.is_valid():
        return render(request, "intake/patient/correct.html", context)
    try:
        correct_contact(
            booking.pk, form.contact(), version=version_of(request), now=now, used_token=token
        )
    except (TooMany, NotConfirmed) as refusal:
        is_many = isinstance(refusal, TooMany)
        context["too_many" if is_many else "not_confirmed"] = True
        status = TOO_MANY if is_many else OVERTAKEN
        return render(request, "intake/patient/correct.html", context, status=status)
    return lead_back(token, "corrected")


@by_link
def download(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Say what is in the file; POST gives it to who knows the contact, and notes that it was given.

    It takes no version: a copy of how things stand now is never out of date.
    """
    form = KnownForm(
        reverse("intake:download", args=[token]),
        request.POST if request.method == "POST" else None,
    )
    context = {"booking": booking, "token": token, "form": form}
    if not form.is_valid():
        return render(request, "intake/patient/download.html", context)
    now = timezone.now()
    try:
        contact = envelopes.open(booking.pk, envelopes.CONTACT, by=None, page="export", now=now)
        today = now.astimezone(clinic_zone()).date()
        if not throttling.take_guess(booking.pk, today):
            context["too_many"] = True
            return render(request, "intake/patient/download.html", context, status=TOO_MANY)
        if not envelopes.is_known_to(contact, form.cleaned_data["known"]):
            form.add_error("known", _("This is not what we have. Check it and try again."))
            return render(request, "intake/patient/download.html", context)
        throttling.give_back_guess(booking.pk, today)
        name, content = export_booking(booking.pk, version=booking.version, now=now)
    except (NotAllowed, EnvelopeError):
        return say_link_ended(request)
    saved_as = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=saved_as)


@by_link
def erase(request: HttpRequest, token: str, booking: Booking) -> HttpResponse:
    """Say what goes and what stays; POST cancels what is open and deletes."""
    if request.method == "POST":
        erase_booking(booking.pk, version=version_of(request), now=timezone.now())
        return redirect("intake:erased")
    context = {"booking": booking, "status": status_now(booking), "token": token}
    return render(request, "intake/patient/erase.html", context)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Say that it is done. This page knows nobody."""
    return render(request, "intake/patient/erased.html")
