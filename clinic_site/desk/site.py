"""The admin site that staff use."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clinic_site.desk import account_pages, worklists
from clinic_site.foundation.accounts import events
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.clinic import clock
from clinic_site.foundation.clinic.models import Clinic, LastRound
from clinic_site.sign_in.middleware import begin_session
from clinic_site.sign_in.passwords import SignInForm, refused
from clinic_site.sign_in.resubmission import carried, read_resubmission
from clinic_site.sign_in.second_step import complete, lead_on

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class ClinicAdminSite(AdminSite):
    """Django's admin with the desk as its first page."""

    site_header = gettext_lazy("Clinic staff")
    site_title = gettext_lazy("Clinic staff")
    index_title = gettext_lazy("Desk")
    site_url = "/"
    index_template = "admin/desk/index.html"
    login_form = SignInForm
    # The desk and the links on top lead everywhere; a list of every table beside them distracts.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add what the desk itself takes; Django's own last pattern catches everything."""
        own = [
            path("clock/", self.admin_view(confirm_clock), name="confirm_clock"),
            path("sessions/", self.admin_view(account_pages.own_sessions), name="own_sessions"),
        ]
        return [*own, *super().get_urls()]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Let staff pages be read and posted to, and nothing else; otherwise as Django does."""
        return require_http_methods(["GET", "HEAD", "POST"])(super().admin_view(view, cacheable))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Let staff in as Django does, and note it; carry a form along that came too late."""
        sent = read_resubmission(request)
        response = super().login(request, {**(extra_context or {}), **carried(sent)})
        if request.method != "POST" or response.status_code != HTTPStatus.FOUND:
            return refused(request, response)
        begin_session(request, timezone.now())
        if sent:
            response = lead_on(request, sent)
        return complete(request, response)

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Sign out as Django does, and note it."""
        user = request.user
        if request.method == "POST" and isinstance(user, User):
            events.record(AccountEvent.Kind.SIGNED_OUT, user, by=user, now=timezone.now())
        return super().logout(request, extra_context)

    # Django's own is a TemplateResponse or a redirect; its stubs name the first alone.
    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Ask for the old password, counted like a sign-in, and for a new one."""
        view = account_pages.OwnPassword.as_view(
            template_name="registration/password_change_form.html",
            success_url=reverse_lazy("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what waits for this person; the list of everything stands below it."""
        now = timezone.now()
        user = request.user
        desk = (
            worklists.for_person(user, now, Clinic.current().zone)
            if isinstance(user, User)
            else None
        )
        return super().index(request, {**(extra_context or {}), "desk": desk, "now": now})


class ShownClock(forms.Form):
    """The two moments that the desk showed: what a person looked at is all they can confirm."""

    last_round = forms.DateTimeField()
    now = forms.DateTimeField()


@require_POST
def confirm_clock(request: HttpRequest) -> HttpResponse:
    """Let the worker go on. If either moment has changed since, show both again and write nothing.

    Whoever may change the clinic may do this. It is kept in the admin's log.
    """
    user = request.user
    if not (isinstance(user, User) and user.has_perm("clinic.change_clinic")):
        raise PermissionDenied
    now = timezone.now()
    if clock.jumped_since(now) is None:
        messages.info(request, _("Nothing is on hold because of the clock any more."))
        return redirect("admin:index")
    form = ShownClock(request.POST)
    # The page grows old as a clock does that is set back a little: both within the same limit.
    if not (
        form.is_valid()
        and abs(now - form.cleaned_data["now"]) <= clock.BACK_AT_MOST
        and clock.confirm(form.cleaned_data["last_round"], now)
    ):
        messages.warning(
            request, _("Nothing was done: the times have changed. Look at both again.")
        )
        response = admin.site.index(request)
        response.status_code = HTTPStatus.CONFLICT
        return response
    LogEntry.objects.log_actions(
        user.pk, LastRound.objects.all(), CHANGE, "The clock is right.", single_object=True
    )
    messages.success(request, _("Thank you. The automatic work goes on within a minute."))
    return redirect("admin:index")
