"""The forms of the patient's pages: contact, what only they know, an offer, another time."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Field, Layout, Submit
from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from intake.fields import EMAIL_LENGTH, PhoneField
from intake.journey.forms import Option, TimesForm
from intake.journey.person_forms import PHONE, PersonForm, ReachForm


class ContactForm(ReachForm):
    """Correct the name and the way to reach somebody. `country` is the clinic's.

    What we have in `known` is not shown, for a link can be passed on and the download asks for it.
    Left empty it stays.
    """

    name = PersonForm.base_fields["name"]
    phone = PersonForm.base_fields["phone"]
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, country: str, known: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        phone = self.fields["phone"]
        if isinstance(phone, PhoneField):
            phone.country = country
        for name in ("email", "phone"):
            if known.get(name):
                self.fields[name].help_text = _g(
                    "We have one. We do not show it here, because whoever has your link could "
                    "read it. Leave this empty to keep it."
                )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "version",
            "name",
            *self.ways_to_reach(),
            ButtonHolder(Submit("correct", _g("Save my details"))),
        )
        self.fields["reach_by"].label = _g("How should we reach you?")
        self.order_fields([asked.name for asked in self.helper.layout.get_field_names()])

    def clean_phone(self) -> str:
        """Return the number that was typed, or the one that stays."""
        return str(self.cleaned_data["phone"] or self.known.get("phone") or "")

    def clean_email_again(self) -> str:
        """Return what was typed; where the address stays, nothing has to be typed twice."""
        data = self.cleaned_data
        if not data.get("email") and not data["email_again"] and "email" in data:
            data["email"] = data["email_again"] = str(self.known.get("email") or "")
        return str(data["email_again"])

    def contact(self) -> dict[str, str]:
        """Return what takes the place of the contact we had, once the form is valid."""
        return {"name": self.cleaned_data["name"], **self.reached_at()}


class CallContactForm(ContactForm):
    """Correct them where we promised to phone: without a number nobody could."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reach_by"], self.fields["email"], self.fields["email_again"]
        self.fields["phone"].required = not self.known.get("phone")

    def ways_to_reach(self) -> tuple[object, ...]:
        """Return the part of the layout that asks for the number."""
        return ("phone",)

    def reached_at(self) -> dict[str, str]:
        """Return the number, once the form is valid."""
        return {"reach_by": PHONE, "email": "", "phone": self.cleaned_data["phone"]}


class KnownForm(forms.Form):
    """One thing that only the person knows, so that their link alone does not open everything."""

    known = forms.CharField(
        label=_("The last four digits of your phone number, or your e-mail address"),
        help_text=_("The one that we reach you by. We ask because a link can be passed on."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "input--medium",
                "dir": "ltr",
            }
        ),
        error_messages={
            "required": _(
                "Enter the last four digits of your phone number, or your e-mail address."
            )
        },
    )

    def __init__(self, address: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = address
        self.helper.layout = Layout("known", ButtonHolder(Submit("download", _g("Download"))))

    def clean_known(self) -> str:
        """Return what was typed, in one line; what is far too long is simply not right."""
        return str(self.cleaned_data["known"])[:EMAIL_LENGTH]


class OfferForm(forms.Form):
    """One of the offered times, or none of them.

    `offered` is what can be chosen: (value, what it is called and with whom).
    """

    NONE = "none"

    answer = forms.ChoiceField(widget=forms.RadioSelect)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, offered: Sequence[tuple[str, Option]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = Option(_g("None of these suit me"), _g("We then look for another time."))
        self.fields["answer"] = forms.ChoiceField(
            label=_("Which time suits you?"),
            choices=[*offered, (self.NONE, none)],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose a time, or say that none of these suit you."),
                "invalid_choice": _("We cannot offer that time any more. Choose again."),
            },
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "version",
            Field("answer", template="intake/includes/options.html"),
            ButtonHolder(Submit("send", _("Send my answer"))),
        )


class RescheduleForm(TimesForm):
    """Another time for a visit that was shown at this version."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    button = _("Take this time")
