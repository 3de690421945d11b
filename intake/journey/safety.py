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
    context = {
        "level": "emergency",
        "card": fill_card(CURRENT.emergency, clinic),
        "heading": fill(EMERGENCY_HEADING, clinic),
        "number": clinic.emergency_number,
        "dial": dial(clinic.emergency_number),
        "signs": _signs(said, Answer.YES, Level.EMERGENCY),
    }
    return journey.show("emergency", context)


def urgent(journey: JourneySession) -> HttpResponse:
    """Ask the person to get help today, and offer a call."""
    return _show_urgent(journey, journey.progress.latest("safety"), may_ask_for_a_call=True)


def _show_urgent(journey: JourneySession, said: Said, *, may_ask_for_a_call: bool) -> HttpResponse:
    clinic = Clinic.current()
    signs = _signs(said, Answer.YES, Level.URGENT)
    context = {
        "level": "urgent",
        "card": fill_card(CURRENT.urgent, clinic),
        "heading": fill(URGENT_HEADING, clinic),
        "number": clinic.urgent_contact,
        "dial": dial(clinic.urgent_contact),
        "signs": signs or _signs(said, Answer.NOT_SURE, *Level),
        "only_unsure": not signs,
        "may_ask_for_a_call": may_ask_for_a_call,
        # A caller must not be sent to the number that they have called.
        "is_our_number": clinic.urgent_contact == clinic.phone,
    }
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
