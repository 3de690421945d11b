"""What is asked when somebody is ill: which days, why, and what becomes of each visit."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.admin.forms import MOST_CHARACTERS
from intake.fields import NoteField
from intake.models import Closure

MOST_DAYS = 31
_DAY = timedelta(days=1)
# The last five minutes of a day, which no hours reach: a closure cannot end at midnight.
_LATEST = time(23, 55)


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which somebody is away, both included; on the first from a time on."""

    first: date
    last: date
    starts: time | None

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the begin and the end."""
        begin = datetime.combine(self.first, self.starts or time(), zone)
        return begin, datetime.combine(self.last + _DAY, time(), zone)

    def closures(self, practitioner_id: int, reason: str) -> list[Closure]:
        """Return the closures that say so, not saved yet."""
        days = [self.first + _DAY * n for n in range((self.last - self.first).days + 1)]
        rows = [Closure(practitioner_id=practitioner_id, date=day, reason=reason) for day in days]
        if self.starts:
            rows[0].starts, rows[0].ends = self.starts, _LATEST
        return rows


class SpanForm(forms.Form):
    """From when until when."""

    first = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    starts = forms.TimeField(
        label=gettext_lazy("From what time (optional)"),
        required=False,
        help_text=gettext_lazy(
            "On the first day, in the clinic’s time. Leave it empty for the whole day."
        ),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"first": today, "last": today})
        self.today = today
        # Our own messages are kinder than the browser's.
        self.use_required_attribute = False

    def clean_starts(self) -> time | None:
        """Go back to the five minutes before, in which time is held."""
        starts: time | None = self.cleaned_data["starts"]
        if starts is None:
            return None
        whole = starts.replace(minute=starts.minute - starts.minute % 5, second=0, microsecond=0)
        return min(whole, time(23, 50)) if whole != time() else None

    def clean(self) -> dict[str, Any]:
        """Refuse days that are over, in the wrong order, or far too many."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and first < self.today:
            self.add_error("first", _("This day is over."))
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error(
                "last", _("Choose %(most)d days at most, and then again.") % {"most": MOST_DAYS}
            )
        return data

    def span(self) -> Span:
        """Return what was asked for."""
        data = self.cleaned_data
        return Span(data["first"], data["last"], data["starts"])


class WhyForm(forms.Form):
    """The note that is kept with each visit."""

    note = NoteField(
        label=gettext_lazy("Note for colleagues, kept with each visit"),
        help_text=gettext_lazy("No patient ever sees it."),
        most=MOST_CHARACTERS,
        rows=2,
        error_messages={"required": gettext_lazy("Write down why. Your colleagues will need it.")},
    )

    def __init__(self, person: str, data: Any = None) -> None:
        super().__init__(data, initial={"note": _("%(person)s is away.") % {"person": person}})
        self.use_required_attribute = False
