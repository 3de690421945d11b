"""What an invited reviewer fills in, and what an editor fills in to invite one."""

import re
from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.previews.invitations import DAYS
from clinic_site.foundation.text.personal import without_hidden

MOST_CHARACTERS = 2_000
MOST_OF_A_NAME = 80
MOST_OF_A_HEADING = 120
DEFAULT_DAYS = 7
# Before anything walks over the text: a million characters must cost nothing.
_ROOM = 4

_TOO_LONG = ngettext_lazy(
    "This is too long. Use %(most)d character or fewer; it has %(length)d.",
    "This is too long. Use %(most)d characters or fewer; it has %(length)d.",
    "most",
)


class CleanField(forms.CharField):
    """Words without what nobody can see or what turns a line around. May run over lines."""

    def __init__(self, *, most: int, **options: Any) -> None:
        # Without Django's max_length: it adds maxlength, and browsers then cut pasted text
        # without a word.
        self.most = most
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Return the cleaned words, at most two line breaks in a row; "" when none are left."""
        typed = str(value) if value else ""
        self._refuse_longer(typed, self.most * _ROOM)
        lines = (without_hidden(line) for line in typed.splitlines())
        clean = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
        self._refuse_longer(clean, self.most)
        return clean

    def _refuse_longer(self, text: str, most: int) -> None:
        if len(text) > most:
            facts = {"most": self.most, "length": len(text)}
            raise ValidationError(_TOO_LONG, code="max_length", params=facts)


class CleanLineField(CleanField):
    """The same on one line."""

    def to_python(self, value: Any) -> str:
        """Return the cleaned line."""
        return " ".join(super().to_python(value).split())


class RemarkForm(forms.Form):
    """A remark on a draft. Hand in the headings of the draft as it stands."""

    text = CleanField(
        label=_("Your remark"),
        most=MOST_CHARACTERS,
        help_text=_("2,000 characters at most. Please write nothing about any patient."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Write your remark.")},
    )
    # Not a choice field: the draft may have lost the section while the reviewer was writing.
    section = CleanLineField(
        label=_("Which part is it about?"), most=MOST_OF_A_HEADING, required=False
    )
    name = CleanLineField(
        label=_("Your name"),
        most=MOST_OF_A_NAME,
        required=False,
        help_text=_(
            "Only if you wish. The editors see it; readers do not. It is deleted within 13 months."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    # The plain field refuses nothing: what a machine put here must not cost a person their words.
    seen = forms.Field(widget=forms.HiddenInput, required=False)

    def __init__(self, headings: Sequence[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("The whole page")), *((heading, heading) for heading in headings)]
        self.fields["section"].widget = forms.Select(choices=choices)
        self.helper = FormHelper()
        self.helper.form_action = "#remark"
        self.helper.layout = Layout(
            "text", "section", "name", "seen", ButtonHolder(Submit("send", _("Send my remark")))
        )


class InviteForm(forms.Form):
    """A new link to the draft."""

    made_for = CleanLineField(
        label=_("For whom"),
        most=MOST_OF_A_NAME,
        help_text=_(
            "For colleagues, so that you know which link to end. The reviewer does not see it."
        ),
    )
    days = forms.TypedChoiceField(
        label=_("It works for"),
        choices=[(days, ngettext_lazy("%d day", "%d days", days) % days) for days in DAYS],
        coerce=int,
        initial=DEFAULT_DAYS,
    )
