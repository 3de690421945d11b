"""The details of a request for a time: who comes, and one of two ways to reach them."""

from typing import Any

from crispy_forms.layout import Field, Fieldset
from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import AddressField, refuse_difference
from intake.forms.person import EMAIL, PHONE, PersonForm


class DetailsForm(PersonForm):
    """Ask for a time: reached by e-mail or by phone."""

    reach_by = forms.ChoiceField(
        label=_("How should we send you our answer?"),
        choices=[(EMAIL, _("By e-mail")), (PHONE, _("By phone"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose e-mail or phone.")},
    )
    email = AddressField(
        label=_("E-mail address"),
        help_text=_("Our letters do not say why you come."),
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
        """Ask for the way, then for what that way needs."""
        return (
            Field("reach_by", wrapper_class="choices--row"),
            Fieldset(_g("If you chose e-mail"), "email", "email_again"),
            Fieldset(_g("If you chose phone"), "phone"),
        )

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

    def contact(self) -> dict[str, Any]:
        """Return who comes and the one way to reach them that was chosen: we keep no other."""
        contact = super().contact()
        contact["phone" if contact["reach_by"] == EMAIL else "email"] = ""
        return contact

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
