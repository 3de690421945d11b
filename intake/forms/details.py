"""Who comes, and one of two ways to reach them: for a request, and to correct it later."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Field, Fieldset, Layout, Submit
from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import EMAIL_LENGTH, AddressField, PhoneField, refuse_difference
from intake.forms.person import EMAIL, PHONE, PersonForm


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
        for name in ("email", "email_again", "phone"):
            # Needed or not by the answer above, so the label must not say "optional".
            self.fields[name].conditional = True  # type: ignore[attr-defined]

    def ways_to_reach(self) -> tuple[object, ...]:
        """Return the part of the layout that asks for the way, then for what that way needs."""
        return (
            Field("reach_by", wrapper_class="choices--row"),
            Fieldset(_g("If you chose e-mail"), "email", *self.repeated()),
            Fieldset(_g("If you chose phone"), "phone"),
        )

    def repeated(self) -> tuple[str, ...]:
        """Name the field in which the e-mail address is typed a second time."""
        return ("email_again",)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way of reaching needs, and let the other way be."""
        data = super().clean() or {}
        if data.get("reach_by") == EMAIL:
            self._forget("phone")
            if "email" in data and not data["email"]:
                self.add_error("email", _("Enter your e-mail address."))
            self._compare_addresses(data)
        if data.get("reach_by") == PHONE:
            self._forget("email", "email_again")
            if "phone" in data and not data["phone"]:
                self.add_error("phone", _("Enter a phone number."))
        return data

    def reached_at(self) -> dict[str, str]:
        """Return the one way that was chosen, once the form is valid: we keep no other."""
        by_email = self.cleaned_data["reach_by"] == EMAIL
        return {
            "reach_by": self.cleaned_data["reach_by"],
            "email": self.cleaned_data["email"] if by_email else "",
            "phone": "" if by_email else self.cleaned_data["phone"],
        }

    def _forget(self, *names: str) -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data.setdefault(name, "")

    def _compare_addresses(self, data: dict[str, Any]) -> None:
        if "email" not in data or "email_again" not in data:
            return
        try:
            refuse_difference(data["email"], data["email_again"])
        except forms.ValidationError as error:
            self.add_error("email_again", error)


class DetailsForm(ReachForm, PersonForm):
    """Ask for a time: reached by e-mail or by phone."""

    def contact(self) -> dict[str, Any]:
        """Return who comes and the one way to reach them that was chosen."""
        return {**super().contact(), **self.reached_at()}


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
