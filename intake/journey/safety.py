"""The safety questions first, the pages they can lead to, and the checklist of a service."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.facts import fill, fill_card
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.text.phones import dial
from clinic_site.foundation.warning_signs import CURRENT, Level
from intake.exceptions import TooMany
from intake.journey.forms import QuestionsForm
from intake.journey.session import TOO_MANY, JourneySession
from intake.triage.question_sets import SAFETY, current_checklist, current_safety
from intake.triage.questions import Answer, Outcome, safety_outcome, signs_said
from intake.triage.safety import EMERGENCY_HEADING, URGENT_HEADING

Said = Mapping[str, Any]
"""The line of a safety step: the version of the questions, and the answers."""


def safety(journey: JourneySession) -> HttpResponse:
    """Ask the safety questions; the first answer begins the enquiry.

    An emergency is told at once, whatever else is unanswered.
    """
    questions = current_safety()
    kept = journey.progress.latest("safety") or {}
    form = QuestionsForm(questions, journey.posted, initial=kept.get("answers"))
    if journey.posted is not None:
        answers = form.answers() if form.is_valid() else form.emergency_at_once()
        if answers:
            line = {"version": questions.version, "answers": answers}
            try:
                return journey.keep("safety", line).go_on()
            except TooMany:
                return _say_not_begun(journey, form, line)
    return journey.show("safety", {"form": form})


def _say_not_begun(journey: JourneySession, form: QuestionsForm, said: Said) -> HttpResponse:
    """Say that too many journeys were begun, and keep nobody from the help that they need."""
    outcome = safety_outcome(form.questions, said["answers"])
    if outcome is Outcome.EMERGENCY:
        return _show_emergency(journey, said)
    if outcome is Outcome.URGENT:
        return _show_urgent(journey, said, may_ask_for_a_call=False)
    message = _(
        "Very many bookings have been started today, so we cannot start one here. "
        "Please phone us: %(phone)s. Your answers still stand below."
    )
    form.add_error(None, message % {"phone": Clinic.current().phone})
    return journey.show("safety", {"form": form}, status=TOO_MANY)


def emergency(journey: JourneySession) -> HttpResponse:
    """Send the person to help, now. There are no times on this page and none behind it."""
    return _show_emergency(journey, journey.progress.latest("safety"))


def _show_emergency(journey: JourneySession, said: Said) -> HttpResponse:
    clinic = Clinic.current()
    card = fill_card(CURRENT.emergency, clinic)
    context: dict[str, Any] = {
        "level": "emergency",
        "card": card,
        "heading": fill(EMERGENCY_HEADING, clinic),
        "number": clinic.emergency_number,
        "dial": dial(clinic.emergency_number),
        "signs": _signs(said, Answer.YES, Level.EMERGENCY),
        "mistake": _("Did you choose yes by mistake?"),
    }
    if journey.by:
        context["before"] = [_("You said that there is, or may be:")]
        context["after"] = [
            card.closing,
            _(
                "Nothing is booked, and no times are shown. "
                "Stay on the line until the caller knows what to do."
            ),
        ]
    else:
        context["before"] = [
            _(
                "You said yes to a sign that should be seen by a doctor at once. "
                "It may turn out to have a simple cause, but do not wait to find out."
            ),
            card.closing,
            _(
                "When you call, say that you have back or leg pain, "
                "and which of these is new or getting worse:"
            ),
        ]
        context["phone_us"] = _(
            "Have doctors looked at these signs already? Then phone us about a visit:"
        )
    return journey.show("emergency", context)


def urgent(journey: JourneySession) -> HttpResponse:
    """Ask the person to get help today, and offer a call."""
    return _show_urgent(journey, journey.progress.latest("safety"), may_ask_for_a_call=True)


def _show_urgent(journey: JourneySession, said: Said, *, may_ask_for_a_call: bool) -> HttpResponse:
    clinic = Clinic.current()
    card = fill_card(CURRENT.urgent, clinic)
    signs = _signs(said, Answer.YES, Level.URGENT)
    context: dict[str, Any] = {
        "level": "urgent",
        "card": card,
        "heading": fill(URGENT_HEADING, clinic),
        "number": clinic.urgent_contact,
        "dial": dial(clinic.urgent_contact),
        "signs": signs or _signs(said, Answer.NOT_SURE, *Level),
    }
    if journey.by:
        context["before"] = [_("You said that there is, or may be:")]
        context["after"] = [card.closing]
        # A caller must not be sent to the number that they have called.
        if clinic.urgent_contact == clinic.phone:
            context["after"].append(
                _(
                    "This is our own number, and the caller has reached us. "
                    "Fetch a clinician to talk to them now. "
                    "If none is free, read out where to go when nobody answers."
                )
            )
        context["offer"] = {
            "text": _(
                "No time can be booked now. "
                "A clinician can phone back, but the caller must not wait for that."
            ),
            "button": _("Keep a request for a call"),
        }
        return journey.show("urgent", context)
    context["before"] = [
        _(
            "You said yes to a sign that should be checked today. "
            "A visit on another day would be too late for that."
        )
        if signs
        else _(
            "You were not sure about some signs. "
            "That is fine: talk it over with somebody today, before you book a visit."
        ),
        _("Tell them about these:"),
    ]
    context["after"] = [card.closing]
    if may_ask_for_a_call:
        context["offer"] = {
            "heading": _("We can phone you, too"),
            "text": _(
                "Leave your number and we phone you as soon as we can when we are open. "
                "Do not wait for our call if you feel worse."
            ),
            "button": _("Ask us to phone you"),
        }
    else:
        context["phone_us"] = _("You can phone us, too:")
    return journey.show("urgent", context)


def _signs(said: Said, answer: Answer, *levels: Level) -> list[str]:
    """Return the signs of the questions that were answered so, in the words that were shown."""
    found = signs_said(SAFETY[said["version"]], said["answers"], answer, *levels)
    return [_(sign) for sign in found]


def checklist(journey: JourneySession) -> HttpResponse:
    """Ask what the chosen service has to know. Answers flag; none of them ends the journey."""
    questions = current_checklist(journey.progress.latest("service")["checklist"])
    kept = journey.progress.latest("checklist") or {}
    form = QuestionsForm(questions, journey.posted, initial=kept.get("answers"))
    if journey.posted is not None and form.is_valid():
        line = {"name": questions.name, "version": questions.version, "answers": form.answers()}
        return journey.keep("checklist", line).go_on()
    return journey.show("checklist", {"form": form})
