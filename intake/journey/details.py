"""Who comes and how we reach them, and the request to be phoned."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.facts import fill
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT
from clinic_site.foundation.web.addresses import address_of
from clinic_site.foundation.web.tokens import new_token
from intake import consent, links, throttling
from intake.actions.requesting import BookingRequest, Consent, request_call_back
from intake.exceptions import NotAllowed, TooMany
from intake.journey.person_forms import CallBackForm, DetailsForm, PersonForm
from intake.journey.session import BOOKING, TOO_MANY, JourneySession
from intake.models import Booking, Practitioner, ReachBy, Service
from intake.triage.questions import Outcome

NOT_SURE = "not-sure"
CALL_ABOUT = {NOT_SURE: "service", "none-suited": "times"}
"""Why a person asks for a call, kept with their contact; and the page that they came from."""


def details(journey: JourneySession) -> HttpResponse:
    """Ask who comes, how to reach them, what helps them, and for their consent."""
    form = _make_form(DetailsForm, journey)
    if journey.by is None and form.says_under_age():
        return redirect("intake:by_phone")
    if journey.posted is not None and form.is_valid():
        return journey.keep("details", _line(form, journey)).go_on()
    return journey.show("details", {"form": form, "consent_paragraphs": _paragraphs()})


def call_back(journey: JourneySession) -> HttpResponse:
    """Take a request to be phoned, with what was chosen so far. No time is held."""
    about = journey.request.GET.get("about", "")
    about = about if about in CALL_ABOUT else ""
    service, person = _what_was_chosen(journey, is_unsure=about == NOT_SURE)
    form = _make_form(CallBackForm, journey, consent=False)
    if journey.by is None and form.says_under_age():
        return redirect("intake:by_phone")
    if journey.posted is not None and form.is_valid():
        # The held page names the number that was left here, not what an earlier page was told.
        line = _line(form, journey)
        line["contact"] |= {"call_about": about, "would_like_to_see": person}
        journey = journey.keep("details", line)
        booking_request = gather(journey, service_id=service.pk if service else None)
        try:
            booking = request_call_back(booking_request, now=journey.now, by=journey.by)
        except TooMany:
            return show_too_many(journey)
        return finish(journey, booking)
    is_urgent = journey.progress.outcome is Outcome.URGENT
    from_page = CALL_ABOUT.get(about, journey.progress.next_step())
    context = {
        "form": form,
        "notes": [] if journey.by else _call_notes(service, person, is_unsure=about == NOT_SURE),
        "consent_paragraphs": _paragraphs(),
        "urgent": fill(CURRENT.urgent.closing, Clinic.current()) if is_urgent else "",
        "back": journey.url("urgent" if is_urgent else from_page),
    }
    return journey.show("call_back", context)


def gather(
    journey: JourneySession,
    *,
    service_id: int | None = None,
    practitioner_id: int | None = None,
    start: datetime | None = None,
) -> BookingRequest:
    """Gather what was answered into a request. What staff ask for is not counted or doubted."""
    line, progress = journey.progress.latest("details"), journey.progress
    if journey.enquiry is None:
        raise NotAllowed("nothing was asked yet")
    return BookingRequest(
        enquiry=journey.enquiry.id,
        service_id=service_id,
        practitioner_id=practitioner_id,
        start=start,
        contact=line["contact"],
        answers={**progress.answers(), "reason": line["reason"]},
        flagged=progress.flagged,
        urgent=progress.outcome is Outcome.URGENT,
        answers_changed=progress.answers_changed,
        consent=Consent(**line["consent"]),
        language=line["consent"]["language"],
        doubt=line["doubt"],
        address=None if journey.by else address_of(journey.request),
    )


def finish(journey: JourneySession, booking: Booking) -> HttpResponse:
    """Lead a visitor to the held page, and staff to the booking, where it can be decided at once.

    A visitor who gets no notification gets a link.
    """
    if journey.by is None:
        journey.request.session[BOOKING] = str(booking.pk)
        token = journey.progress.latest("details").get("link")
        if booking.reach_by == ReachBy.PHONE and token:
            links.keep_link(token, booking, journey.now)
        return redirect("intake:held")
    if booking.reach_by == ReachBy.PHONE:
        said = _("%(reference)s is kept. Read the reference out: this person gets no notification.")
    else:
        said = _("%(reference)s is kept. Read the reference out; the notification is on its way.")
    messages.success(journey.request, said % {"reference": booking.reference})
    return redirect(reverse("admin:intake_booking_change", args=[booking.pk]))


def show_too_many(journey: JourneySession) -> HttpResponse:
    """Say that no further request is kept, and how to reach the clinic. All answers stay."""
    return render(journey.request, "intake/journey/too_many.html", status=TOO_MANY)


def _make_form(kind: type[PersonForm], journey: JourneySession, **first: Any) -> PersonForm:
    kept = journey.progress.latest("details") or {}
    shown = throttling.seal_moment(journey.now)
    return kind(
        Clinic.current().country,
        _statement(journey),
        journey.posted,
        initial={**kept.get("typed", {}), **first, "shown": shown},
        for_caller=journey.by is not None,
    )


def _line(form: PersonForm, journey: JourneySession) -> dict[str, Any]:
    """Return what an enquiry keeps of a valid form: what was typed, and what follows from it.

    Who has filled in the form before may be quick the second time; a doubt from then stays.
    """
    before = journey.progress.latest("details")
    line = {
        "typed": form.typed(),
        "doubt": "",
        "contact": form.contact(),
        "reason": form.cleaned_data["reason"],
        "consent": {
            "version": consent.CURRENT.version,
            "sha256": consent.fingerprint([*_paragraphs(), _statement(journey)]),
            "language": get_language() or "",
        },
    }
    if journey.by is None:
        found = throttling.doubt_about(form.cleaned_data["shown"], journey.now) or ""
        line["doubt"] = before["doubt"] if before else found
        # Sealed for the enquiry's 24 hours, so that the held page can be loaded again.
        line["link"] = before["link"] if before else new_token()
    return line


def _what_was_chosen(journey: JourneySession, *, is_unsure: bool) -> tuple[Service | None, str]:
    """Return the service and the person's name that a request for a call keeps.

    Who is not sure what they need keeps nothing.
    """
    choice = journey.progress.latest("service")
    service = None if is_unsure or not choice else Service.objects.filter(pk=choice["service"])
    found = service.first() if service is not None else None
    if found is None:
        return None, ""
    person = Practitioner.objects.filter(pk=choice["practitioner"]).first()
    return found, person.name if person else ""


def _call_notes(service: Service | None, person: str, *, is_unsure: bool) -> list[str]:
    if is_unsure:
        return [
            _("You do not have to know what you need. We find out together on the phone."),
        ]
    if service is None:
        return []
    chosen = {"service": service.name, "person": person}
    kept = (
        _("We keep what you chose: %(service)s, with %(person)s.")
        if person
        else _("We keep what you chose: %(service)s.")
    )
    return [f"{kept % chosen} {_('On the phone we look for a time together.')}"]


def _paragraphs() -> list[str]:
    return [_(paragraph) for paragraph in consent.CURRENT.paragraphs]


def _statement(journey: JourneySession) -> str:
    """Return what is agreed to: by visitors themselves, or to staff who have read it out."""
    if journey.by:
        return _("I have read this out, and the caller agrees.")
    return _(consent.CURRENT.statement)
