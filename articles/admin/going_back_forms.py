"""What staff fill in to go back to an old edition."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.seen_form import SeenForm
from articles.editions.restoring import Restoration

MOST_VERSIONS = 2**31 - 1


class RestoreForm(SeenForm):
    """Publishing an old edition again. Carries the token of what was shown."""

    what_changed = forms.CharField(
        label=_("What changed"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_(
            "One plain sentence: why you go back. Readers see it in the page’s list of changes,"
            " and colleagues in its history."
        ),
    )
    override_reason = forms.CharField(
        label=_("Why publish with these warnings"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("Kept with the edition, for colleagues."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, found: Restoration, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        went_back = gettext("Went back to the text of edition %d.")
        self.initial["what_changed"] = went_back % found.old.number
        self.initial["seen"] = found.token
        if not found.warnings:
            del self.fields["override_reason"]


class CopyForm(SeenForm):
    """Putting the text of an edition into the draft. Carries the version that was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS)
