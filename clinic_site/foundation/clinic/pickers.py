"""Dates and hours in forms, as the clinic's own clock and calendar show them."""

from typing import Any

from django.db.models import DateField, Field, TimeField
from django.forms import DateInput, TimeInput

# The browser's own pickers, for `formfield_overrides`: no "Now" beside opening hours, and no talk
# of the server's time. Hours are wall time in the clinic's zone, wherever somebody types them.
PICKERS: dict[type[Field[Any, Any]], dict[str, Any]] = {
    TimeField: {"widget": TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")},
    DateField: {"widget": DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
}
