"""What is read out to a caller who must get help first: the words of the public pages."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.facts import fill, fill_card
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT, Level
from intake.admin.calling.way import Call
from intake.triage import EMERGENCY_HEADING, SAFETY, URGENT_HEADING, Answer, signs_said

__all__ = ["emergency", "urgent"]


def emergency(call: Call) -> HttpResponse:
    """Send the caller to help, now. There are no times behind this page."""
    clinic = Clinic.current()
    context = {
        "card": fill_card(CURRENT.emergency, clinic),
        "heading": fill(EMERGENCY_HEADING, clinic),
        "signs": _signs(call, Answer.YES, Level.EMERGENCY),
        "back": call.url("safety"),
    }
    return call.show("emergency", context)


def urgent(call: Call) -> HttpResponse:
    """Ask the caller to get help today, and offer that a clinician calls."""
    clinic = Clinic.current()
    signs = _signs(call, Answer.YES, Level.URGENT)
    context = {
        "card": fill_card(CURRENT.urgent, clinic),
        "heading": fill(URGENT_HEADING, clinic),
        "signs": signs or _signs(call, Answer.NOT_SURE, *Level),
        "is_our_number": clinic.urgent_contact == clinic.phone,
        "call_back": call.url("call_back"),
        "back": call.url("safety"),
    }
    return call.show("urgent", context)


def _signs(call: Call, answer: Answer, *levels: Level) -> list[str]:
    kept = call.progress.latest("safety")
    found = signs_said(SAFETY[kept["version"]], kept["answers"], answer, *levels)
    return [_(sign) for sign in found]
