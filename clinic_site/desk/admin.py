"""The accounts of the staff, as a manager keeps them: roles, and no single permissions.

Every change asks for the manager's own password and stands in the log. Nobody changes their own
roles, and what opens patients' answers is told to every manager.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.forms import CheckboxSelectMultiple, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from clinic_site import roles
from clinic_site.desk import account_pages
from clinic_site.foundation.accounts import events, sessions
from clinic_site.foundation.accounts.attempts import CONFIRMED_WITH, PasswordForm, problem_with
from clinic_site.foundation.accounts.backends import is_demo_account
from clinic_site.foundation.accounts.events import Kind
from clinic_site.foundation.accounts.models import DemoAccount
from clinic_site.foundation.accounts.people import user_of

# What each role may do stands in clinic_site/roles.py and is applied after every migrate; a change
# made here would be gone the next time.
admin.site.unregister(Group)
admin.site.unregister(User)

AccountPage = Callable[[HttpRequest, User], HttpResponse]

_PROBLEM = "password_problem"
_OWN_RIGHTS = ("groups", "is_active")
_PASSWORD = (_("Before you save"), {"fields": (CONFIRMED_WITH,)})


class _ConfirmedForm(PasswordForm):
    """A form on an account that is saved only with the password of whoever sends it."""

    password_problem: str

    def clean(self) -> dict[str, Any]:
        """Say what was wrong with the password."""
        data = super().clean() or self.cleaned_data
        if self.password_problem and CONFIRMED_WITH in self.cleaned_data:
            self.add_error(CONFIRMED_WITH, self.password_problem)
        return data


# Django does not let these be subscripted at run time.
class AccountForm(_ConfirmedForm, UserChangeForm):  # type: ignore[type-arg]
    """An account that exists."""


class NewAccountForm(_ConfirmedForm, UserCreationForm):  # type: ignore[type-arg]
    """A new account. It has no role yet."""


@admin.register(User)
class StaffAdmin(UserAdmin[User]):
    """People who sign in. Nobody can give a right here that a role does not hold."""

    form = AccountForm
    add_form = NewAccountForm
    list_display = ["username", "first_name", "last_name", "kind", "is_active", "last_login"]
    list_select_related = ["demo_account"]
    list_filter = ["is_active", "groups"]
    actions = None
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}), _PASSWORD)
    fieldsets = (
        (None, {"fields": ("username", "what_follows")}),
        (
            _("Person"),
            {
                "fields": ("first_name", "last_name", "email"),
                "description": _("Colleagues see this name beside what the person decides."),
            },
        ),
        (
            _("Roles"),
            {
                "fields": _OWN_RIGHTS,
                "description": _(
                    "Without a role a person can sign in and sees nothing. Untick “active” when "
                    "somebody leaves: they are signed out at once. Nobody changes their own roles: "
                    "ask a colleague. Every manager gets a notification about a role that reads "
                    "patients’ answers."
                ),
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("what_follows", "last_login", "date_joined")
    # Five roles: boxes to tick say it all, without a script.
    filter_horizontal = ()

    @admin.display(description=_("account"))
    def kind(self, user: User) -> str:
        """Tell the accounts of a demo from those of real people."""
        return _g("demo account") if hasattr(user, "demo_account") else _g("staff")

    @admin.display(description=_("account"))
    def what_follows(self, user: User) -> str:
        """Say what becomes of a demo account: no password makes a real one of it."""
        if not hasattr(user, "demo_account"):
            return _g("A member of staff.")
        if settings.DEMO:
            return _g("A demo account: it ends with the demo.")
        return _g("A demo account: it cannot sign in. Add a new account for a real person.")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Ask for the password where something can be saved."""
        found = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return found
        return (*found, _PASSWORD)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Keep everybody, those above all roles too, from changing their own rights."""
        found = super().get_readonly_fields(request, obj)
        return (*found, *_OWN_RIGHTS) if obj == request.user else found

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **options: Any
    ) -> Any:
        """Let the form know what came of the password."""
        form = super().get_form(request, obj, change=change, **options)
        problem = getattr(request, _PROBLEM, "")
        return type(form.__name__, (form,), {"password_problem": problem})

    def add_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Check the password before Django begins its transaction."""
        _check_password(request)
        return super().add_view(request, *args, **options)

    def change_view(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        """Check the password before Django begins its transaction."""
        _check_password(request)
        return super().change_view(request, *args, **options)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer the roles by their names."""
        shown = {"widget": CheckboxSelectMultiple(), "label": _("Roles"), "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **{**options, **shown})

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        """Save and note it. A new person may sign in at once, and sees what their roles allow.

        An account that a demo account makes is a demo account too.
        """
        if not change:
            obj.is_staff = True
        before = User.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        now, by = timezone.now(), user_of(request)
        if before is None:
            # Or a stranger who tried the demo would keep a way in.
            if is_demo_account(by):
                DemoAccount.objects.create(user=obj)
            events.record(Kind.CREATED, obj, by=by, now=now)
            return
        if {"username", "first_name", "last_name"} & set(form.changed_data):
            names = (before.get_username(), before.get_full_name())
            events.record(Kind.RENAMED, obj, by=by, now=now, detail=", ".join(filter(None, names)))
        if "email" in form.changed_data:
            events.record(Kind.EMAIL_CHANGED, obj, by=by, now=now, former_email=before.email)
        if "is_active" in form.changed_data:
            kind = Kind.REACTIVATED if obj.is_active else Kind.DEACTIVATED
            events.record(kind, obj, by=by, now=now)
            if not obj.is_active:
                sessions.end_all(obj, by=by, now=now)

    def save_related(
        self, request: HttpRequest, form: ModelForm[User], formsets: Any, change: bool
    ) -> None:
        """Save the roles and note what was given and taken."""
        before = _roles_of(form.instance)
        super().save_related(request, form, formsets, change)
        after = _roles_of(form.instance)
        now, by = timezone.now(), user_of(request)
        for kind, changed in (
            (Kind.ROLE_GRANTED, after - before),
            (Kind.ROLE_REMOVED, before - after),
        ):
            if changed:
                which, opens = ", ".join(sorted(changed)), any(map(roles.opens_answers, changed))
                events.record(
                    kind, form.instance, by=by, now=now, detail=which, tell_managers=opens
                )

    def get_urls(self) -> list[URLPattern]:
        """Add what a manager does for an account beside its facts."""
        own: list[URLPattern] = [
            path(
                f"<id>/{name}/",
                self.admin_site.admin_view(self._page(page)),
                name=f"auth_user_{name.replace('-', '_')}",
            )
            for name, page in (
                ("reset-second-step", account_pages.reset_second_step),
                ("end-sessions", account_pages.end_sessions),
            )
        ]
        return own + super().get_urls()

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's name
        form_url: str = "",
    ) -> HttpResponse:
        """Set a colleague's password, and say that it makes no real account of a demo account."""
        response = self._page(account_pages.set_password)(request, id)
        is_done = response.status_code == HTTPStatus.FOUND
        if is_done and DemoAccount.objects.filter(pk=int(id)).exists():
            warning = _g(
                "This account still ends with the demo. Add a new account for a real person."
            )
            messages.warning(request, warning)
        return response

    def _page(self, page: AccountPage) -> Callable[[HttpRequest, str], HttpResponse]:
        def on_account(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - see above
            account = self.get_object(request, unquote(id))
            if not self.has_change_permission(request, account):
                raise PermissionDenied
            if account is None:
                raise Http404
            return page(request, account)

        return on_account

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep the accounts above all roles to themselves: who changes one has all its power."""
        if isinstance(obj, User) and obj.is_superuser and not user_of(request).is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: the history of bookings and articles names who acted."""
        return False


def _roles_of(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def _check_password(request: HttpRequest) -> None:
    """Note what came of the password that was sent, for the form to say.

    Not within a transaction: hashing takes half a second, for which nobody else could write to
    SQLite; and a wrong password must stay counted whatever becomes of the form.
    """
    if typed := request.POST.get(CONFIRMED_WITH, ""):
        setattr(request, _PROBLEM, problem_with(typed, request, timezone.now()))
