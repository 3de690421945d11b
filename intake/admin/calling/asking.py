"""Who comes, everything read back to the caller, and the request itself."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.models import Clinic
from intake import actions, consent
from intake.admin.calling.way import Call
from intake.admin.deciding.choices import page_url
from intake.exceptions import NotOffered, SlotTaken
from intake.forms import CallerCallBackForm, CallerForm, PersonForm
from intake.models import Booking, Practitioner, ReachBy, Service
from intake.triage import Outcome


def details(call: Call) -> HttpResponse:
    """Ask who comes and how to reach them; the consent is read out."""
    form = CallerForm(Clinic.current().country, _statement(), call.posted, initial=_typed(call))
    if call.posted is not None and form.is_valid():
        return call.keep("details", _line(form)).go_on()
    context = {"form": form, "consent_paragraphs": _paragraphs(), "back": call.url("times")}
    return call.show("details", context)


def call_back(call: Call) -> HttpResponse:
    """Keep a request to be phoned. No time is held."""
    statement = _statement()
    first = {**_typed(call), "consent": False}
    form = CallerCallBackForm(Clinic.current().country, statement, call.posted, initial=first)
    if call.posted is not None and form.is_valid():
        service = call.progress.latest("service") or {}
        call = call.keep("details", _line(form))
        booking_request = _wish(call, service.get("service"), None, None)
        return _done(call, actions.request_call_back(booking_request, now=call.now, by=call.by))
    is_urgent = call.progress.outcome is Outcome.URGENT
    back = call.url("urgent" if is_urgent else call.progress.next_step())
    context = {"form": form, "consent_paragraphs": _paragraphs(), "back": back}
    return call.show("call_back", context)


def summary(call: Call, *, when_lost: Callable[[], HttpResponse]) -> HttpResponse:
    """Read everything back, and on POST hold the time."""
    choice, chosen = call.progress.latest("service"), call.progress.latest("times")
    start = datetime.fromisoformat(chosen["start"])
    if call.posted is not None:
        booking_request = _wish(call, choice["service"], chosen["practitioner"], start)
        try:
            return _done(call, actions.request_booking(booking_request, now=call.now, by=call.by))
        except (SlotTaken, NotOffered):
            return when_lost()
    context = {
        "service": Service.objects.filter(pk=choice["service"]).first(),
        "practitioner": Practitioner.objects.filter(pk=chosen["practitioner"]).first(),
        "start": start,
        "now": call.now,
        "contact": call.progress.latest("details")["contact"],
        "back": call.url("details"),
        "change": call.url("times"),
        "flagged": call.progress.flagged,
    }
    return call.show("summary", context)


def _done(call: Call, booking: Booking) -> HttpResponse:
    """Lead to the booking, where it can be decided at once, and say what to tell the caller."""
    reference = {"reference": booking.reference}
    if booking.reach_by == ReachBy.PHONE:
        said = _("%(reference)s is kept. Read the reference out: this person gets no notification.")
    else:
        said = _("%(reference)s is kept. Read the reference out; the notification is on its way.")
    messages.success(call.request, said % reference)
    return redirect(page_url(booking))


def _typed(call: Call) -> dict[str, Any]:
    return dict((call.progress.latest("details") or {}).get("typed", {}))


def _line(form: PersonForm) -> dict[str, Any]:
    """Return what the enquiry keeps of a valid form; the consent names the words read out."""
    return {
        "typed": form.typed(),
        "contact": form.contact(),
        "reason": form.cleaned_data["reason"],
        "consent": {
            "version": consent.CURRENT.version,
            "sha256": consent.fingerprint([*_paragraphs(), _statement()]),
            "language": get_language() or "",
        },
    }


def _wish(
    call: Call, service_id: int | None, practitioner_id: int | None, start: datetime | None
) -> actions.BookingRequest:
    """Gather the answers. Without doubt and address: what staff ask for is not counted."""
    line, progress = call.progress.latest("details"), call.progress
    if call.enquiry is None:
        raise NotOffered
    return actions.BookingRequest(
        enquiry=call.enquiry.id,
        service_id=service_id,
        practitioner_id=practitioner_id,
        start=start,
        contact=line["contact"],
        answers={**progress.answers(), "reason": line["reason"]},
        flagged=progress.flagged,
        urgent=progress.outcome is Outcome.URGENT,
        answers_changed=progress.answers_changed,
        consent=actions.Consent(**line["consent"]),
        language=line["consent"]["language"],
        address=None,
    )


def _paragraphs() -> list[str]:
    return [_(paragraph) for paragraph in consent.CURRENT.paragraphs]


def _statement() -> str:
    return _("I have read this out, and the caller agrees.")
