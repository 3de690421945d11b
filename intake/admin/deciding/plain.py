"""The moves that need no more than a yes, a reason and a note."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake.admin.deciding.case import Case, names, open_case
from intake.admin.deciding.pages import ask, onward, too_late
from intake.admin.forms import DecisionForm
from intake.exceptions import NotAllowed, NoteRequired, NotOffered, SlotTaken, StaleVersion

PLAIN = names(asks_for_time=False)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, booking_id: UUID, name: str) -> HttpResponse:
    """Ask, and on POST make, the transition of that name."""
    case = open_case(request, booking_id, name)
    if request.method == "POST":
        return _act(case)
    if not case.is_possible():
        return too_late(case)
    return ask(case, DecisionForm(case.transition, case.booking))


def _act(case: Case) -> HttpResponse:
    form = DecisionForm(case.transition, case.booking, case.request.POST)
    if not form.is_valid():
        return ask(case, form) if case.is_possible() else too_late(case)
    try:
        moved = case.apply_transition(form.cleaned_data["version"], form.answer())
    except StaleVersion as faster:
        return too_late(case, faster=faster)
    except SlotTaken:
        return too_late(case, is_taken=True)
    except NotOffered:
        return too_late(case, is_closed=True)
    except NotAllowed:
        return too_late(case)
    except NoteRequired:
        form.add_error("note", _("Write down why. Your colleagues will need it."))
        return ask(case, form)
    return onward(case, moved)
