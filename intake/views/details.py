"""Who comes and how we reach them, a look over everything, and the request itself."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.facts import fill
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT
from clinic_site.foundation.web.senders import address_of
from clinic_site.foundation.web.tokens import new_token
from intake import actions, consent, enquiries, envelopes, links, queries, throttling
from intake.exceptions import NotAsTold, NotOffered, SlotTaken, TooMany
from intake.forms import CallBackForm, DetailsForm, PersonForm
from intake.models import Booking, ReachBy
from intake.triage import Outcome
from intake.views.choices import chosen_start, show_lost
from intake.views.overview import overview, what_was_chosen
from intake.views.standing_words import set_aside_steps
from intake.views.way import BOOKING, TOO_MANY, Visit, posted, show, step
from intake.views.wording import say_moment

OVERTAKEN = 409
HELD, WITHOUT_TIME = "held", "without-time"
"""What the summary page says will become of the time; its form sends it back."""
NOT_SURE = "not-sure"
CALL_ABOUT = {NOT_SURE: "service", "none-suited": "times"}
"""Why somebody asks for a call, kept with their contact; and the page that they came from."""


@step("details")
def details(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask who comes, how to reach them, what helps them, and for their consent."""
    clinic, kept = Clinic.current(), visit.progress.latest("details") or {}
    first = {**kept.get("typed", {}), "shown": throttling.seal_moment(visit.now)}
    form = DetailsForm(clinic.country, _statement(), posted(request), initial=first)
    if form.says_under_age():
        return redirect("intake:by_phone")
    if request.method == "POST" and form.is_valid():
        return visit.keep("details", _line(form, kept, visit.now)).go_on()
    return show(request, "details", {"form": form, "consent_paragraphs": _paragraphs()})


@step("summary")
def summary(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show everything once more, and whether the time will be held; POST asks for it.

    If that has changed since the page was shown, nothing is sent and it is shown again.
    """
    choice = visit.progress.latest("service")
    booking_request = _wish(
        visit,
        visit.progress.latest("details"),
        address_of(request),
        service_id=choice["service"],
        practitioner_id=choice["practitioner"],
        start=chosen_start(visit),
    )
    if request.method != "POST":
        return _look_over(request, visit, _foresee(booking_request, visit.now))
    told = request.POST.get("told")
    if told not in (HELD, WITHOUT_TIME):
        return _look_over(request, visit, _foresee(booking_request, visit.now), status=OVERTAKEN)
    try:
        booking = actions.request_booking(booking_request, now=visit.now, told_held=told == HELD)
    except NotAsTold as changed:
        return _look_over(request, visit, changed.doubt, status=OVERTAKEN)
    except (SlotTaken, NotOffered) as refusal:
        return show_lost(request, visit, taken=isinstance(refusal, SlotTaken))
    except TooMany:
        return _too_many(request)
    return _held(request, visit, booking)


def _foresee(booking_request: actions.BookingRequest, now: datetime) -> str:
    digests = envelopes.lookup_digests(booking_request.contact)
    return throttling.forecast(digests, booking_request.address or "", booking_request.doubt, now)


def _look_over(request: HttpRequest, visit: Visit, doubt: str, status: int = 200) -> HttpResponse:
    """Show the summary. Why a time is not held is said alike for every doubt.

    Whoever types somebody else's address must not be told how often that person has asked.
    """
    clinic = Clinic.current()
    rows = overview(visit, clinic, is_held=not doubt)
    if not rows:
        return redirect("intake:service")
    context: dict[str, Any] = {
        "rows": rows,
        "told": WITHOUT_TIME if doubt else HELD,
        "changed": status == OVERTAKEN,
    }
    if doubt:
        due = queries.answer_deadline(clinic, None, None, visit.now)
        steps = set_aside_steps(say_moment(due, clinic.zone))
        context["standing"] = {"next_steps": steps}
    return show(request, "summary", context, status)


@step(enquiries.CALL_BACK)
def call_back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a request to be phoned, with what was chosen so far. No time is held."""
    about = request.GET.get("about", "")
    about = about if about in CALL_ABOUT else ""
    chosen = what_was_chosen(visit, is_unsure=about == NOT_SURE)
    clinic, kept = Clinic.current(), visit.progress.latest("details") or {}
    shown = throttling.seal_moment(visit.now)
    first = {**kept.get("typed", {}), "consent": False, "shown": shown}
    form = CallBackForm(clinic.country, _statement(), posted(request), initial=first)
    if form.says_under_age():
        return redirect("intake:by_phone")
    if request.method == "POST" and form.is_valid():
        # The held page names the number that was left here, not what an earlier page was told.
        line = _line(form, kept, visit.now)
        line["contact"] |= {"call_about": about, "would_like_to_see": chosen.person}
        visit = visit.keep("details", line)
        booking_request = _wish(
            visit,
            visit.progress.latest("details"),
            address_of(request),
            service_id=chosen.service_id,
        )
        try:
            return _held(request, visit, actions.request_call_back(booking_request, now=visit.now))
        except TooMany:
            return _too_many(request)
    is_urgent = visit.progress.outcome is Outcome.URGENT
    back_to = CALL_ABOUT.get(about, visit.progress.next_step())
    context = {
        "form": form,
        "chosen": chosen,
        "about": about,
        "consent_paragraphs": _paragraphs(),
        "urgent": fill(CURRENT.urgent.closing, clinic) if is_urgent else "",
        "back_to": f"intake:{'urgent' if is_urgent else back_to}",
    }
    return show(request, enquiries.CALL_BACK, context)


def _held(request: HttpRequest, visit: Visit, booking: Booking) -> HttpResponse:
    """Remember the booking, make the link of somebody who gets no notification, and lead on."""
    request.session[BOOKING] = str(booking.pk)
    token = visit.progress.latest("details").get("link")
    if booking.reach_by == ReachBy.PHONE and token:
        links.keep(token, booking, visit.now)
    return redirect("intake:held")


def _too_many(request: HttpRequest) -> HttpResponse:
    """Say that no further request is kept, and how to reach the clinic. All answers stay."""
    return show(request, "too_many", {}, status=TOO_MANY)


def _line(form: PersonForm, before: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return what an enquiry keeps of a valid form: what was typed, and what follows from it.

    Who has filled in the form `before` may be quick the second time; a doubt from then stays.
    """
    shown = [*_paragraphs(), _statement()]
    found = throttling.doubt_about(form.cleaned_data["shown"], now) or ""
    return {
        "typed": form.typed(),
        "doubt": before.get("doubt", "") if before else found,
        "contact": form.contact(),
        # Sealed for the enquiry's 24 hours, so that the held page can be loaded again.
        "link": before.get("link") or new_token(),
        "reason": form.cleaned_data["reason"],
        "consent": {
            "version": consent.CURRENT.version,
            "sha256": consent.fingerprint(shown),
            "language": get_language() or "",
        },
    }


def _wish(
    visit: Visit, line: dict[str, Any], address: str, **wanted: Any
) -> actions.BookingRequest:
    return actions.BookingRequest(
        enquiry=visit.enquiry.id,
        service_id=wanted.get("service_id"),
        practitioner_id=wanted.get("practitioner_id"),
        start=wanted.get("start"),
        contact=line["contact"],
        answers={**visit.progress.answers(), "reason": line["reason"]},
        flagged=visit.progress.flagged,
        urgent=visit.progress.outcome is Outcome.URGENT,
        answers_changed=visit.progress.answers_changed,
        consent=actions.Consent(**line["consent"]),
        language=line["consent"]["language"],
        doubt=line.get("doubt", ""),
        address=address,
    )


def _paragraphs() -> list[str]:
    return [_(paragraph) for paragraph in consent.CURRENT.paragraphs]


def _statement() -> str:
    return _(consent.CURRENT.statement)
