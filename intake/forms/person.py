"""What every request asks: who comes, a number, what would help, and consent."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Field, Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import (
    LineField,
    NameField,
    NoteField,
    PhoneField,
)

ME, SOMEONE_ELSE = "me", "someone-else"
EMAIL, PHONE = "email", "phone"
YES, NO = "yes", "no"


class PersonForm(forms.Form):
    """What both kinds of request ask. `country` is the clinic's, `statement` the consent's."""

    button = _("Continue")
    is_watched = True
    """Whether scripts have to be told from people: not where staff fill it in for a caller."""

    adult = forms.ChoiceField(
        label=_("Is the person who will come 18 or over?"),
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say if the person who will come is 18 or over.")},
    )
    visitor = forms.ChoiceField(
        label=_("Who is this for?"),
        choices=[(ME, _("Me")), (SOMEONE_ELSE, _("Someone else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who this is for.")},
    )
    agreement = forms.BooleanField(
        label=_("They know that I am asking for them, and they agree."),
        help_text=_("Tick this only when it is for someone else."),
        required=False,
    )
    name = NameField(
        label=_("Full name"),
        help_text=_("The name of the person who will come."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Enter a name.")},
    )
    phone = PhoneField(
        label=_("Phone number"),
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "autocomplete": "tel",
                "inputmode": "tel",
                "class": "input--medium",
                "dir": "ltr",
            }
        ),
        error_messages={"required": _("Enter a phone number.")},
    )
    interpreter = LineField(
        label=_("If you need an interpreter, for which language?"),
        most=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--medium", "dir": "auto"}),
    )
    access_needs = NoteField(
        label=_("Is there anything you need for your visit?"),
        help_text=_("For example: I use a wheelchair. I do not hear well."),
        most=200,
        rows=2,
        required=False,
    )
    reason = NoteField(
        label=_("What should we know before we answer?"),
        help_text=_("500 characters at most. You do not have to tell us here."),
        required=False,
    )
    consent = forms.BooleanField(
        error_messages={"required": _("We need your agreement to keep your answers. Tick the box.")}
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, country: str, statement: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone = self.fields["phone"]
        if isinstance(phone, PhoneField):
            phone.country = country
        self.fields["consent"].label = statement
        if not self.is_watched:
            del self.fields["shown"]
        self.fields["agreement"].conditional = True  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = self.arrange()
        # The error summary follows the fields, and must name them in the order of the page.
        self.order_fields([asked.name for asked in self.helper.layout.get_field_names()])

    def arrange(self) -> Layout:
        """Lay the questions out in groups."""
        return Layout(
            Field("adult", wrapper_class="choices--row"),
            Field("visitor", wrapper_class="choices--row"),
            "agreement",
            "name",
            *(("shown",) if self.is_watched else ()),
            *self.ways_to_reach(),
            Fieldset(_g("What would help you"), "interpreter", "access_needs", "reason"),
            Fieldset(
                _g("Your answers stay private"),
                HTML("{% include 'intake/includes/consent.html' %}"),
                "consent",
            ),
            ButtonHolder(Submit("continue", self.button)),
        )

    def ways_to_reach(self) -> tuple[object, ...]:
        """Return the part of the layout that says how we reach the person."""
        return ("phone",)

    def says_under_age(self) -> bool:
        """Return whether a posted form says that a child would come, whatever else it says."""
        return self.is_bound and self.data.get("adult") == NO

    def typed(self) -> dict[str, Any]:
        """Return what a person typed, once the form is valid: not what watches for scripts."""
        return {name: said for name, said in self.cleaned_data.items() if name != "shown"}

    def clean_agreement(self) -> bool:
        """Ask for the agreement of somebody who is not the one at the keyboard."""
        agreed = bool(self.cleaned_data["agreement"])
        if self.cleaned_data.get("visitor") == SOMEONE_ELSE and not agreed:
            message = _("Ask them first. Then tick the box to say that they agree.")
            raise forms.ValidationError(message, code="required")
        return agreed

    def contact(self) -> dict[str, Any]:
        """Return who comes and how to reach them, once the form is valid."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "email": data.get("email", ""),
            "phone": data["phone"],
            "reach_by": data.get("reach_by", PHONE),
            "for_someone_else": data["visitor"] == SOMEONE_ELSE,
            "interpreter": data["interpreter"],
            "access_needs": data["access_needs"],
        }


class CallBackForm(PersonForm):
    """A request to be phoned, without a time."""

    button = _("Ask for a call")
