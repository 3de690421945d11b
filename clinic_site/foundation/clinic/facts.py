"""The clinic's facts for templates, and in texts that name them: `{emergency_number}`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import Card

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
FACTS: Mapping[str, Callable[[Clinic], str]] = {
    "emergency_number": lambda clinic: clinic.emergency_number,
    "emergency_department": lambda clinic: clinic.emergency_department,
    "urgent_line": lambda clinic: clinic.urgent_contact or _("the clinic"),
    "clinic_phone": lambda clinic: clinic.phone or _("the clinic"),
    "interest": lambda clinic: clinic.interest_statement,
}


def fill(text: str, clinic: Clinic) -> str:
    """Translate a text and fill its placeholders in one pass. The result is not HTML.

    A placeholder that names no fact stays as it is.
    """

    def fact(found: re.Match[str]) -> str:
        read = FACTS.get(found[1])
        return read(clinic) if read else found[0]

    return PLACEHOLDER.sub(fact, _(text))


def fill_card(card: Card, clinic: Clinic) -> Card:
    """Return the same card in the reader's language, with the clinic's numbers."""
    return replace(
        card,
        level_name=_(card.level_name),
        heading=fill(card.heading, clinic),
        lead=fill(card.lead, clinic),
        signs=tuple(replace(sign, text=fill(sign.text, clinic)) for sign in card.signs),
        closing=fill(card.closing, clinic),
    )


def clinic(request: HttpRequest) -> dict[str, object]:
    """Return every template `clinic` (read only if a template asks for it) and `demo`."""
    return {"clinic": SimpleLazyObject(Clinic.current), "demo": settings.DEMO}
