"""The same questions, asked by staff who have the person on the phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.details import DetailsForm
from intake.forms.person import ME, NO, SOMEONE_ELSE, CallBackForm, PersonForm

_TOO_YOUNG = _("Nothing is booked here for people under 18. Put the caller through to a clinician.")


class CallerForm(DetailsForm):
    """A request for a time. The address is read back to the caller, not typed twice."""

    is_watched = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["email_again"]
        _suit(self)

    def repeated(self) -> tuple[str, ...]:
        """Ask for no address twice."""
        return ()

    def clean_adult(self) -> str:
        """Refuse, and say who can help: the questions are written for adults."""
        return _refuse_children(self)


class CallerCallBackForm(CallBackForm):
    """A request to be phoned, for somebody who was told to get help, or whom no time suits."""

    button = _("Keep the request for a call")
    is_watched = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _suit(self)

    def clean_adult(self) -> str:
        """Refuse, and say who can help: the questions are written for adults."""
        return _refuse_children(self)


def _suit(form: PersonForm) -> None:
    """Say who is meant: the one at the keyboard is not the one who comes."""
    visitor = form.fields["visitor"]
    if isinstance(visitor, forms.ChoiceField):
        visitor.choices = [(ME, _("The caller")), (SOMEONE_ELSE, _("Someone else"))]
    form.fields["agreement"].label = _("The caller says that this person knows and agrees.")
    # What the browser would fill in is about the member of staff.
    for name in ("name", "email", "phone"):
        if name in form.fields:
            form.fields[name].widget.attrs["autocomplete"] = "off"


def _refuse_children(form: PersonForm) -> str:
    said = str(form.cleaned_data["adult"])
    if said == NO:
        raise forms.ValidationError(_TOO_YOUNG, code="too-young")
    return said
