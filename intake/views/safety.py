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
    QuestionSet,
    current_checklist,
    current_safety,
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
        answers = form.answers() if form.is_valid() else _emergency_at_once(questions, form)
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


def _emergency_at_once(questions: QuestionSet, form: QuestionsForm) -> dict[str, str]:
    """Return the answers to keep when one of them is an emergency while others are missing.

    Nobody with such a sign is held back by a question they have not answered.
    """
    given = {key: str(form.cleaned_data[key]) for key in form.fields if form.cleaned_data.get(key)}
    worst = {q.level for q in questions.questions if given.get(q.key) == Answer.YES}
    return given if Level.EMERGENCY in worst else {}


def _signs(visit: Visit, answer: Answer, *levels: Level) -> list[str]:
    """Return the signs of the questions that were answered so, in the words that were shown."""
    kept = visit.progress.latest("safety")
    asked = (q for q in SAFETY[kept["version"]].questions if q.level in levels)
    return [
        _(bullet.text)
        for question in asked
        if kept["answers"].get(question.key) == answer
        for bullet in question.bullets
    ]
