"""Pages where a password is typed: signing in, and changing it."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.debug import sensitive_variables

from clinic_site.accounts.attempts import ACCOUNT_AND_LINE, Verdict, verify_password

TOO_MANY, UNAVAILABLE = 429, 503
BUSY_SECONDS = 5
"""Ten times as long as a password takes."""

REFUSALS: Mapping[Verdict, str] = {
    Verdict.WRONG: gettext_noop("This password is wrong. Type it again."),
    Verdict.LOCKED: gettext_noop("The password was wrong too many times. Please wait 15 minutes."),
    Verdict.BUSY: gettext_noop(
        "Many people are signing in at this moment. Wait a few seconds, then type your password "
        "again."
    ),
}
"""What a person is told whose password is not taken."""


class SignInForm(AdminAuthenticationForm):
    """Name and password of a member of staff. `verdict` says what came of them."""

    verdict: Verdict | None = None

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Let one person in, and count the wrong passwords of all others."""
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username is None or not password or self.request is None:
            return self.cleaned_data
        self.verdict = verify_password(self.request, username, password, timezone.now())
        if self.verdict is Verdict.BUSY:
            raise ValidationError(gettext(REFUSALS[Verdict.BUSY]))
        if self.verdict is not Verdict.RIGHT:
            raise self.get_invalid_login_error()
        self.user_cache = User.objects.get_by_natural_key(username)
        self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


def refused(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the answer to a sign-in: as Django gave it, or that nobody is let in just now."""
    context = response.context_data if isinstance(response, TemplateResponse) else None
    verdict = getattr((context or {}).get("form"), "verdict", None)
    if verdict is Verdict.LOCKED:
        response = render(request, "admin/locked_out.html", status=TOO_MANY)
        response["Retry-After"] = str(int(ACCOUNT_AND_LINE.window.total_seconds()))
    if verdict is Verdict.BUSY:
        response.status_code = UNAVAILABLE
        response["Retry-After"] = str(BUSY_SECONDS)
    return response


class ChangePasswordForm(AdminPasswordChangeForm):
    """The old password and a new one; wrong old ones are counted as in signing in."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    @sensitive_variables()
    def clean_old_password(self) -> str:
        """Refuse a wrong one, also from somebody at a desk that was left open."""
        old = str(self.cleaned_data["old_password"])
        name = self.user.get_username()
        verdict = verify_password(self.request, name, old, timezone.now())
        if verdict is not Verdict.RIGHT:
            raise ValidationError(gettext(REFUSALS[verdict]))
        return old


class ChangePassword(PasswordChangeView):
    """Somebody who is signed in changes their own password."""

    form_class = ChangePasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Hand the request to the form, which counts by where it comes from."""
        return {**super().get_form_kwargs(), "request": self.request}
