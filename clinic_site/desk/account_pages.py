"""What a manager does for an account, each on a page that asks for the manager's password."""

from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic_site.foundation.accounts import events, sessions
from clinic_site.foundation.accounts.attempts import PasswordForm, confirm
from clinic_site.foundation.accounts.models import AccountEvent, AuthenticatorApp
from clinic_site.foundation.accounts.people import user_of

Kind = AccountEvent.Kind


class NewPasswordForm(PasswordForm, SetPasswordForm):  # type: ignore[type-arg]
    """A new password for somebody, twice, and one's own."""


def set_password(request: HttpRequest, account: User) -> HttpResponse:
    """Set a colleague's password; one's own is changed with the old one, on its own page."""
    if account == request.user:
        return redirect("admin:password_change")
    form = NewPasswordForm(account, request.POST if request.method == "POST" else None)
    now = timezone.now()
    if not (form.is_valid() and confirm(form, request, now)):
        return _page(
            request,
            account,
            form,
            title=_("Set a new password for %(name)s") % {"name": account},
            lede=_("They are signed out everywhere, and sign in with the new password."),
            button=_("Set the password"),
        )
    by = user_of(request)
    with transaction.atomic():
        form.save()
        sessions.end_all(account, by=by, now=now)
        events.record(Kind.PASSWORD_SET, account, by=by, now=now, tell_managers=True)
    return _back(request, account, _("The new password is set. Tell the person what it is."))


def reset_second_step(request: HttpRequest, account: User) -> HttpResponse:
    """Forget the person's app and recovery codes: they set up new ones at the next sign-in."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if not (form.is_valid() and confirm(form, request, now)):
        return _page(
            request,
            account,
            form,
            title=_("Reset the second step of %(name)s") % {"name": account},
            lede=_(
                "For somebody whose phone is lost or new. Make sure that it is really they who "
                "ask. They are signed out everywhere, and set up the app again when they sign in."
            ),
            button=_("Reset the second step"),
        )
    by = user_of(request)
    with transaction.atomic():
        AuthenticatorApp.objects.filter(user=account).delete()
        # A session that somebody else holds must not be the one that sets up the next app.
        sessions.end_all(account, by=by, now=now, but=_own_session(request, account))
        events.record(Kind.SECOND_STEP_RESET, account, by=by, now=now)
    return _back(request, account, _("The second step is reset."))


def end_sessions(request: HttpRequest, account: User) -> HttpResponse:
    """Sign the person out everywhere, except for the session that asks."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if not (form.is_valid() and confirm(form, request, now)):
        return _page(
            request,
            account,
            form,
            title=_("End all sessions of %(name)s") % {"name": account},
            lede=_("They are signed out everywhere, and can sign in again with their password."),
            button=_("End all sessions"),
        )
    but = _own_session(request, account)
    sessions.end_all(account, by=user_of(request), now=now, but=but)
    return _back(request, account, _("All sessions are ended."))


def _page(
    request: HttpRequest, account: User, form: Form, *, title: str, lede: str, button: str
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "account": account,
        "form": form,
        "title": title,
        "lede": lede,
        "button": button,
    }
    return render(request, "admin/auth/user/page.html", context)


def _back(request: HttpRequest, account: User, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("admin:auth_user_change", account.pk)


def _own_session(request: HttpRequest, account: User) -> str | None:
    return request.session.session_key if account == request.user else None
