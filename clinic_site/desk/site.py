"""The admin site that staff use."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from clinic_site.desk import clock, own_account, worklists
from clinic_site.foundation.accounts import events
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.sign_in.middleware import begin_session
from clinic_site.sign_in.passwords import SignInForm, refused
from clinic_site.sign_in.resubmission import carried, read_resubmission
from clinic_site.sign_in.second_step import complete, lead_on

FOUND = 302

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class ClinicAdminSite(AdminSite):
    """Django's admin with the desk as its first page."""

    site_header = _("Clinic staff")
    site_title = _("Clinic staff")
    index_title = _("Desk")
    site_url = "/"
    index_template = "admin/desk/index.html"
    login_form = SignInForm
    # The desk and the links on top lead everywhere; a list of every table beside them distracts.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add what the desk itself takes; Django's own last pattern catches everything."""
        own = [
            path("clock/", self.admin_view(clock.confirm), name="confirm_clock"),
            path("sessions/", self.admin_view(own_account.sessions), name="own_sessions"),
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
        if request.method != "POST" or response.status_code != FOUND:
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
        view = own_account.OwnPassword.as_view(
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
