"""What staff fill in to lead a draft through its clinical review."""

from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.admin.seen_form import SeenForm


class SubmitForm(SeenForm):
    """Asking for a review."""

    note = forms.CharField(
        label=_("A word to the reviewer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text=_("Optional. What is new, and where you are not sure."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    """Ending a review without a sign-off."""

    note = forms.CharField(
        label=_("Why, or what to mend"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text=_("Optional. Shown to colleagues with the draft."),
    )


class SignOffForm(SeenForm):
    """A clinician's word for the text as shown."""

    role = forms.CharField(
        label=_("Your role, as readers will see it"),
        max_length=80,
        help_text=_("Such as “a physical therapist”. Your name is not shown."),
    )
    agreed = forms.BooleanField(
        label=_("I reviewed the whole page and stand behind it."), required=True
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def show_again(self, seen: object, name: str = "seen") -> None:
        """Take the tick away: it was set for the text as it was."""
        super().show_again(seen, name)
        data: Any = copy(self.data)
        data.pop("agreed", None)
        self.data = data
