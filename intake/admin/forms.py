"""The few things staff type about a booking: a note, and a decision."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from intake.actions.transitions import TransitionInput
from intake.fields import NoteField
from intake.models import Booking
from intake.transitions.statuses import DECLINE_REASONS
from intake.transitions.transition import Transition

MOST_CHARACTERS = 2000


class NoteForm(forms.Form):
    """A note for colleagues."""

    note = NoteField(
        label=_("Note for colleagues"),
        help_text=_("The patient never sees it. It cannot be changed later."),
        most=MOST_CHARACTERS,
        rows=3,
        error_messages={"required": _("Write the note first.")},
    )


class DecisionForm(forms.Form):
    """A decision on the booking as it was shown, with the note that it needs."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[(code.value, _(text)) for code, text in DECLINE_REASONS.items()],
        widget=forms.RadioSelect,
        help_text=_("For the clinic’s own lists: the patient never sees it."),
        error_messages={"required": _("Choose a reason from the list.")},
    )
    note = NoteField(most=MOST_CHARACTERS, rows=4)

    def __init__(
        self, transition: Transition, booking: Booking, data: QueryDict | None = None
    ) -> None:
        super().__init__(data, initial={"version": booking.version})
        self.transition, self.flagged = transition, booking.flagged
        if not transition.asks_reason:
            del self.fields["reason"]
        note = self.fields["note"]
        note.required = transition.needs_note(flagged=booking.flagged)
        note.help_text = _("For colleagues only: the patient never sees it.")
        note.label = _("Note (optional)")
        if note.required:
            note.label = _("Why?")
            note.error_messages["required"] = _("Write down why. Your colleagues will need it.")
        if note.required and not transition.note_required:
            note.label = _("There is a flag. Why is it right to go on?")
        if note.required:
            # No `required` on the element: our own message is kinder than the browser's.
            self.use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Ask for words where the list says only that there is another reason."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        reason = given.get("reason", "")
        if (
            self.transition.needs_note(flagged=self.flagged, reason=reason)
            and given.get("note") == ""
        ):
            self.add_error("note", _("Write down why. Your colleagues will need it."))
        return given

    def answer(self) -> TransitionInput:
        """Return what was answered, for the transition."""
        return TransitionInput(
            note=self.cleaned_data["note"], reason=self.cleaned_data.get("reason", "")
        )
