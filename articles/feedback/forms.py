"""The form behind "Was this page useful?"."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Field, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.models.responses import REASON_LENGTH
from clinic_site.foundation.text.personal import without_hidden

YES, NO = "yes", "no"


class ReasonField(forms.CharField):
    """A few words, counted without what nobody can see. Nothing typed is cut."""

    # Nothing walks over a text that is far too long.
    _far_too_long = 4 * REASON_LENGTH

    def to_python(self, value: Any) -> str:
        """Return the words on one line; say how long they may be when they are longer."""
        typed = str(value or "")
        words = typed if len(typed) > self._far_too_long else without_hidden(typed)
        if len(words) > REASON_LENGTH:
            raise forms.ValidationError(
                ngettext_lazy(
                    "Use %(most)d character or fewer; this has %(length)d.",
                    "Use %(most)d characters or fewer; this has %(length)d.",
                    "most",
                ),
                code="max_length",
                params={"most": REASON_LENGTH, "length": len(words)},
            )
        return words


class FeedbackForm(forms.Form):
    """Yes or no, and why if the reader likes. Carries the slip of the form that was shown."""

    answer = forms.ChoiceField(
        label=_("Was this page useful?"),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose yes or no."),
            "invalid_choice": _("Choose yes or no."),
        },
    )
    reason = ReasonField(
        label=_("What was good, or what was missing?"),
        help_text=_(
            "300 characters at most. Please write nothing about yourself: no name, no phone "
            "number, no e-mail address. We take out the numbers and addresses that we find."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "autocomplete": "off"}),
    )
    slip = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        # No cookie, so no token: see `only_from_our_pages`.
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Field("answer", wrapper_class="choices--row"),
            "reason",
            "slip",
            ButtonHolder(Submit("send", _("Send my answer"))),
        )
