"""What a person does with their own account: another password, and where they are signed in."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import views
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic_site.foundation.accounts import attempts
from clinic_site.foundation.accounts import sessions as open_sessions
from clinic_site.foundation.accounts.models import OpenSession
from clinic_site.foundation.accounts.people import user_of
from clinic_site.sign_in.middleware import IDLE_LIMIT

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
        open_sessions.end_with_new_password(
            form.user, now=timezone.now(), but=self.request.session.session_key
        )
        return response


def sessions(request: HttpRequest) -> HttpResponse:
    """List where the person is signed in; POST ends one other session, or all others."""
    user, now = user_of(request), timezone.now()
    others = OpenSession.objects.exclude(session=request.session.session_key)
    if request.method == "POST":
        chosen = request.POST.get("end", "")
        ended = open_sessions.end(_chosen(others, chosen), account=user, by=user, now=now)
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
        "sessions": open_sessions.open_sessions(user, seen_after=now - IDLE_LIMIT),
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
