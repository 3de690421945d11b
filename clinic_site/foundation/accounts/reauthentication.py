"""Asking for the password again, in the very form that needs it.

A session that was left open, or stolen, does not know the password. Nothing is remembered: each
such form asks for itself, and a form that came late is given back without it.
"""

from datetime import datetime

from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.accounts.attempts import Verdict, verify_password

FIELD = "your_password"
_LONGEST = 4096

PROBLEMS = {
    Verdict.WRONG: _("This is not your password. Nothing was changed. Type it once more."),
    Verdict.LOCKED: _(
        "The password was wrong too many times. Nothing was changed. Wait 15 minutes, then try "
        "again. If other people got passwords wrong too, it can take an hour."
    ),
    Verdict.BUSY: _(
        "The site is busy and could not check your password. Nothing was changed. Wait a moment, "
        "then try again."
    ),
}


class PasswordForm(forms.Form):
    """A form that also asks its sender for their password. Call `confirm` once it is valid."""

    your_password = forms.CharField(
        label=_("Your own password"),
        help_text=_("The one you sign in with. So nobody can do this at a screen you left open."),
        strip=False,
        max_length=_LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type the password that you sign in with.")},
    )

    @cached_property
    def changed_data(self) -> list[str]:
        """Return what was changed: the password confirms a change and is none."""
        return [name for name in super().changed_data if name != FIELD]


def problem_with(password: str, request: HttpRequest, now: datetime) -> str:
    """Say why this does not do as the password of whoever is signed in; "" if it is right."""
    if not isinstance(request.user, User):
        raise TypeError("only somebody who is signed in can be asked")
    verdict = verify_password(request, request.user.get_username(), password, now)
    return str(PROBLEMS.get(verdict, ""))


def confirm(form: PasswordForm, request: HttpRequest, now: datetime) -> bool:
    """Return whether a valid form holds the right password; if not, the form says why."""
    problem = problem_with(form.cleaned_data[FIELD], request, now)
    if problem:
        form.add_error(FIELD, problem)
    return not problem
