"""The forms about the person: who comes, how to reach them, what would help, and consent."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Field, Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from intake.fields import AddressField, LineField, NameField, NoteField, PhoneField

ME, SOMEONE_ELSE = "me", "someone-else"
EMAIL, PHONE = "email", "phone"
YES, NO = "yes", "no"


class PersonForm(forms.Form):
    """What every request asks. `country` is the clinic's, `statement` the consent's.

    for_caller: staff fill it in with the person on the phone.
    """

    button = _("Continue")
    button_for_caller = button

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
    """When the page was shown, sealed: a form that comes back at once is from a script."""

    def __init__(
        self, country: str, statement: str, *args: Any, for_caller: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.for_caller = for_caller
        phone = self.fields["phone"]
        if isinstance(phone, PhoneField):
            phone.country = country
        self.fields["consent"].label = statement
        self.fields["agreement"].conditional = True  # type: ignore[attr-defined]
        if for_caller:
            self._suit_caller()
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("adult", wrapper_class="choices--row"),
            Field("visitor", wrapper_class="choices--row"),
            "agreement",
            "name",
            *(name for name in ("shown",) if name in self.fields),
            *self.ways_to_reach(),
            Fieldset(_g("What would help you"), "interpreter", "access_needs", "reason"),
            Fieldset(
                _g("Your answers stay private"),
                HTML("{% include 'intake/journey/consent.html' %}"),
                "consent",
            ),
            ButtonHolder(Submit("continue", self.button_for_caller if for_caller else self.button)),
        )
        # The error summary follows the fields, and must name them in the order of the page.
        self.order_fields([asked.name for asked in self.helper.layout.get_field_names()])

    def _suit_caller(self) -> None:
        """Suit the questions to staff at the keyboard, who are not the one who comes.

        The address is read back to the caller, not typed twice; nobody is suspected of being a
        script; and what the browser would fill in is about the member of staff.
        """
        del self.fields["shown"]
        self.fields.pop("email_again", None)
        visitor = self.fields["visitor"]
        if isinstance(visitor, forms.ChoiceField):
            visitor.choices = [(ME, _("The caller")), (SOMEONE_ELSE, _("Someone else"))]
        self.fields["agreement"].label = _("The caller says that this person knows and agrees.")
        for name in {"name", "email", "phone"} & self.fields.keys():
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def ways_to_reach(self) -> tuple[object, ...]:
        """Return the part of the layout that says how we reach the person."""
        return ("phone",)

    def says_under_age(self) -> bool:
        """Return whether a posted form says that a child would come, whatever else it says."""
        return self.is_bound and self.data.get("adult") == NO

    def typed(self) -> dict[str, Any]:
        """Return what a person typed, once the form is valid: not what watches for scripts."""
        return {name: said for name, said in self.cleaned_data.items() if name != "shown"}

    def clean_adult(self) -> str:
        """Refuse children, and say who can help: the questions are written for adults.

        Visitors never come to see this: their page leads them to the phone.
        """
        adult = str(self.cleaned_data["adult"])
        if adult == NO:
            message = _(
                "Nothing is booked here for people under 18. Put the caller through to a clinician."
            )
            raise forms.ValidationError(message, code="too-young")
        return adult

    def clean_agreement(self) -> bool:
        """Ask for the agreement of a person who is not the one at the keyboard."""
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
            "email": "",
            "phone": data["phone"],
            "reach_by": PHONE,
            "for_someone_else": data["visitor"] == SOMEONE_ELSE,
            "interpreter": data["interpreter"],
            "access_needs": data["access_needs"],
        }


class ReachForm(forms.Form):
    """Reached by e-mail, typed twice, or by phone. Needs a field `phone` beside its own."""

    reach_by = forms.ChoiceField(
        label=_("How should we send you our answer?"),
        choices=[(EMAIL, _("By e-mail")), (PHONE, _("By phone"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose e-mail or phone.")},
    )
    email = AddressField(
        label=_("E-mail address"),
        help_text=_("Our messages do not say why you come."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    email_again = AddressField(
        label=_("The same e-mail address again"),
        help_text=_("This catches typing mistakes."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False
        for name in {"email", "email_again", "phone"} & self.fields.keys():
            # Needed or not by the answer above, so the label must not say "optional".
            self.fields[name].conditional = True  # type: ignore[attr-defined]

    def ways_to_reach(self) -> tuple[object, ...]:
        """Return the part of the layout that asks for the way, then for what that way needs."""
        addresses = [name for name in ("email", "email_again") if name in self.fields]
        return (
            Field("reach_by", wrapper_class="choices--row"),
            Fieldset(_g("If you chose e-mail"), *addresses),
            Fieldset(_g("If you chose phone"), "phone"),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way of reaching needs, and let the other way be."""
        data = super().clean() or {}
        if data.get("reach_by") == EMAIL:
            self._forget("phone")
            if "email" in data and not data["email"]:
                self.add_error("email", _("Enter your e-mail address."))
            # Large and small letters are the same in an address.
            elif len({data[n].casefold() for n in ("email", "email_again") if n in data}) == 2:
                message = _("The two e-mail addresses are different. Check both of them.")
                self.add_error("email_again", forms.ValidationError(message, code="different"))
        if data.get("reach_by") == PHONE:
            self._forget("email", "email_again")
            if "phone" in data and not data["phone"]:
                self.add_error("phone", _("Enter a phone number."))
        return data

    def _forget(self, *names: str) -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data.setdefault(name, "")

    def reached_at(self) -> dict[str, str]:
        """Return the one way that was chosen, once the form is valid: we keep no other."""
        by_email = self.cleaned_data["reach_by"] == EMAIL
        return {
            "reach_by": self.cleaned_data["reach_by"],
            "email": self.cleaned_data["email"] if by_email else "",
            "phone": "" if by_email else self.cleaned_data["phone"],
        }


class DetailsForm(ReachForm, PersonForm):
    """Ask for a time: reached by e-mail or by phone."""

    def contact(self) -> dict[str, Any]:
        """Return who comes and the one way to reach them that was chosen."""
        return {**super().contact(), **self.reached_at()}


class CallBackForm(PersonForm):
    """Ask to be phoned, without a time."""

    button = _("Ask for a call")
    button_for_caller = _("Keep the request for a call")
