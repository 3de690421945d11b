"""The safety questions first, the pages they can lead to, and the checklist of a service."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from clinic_site.clinic.facts import fill, fill_card
from clinic_site.clinic.models import Clinic
from clinic_site.warning_signs import CURRENT, Level
from intake.forms import QuestionsForm
from intake.triage import (
    EMERGENCY_HEADING,
    SAFETY,
    URGENT_HEADING,
    Answer,
    current_checklist,
    current_safety,
    signs_said,
)
from intake.views.way import Visit, before_booking, begin_visit, find_visit, posted, show, step
from intake.views.wording import dial


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
            return (visit or begin_visit(request)).keep("safety", line).go_on()
    return show(request, "safety", {"form": form})


@step("emergency")
def emergency(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Send the person to help, now. There are no times on this page and none behind it."""
    clinic = Clinic.current()
    context = {
        "card": fill_card(CURRENT.emergency, clinic),
        "heading": fill(EMERGENCY_HEADING, clinic),
        "dial": dial(clinic.emergency_number),
        "signs": _signs(visit, Answer.YES, Level.EMERGENCY),
    }
    return show(request, "emergency", context)


@step("urgent")
def urgent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask the person to get help today, and offer a call."""
    clinic = Clinic.current()
    signs = _signs(visit, Answer.YES, Level.URGENT)
    context = {
        "card": fill_card(CURRENT.urgent, clinic),
        "heading": fill(URGENT_HEADING, clinic),
        "dial": dial(clinic.urgent_contact),
        "signs": signs or _signs(visit, Answer.NOT_SURE, *Level),
        "only_unsure": not signs,
    }
    return show(request, "urgent", context)


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


def _signs(visit: Visit, answer: Answer, *levels: Level) -> list[str]:
    """Return the signs of the questions that were answered so, in the words that were shown."""
    kept = visit.progress.latest("safety")
    found = signs_said(SAFETY[kept["version"]], kept["answers"], answer, *levels)
    return [_(sign) for sign in found]
