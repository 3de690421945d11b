"""The safety questions first, the pages they can lead to, and the checklist of a service."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinic_site.foundation.clinic.facts import fill, fill_card
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT, Level
from intake.exceptions import TooMany
from intake.forms import QuestionsForm
from intake.triage import (
    EMERGENCY_HEADING,
    SAFETY,
    URGENT_HEADING,
    Answer,
    Outcome,
    current_checklist,
    current_safety,
    safety_outcome,
    signs_said,
)
from intake.views.way import (
    TOO_MANY,
    Visit,
    before_booking,
    begin_visit,
    find_visit,
    posted,
    show,
    step,
)
from intake.views.wording import dial

Said = Mapping[str, Any]
"""The line of a safety step: the version of the questions, and the answers."""
NOT_BEGUN = gettext_noop(
    "Very many bookings have been started today, so we cannot start one here. Please phone us: "
    "%(phone)s. Your answers still stand below."
)


@before_booking
def safety(request: HttpRequest) -> HttpResponse:
    """Ask the safety questions; the first answer begins the enquiry."""
    visit = find_visit(request)
    questions = current_safety()
    kept = visit.progress.latest("safety") if visit else None
    form = QuestionsForm(questions, posted(request), initial=(kept or {}).get("answers"))
    if request.method == "POST":
        answers = form.answers() if form.is_valid() else form.emergency_at_once()
        if answers:
            line = {"version": questions.version, "answers": answers}
            try:
                return (visit or begin_visit(request)).keep("safety", line).go_on()
            except TooMany:
                return _not_begun(request, form, line)
    return show(request, "safety", {"form": form})


@step("emergency")
def emergency(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send the person to help, now. There are no times on this page and none behind it."""
    return _emergency_page(request, visit.progress.latest("safety"))


def _emergency_page(request: HttpRequest, said: Said) -> HttpResponse:
    clinic = Clinic.current()
    context = {
        "card": fill_card(CURRENT.emergency, clinic),
        "heading": fill(EMERGENCY_HEADING, clinic),
        "dial": dial(clinic.emergency_number),
        "signs": _signs(said, Answer.YES, Level.EMERGENCY),
    }
    return show(request, "emergency", context)


@step("urgent")
def urgent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask the person to get help today, and offer a call."""
    return _urgent_page(request, visit.progress.latest("safety"), may_ask_for_a_call=True)


def _urgent_page(request: HttpRequest, said: Said, *, may_ask_for_a_call: bool) -> HttpResponse:
    clinic = Clinic.current()
    signs = _signs(said, Answer.YES, Level.URGENT)
    context = {
        "card": fill_card(CURRENT.urgent, clinic),
        "heading": fill(URGENT_HEADING, clinic),
        "dial": dial(clinic.urgent_contact),
        "signs": signs or _signs(said, Answer.NOT_SURE, *Level),
        "only_unsure": not signs,
        "may_ask_for_a_call": may_ask_for_a_call,
    }
    return show(request, "urgent", context)


def _not_begun(request: HttpRequest, form: QuestionsForm, said: Said) -> HttpResponse:
    """Say that too many journeys were begun, and keep nobody from the help that they need."""
    outcome = safety_outcome(form.questions, said["answers"])
    if outcome is Outcome.EMERGENCY:
        return _emergency_page(request, said)
    if outcome is Outcome.URGENT:
        return _urgent_page(request, said, may_ask_for_a_call=False)
    form.add_error(None, _(NOT_BEGUN) % {"phone": Clinic.current().phone})
    return show(request, "safety", {"form": form}, status=TOO_MANY)


@step("checklist")
def checklist(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask what the chosen service has to know. Answers flag; none of them ends the journey."""
    questions = current_checklist(visit.progress.latest("service")["checklist"])
    kept = visit.progress.latest("checklist")
    form = QuestionsForm(questions, posted(request), initial=(kept or {}).get("answers"))
    if request.method == "POST" and form.is_valid():
        line = {"name": questions.name, "version": questions.version, "answers": form.answers()}
        return visit.keep("checklist", line).go_on()
    return show(request, "checklist", {"form": form})


def _signs(said: Said, answer: Answer, *levels: Level) -> list[str]:
    """Return the signs of the questions that were answered so, in the words that were shown."""
    found = signs_said(SAFETY[said["version"]], said["answers"], answer, *levels)
    return [_(sign) for sign in found]
