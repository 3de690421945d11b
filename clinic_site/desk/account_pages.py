"""Pages of accounts: what a manager does for a colleague, and a person for themselves.

Each change asks for the password of whoever makes it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import views
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic_site.foundation.accounts import attempts, events, sessions
from clinic_site.foundation.accounts.attempts import PasswordForm, confirm_password
from clinic_site.foundation.accounts.events import Kind
from clinic_site.foundation.accounts.models import AuthenticatorApp, OpenSession
from clinic_site.foundation.accounts.people import user_of
from clinic_site.sign_in.middleware import IDLE_LIMIT


# Django does not let SetPasswordForm be subscripted at run time.
class ColleaguesPasswordForm(PasswordForm, SetPasswordForm):  # type: ignore[type-arg]
    """A new password for somebody, twice, and one's own."""


def set_password(request: HttpRequest, account: User) -> HttpResponse:
    """Set a colleague's password; one's own is changed with the old one, on its own page."""
    if account == request.user:
        return redirect("admin:password_change")
    form = ColleaguesPasswordForm(account, request.POST if request.method == "POST" else None)

    def act(by: User, now: datetime) -> str:
        form.save()
        sessions.end_all(account, by=by, now=now)
        events.record(Kind.PASSWORD_SET, account, by=by, now=now, tell_managers=True)
        return _("The new password is set. Tell the person what it is.")

    return _confirmed(
        request,
        account,
        form,
        act,
        title=_("Set a new password for %(name)s") % {"name": account},
        lede=_("They are signed out everywhere, and sign in with the new password."),
        button=_("Set the password"),
    )


def reset_second_step(request: HttpRequest, account: User) -> HttpResponse:
    """Forget the person's app and recovery codes: they set up new ones at the next sign-in."""

    def act(by: User, now: datetime) -> str:
        AuthenticatorApp.objects.filter(user=account).delete()
        # A session that somebody else holds must not be the one that sets up the next app.
        sessions.end_all(account, by=by, now=now, but=_own_session(request, account))
        events.record(Kind.SECOND_STEP_RESET, account, by=by, now=now)
        return _("The second step is reset.")

    return _confirmed(
        request,
        account,
        PasswordForm(request.POST if request.method == "POST" else None),
        act,
        title=_("Reset the second step of %(name)s") % {"name": account},
        lede=_(
            "For somebody whose phone is lost or new. Make sure that it is really they who "
            "ask. They are signed out everywhere, and set up the app again when they sign in."
        ),
        button=_("Reset the second step"),
    )


def end_sessions(request: HttpRequest, account: User) -> HttpResponse:
    """Sign the person out everywhere, except for the session that asks."""

    def act(by: User, now: datetime) -> str:
        sessions.end_all(account, by=by, now=now, but=_own_session(request, account))
        return _("All sessions are ended.")

    return _confirmed(
        request,
        account,
        PasswordForm(request.POST if request.method == "POST" else None),
        act,
        title=_("End all sessions of %(name)s") % {"name": account},
        lede=_("They are signed out everywhere, and can sign in again with their password."),
        button=_("End all sessions"),
    )


def _confirmed(
    request: HttpRequest,
    account: User,
    form: PasswordForm,
    act: Callable[[User, datetime], str],
    **texts: str,
) -> HttpResponse:
    """Show the page until its form holds the manager's password; then act, and say what was done.

    The password is checked before the transaction begins, so that a wrong one stays counted.
    """
    now = timezone.now()
    if not (form.is_valid() and confirm_password(form, request, now)):
        context = {**admin.site.each_context(request), "account": account, "form": form, **texts}
        return render(request, "admin/auth/user/page.html", context)
    with transaction.atomic():
        said = act(user_of(request), now)
    messages.success(request, said)
    return redirect("admin:auth_user_change", account.pk)


def _own_session(request: HttpRequest, account: User) -> str | None:
    return request.session.session_key if account == request.user else None


OTHERS = "others"


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's form, except that wrong old passwords count as they do at the sign-in."""

    def __init__(self, request: HttpRequest, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request

    def clean_old_password(self) -> str:
        """Refuse a wrong one."""
        typed: str = self.cleaned_data["old_password"]
        if problem := attempts.problem_with(typed, self.request, timezone.now()):
            raise ValidationError(problem)
        return typed


class OwnPassword(views.PasswordChangeView):
    """Another password for oneself. It ends the person's other sessions."""

    form_class = OwnPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Let the form know who asks."""
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, end the other sessions and note it."""
        response = super().form_valid(form)
        sessions.end_with_new_password(
            form.user, now=timezone.now(), but=self.request.session.session_key
        )
        return response


def own_sessions(request: HttpRequest) -> HttpResponse:
    """List where the person is signed in; POST ends one other session, or all others."""
    user, now = user_of(request), timezone.now()
    others = OpenSession.objects.exclude(session=request.session.session_key)
    if request.method == "POST":
        chosen = request.POST.get("end", "")
        ended = sessions.end(_chosen(others, chosen), account=user, by=user, now=now)
        messages.success(
            request,
            ngettext("%(n)s session was ended.", "%(n)s sessions were ended.", ended) % {"n": ended}
            if ended
            else _("That session had ended already."),
        )
        return redirect("admin:own_sessions")
    context = {
        **admin.site.each_context(request),
        "title": _("Where you are signed in"),
        "sessions": sessions.open_sessions(user, seen_after=now - IDLE_LIMIT),
        "this_one": request.session.session_key,
        "now": now,
    }
    return render(request, "admin/own/sessions.html", context)


def _chosen(others: QuerySet[OpenSession], chosen: str) -> QuerySet[OpenSession]:
    if chosen == OTHERS:
        return others
    try:
        return others.filter(pk=UUID(chosen))
    except ValueError:
        return others.none()
