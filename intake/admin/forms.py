"""The few things staff type: a note, a decision, what they know of a caller."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import LineField, NoteField
from intake.models import Booking
from intake.states import Move

MOST_LETTERS = 2000


class NoteForm(forms.Form):
    """A note for colleagues."""

    note = NoteField(
        label=_("Note for colleagues"),
        help_text=_("The patient never sees it. It cannot be changed later."),
        most=MOST_LETTERS,
        rows=3,
        error_messages={"required": _("Write the note first.")},
    )


class DecisionForm(forms.Form):
    """A decision on the booking as it was shown, with the note that it needs."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = NoteField(most=MOST_LETTERS, rows=4)

    def __init__(self, move: Move, booking: Booking, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"version": booking.version})
        note = self.fields["note"]
        note.required = move.needs_note(flagged=booking.flagged)
        note.help_text = _("For colleagues only: the patient never sees it.")
        note.label = _("Note (optional)")
        if note.required:
            note.label = _("Why?")
            note.error_messages["required"] = _("Write down why. Your colleagues will need it.")
        if note.required and not move.note_required:
            note.label = _("There is a flag. Why is it right to go on?")
        if note.required:
            # No `required` on the element: our own message is kinder than the browser's.
            self.use_required_attribute = False


class FindForm(forms.Form):
    """What a caller says about themselves."""

    words = LineField(
        label=_("Surname, phone, e-mail or reference"),
        most=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type what the caller told you.")},
    )
