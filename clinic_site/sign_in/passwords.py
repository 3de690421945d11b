"""Signing in with a password, and getting a forgotten one replaced."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from clinic_site.foundation.accounts import sessions
from clinic_site.foundation.accounts.attempts import (
    ACCOUNT_AND_LINE,
    Verdict,
    forgive,
    verify_password,
)
from clinic_site.foundation.accounts.resets import LINE as RESETS_OF_A_LINE
from clinic_site.foundation.accounts.resets import request_reset
from clinic_site.foundation.web.addresses import address_of

TOO_MANY = 429
BUSY_SECONDS = 5
"""Ten times as long as a password takes."""


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
            raise ValidationError(
                _(
                    "Many people are signing in at this moment. Wait a few seconds, then type your "
                    "password again."
                )
            )
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
        response.status_code = TOO_MANY
        response["Retry-After"] = str(BUSY_SECONDS)
    return response


class ResetForm(forms.Form):
    """The e-mail address of somebody who forgot a password."""

    email = forms.EmailField(
        label=_("Your e-mail address at the clinic"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_reset(request: HttpRequest) -> HttpResponse:
    """Take an address, and answer everybody alike: no account is looked at here."""
    form = ResetForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        here = address_of(request)
        if request_reset(form.cleaned_data["email"], here, timezone.now()):
            return redirect("password_reset_done")
        form.add_error("email", _("Too many messages were asked for. Please wait an hour."))
        status = TOO_MANY
    response = render(request, "admin/sign_in/reset.html", {"form": form}, status=status)
    if status == TOO_MANY:
        response["Retry-After"] = str(int(RESETS_OF_A_LINE.window.total_seconds()))
    return response


# Generic in its stubs only.
class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = _("New password"), _("New password once more")
        first.help_text = _(
            "At least 12 characters. Four words that have nothing to do with each other are easy "
            "to keep in mind."
        )
        second.help_text = ""


class NewPassword(PasswordResetConfirmView):
    """Where the link in the notification leads. It spares nobody the second step."""

    form_class = NewPasswordForm
    template_name = "admin/sign_in/new_password.html"

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]
        """Save it and end every session; who reads the account's mail waits for no lock-out."""
        now = timezone.now()
        response = super().form_valid(form)
        forgive(self.request, form.user.get_username(), now)
        sessions.end_with_new_password(form.user, now=now)
        return response
