"""The accounts of the staff, as a manager keeps them: roles, and no single permissions."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from clinic_site.accounts.backends import is_demo_account
from clinic_site.accounts.models import DemoAccount

FOUND = 302

# What each role may do stands in clinic_site/roles.py and is applied after every migrate; a change
# made here would be gone the next time.
admin.site.unregister(Group)
admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin[User]):
    """People who sign in. Nobody can give a right here that a role does not hold."""

    list_display = ["username", "first_name", "last_name", "kind", "is_active", "last_login"]
    list_select_related = ["demo_account"]
    list_filter = ["is_active", "groups"]
    actions = None
    fieldsets = (
        (None, {"fields": ("username", "what_follows", "password")}),
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
                "fields": ("groups", "is_active", "is_staff"),
                "description": _(
                    "Without a role a person can sign in and sees nothing. Untick “active” when "
                    "somebody leaves: they are signed out with their next click."
                ),
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("what_follows", "last_login", "date_joined")

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

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        """Let a new person sign in at once; what they see is up to their roles.

        Whom a demo account lets in has a demo account too.
        """
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        # Or a stranger who tried the demo would keep a way in.
        if not change and isinstance(request.user, User) and is_demo_account(request.user):
            DemoAccount.objects.create(user=obj)

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's name
        form_url: str = "",
    ) -> HttpResponse:
        """Set a password, and say that it makes no real account of a demo account."""
        response = super().user_change_password(request, id, form_url)
        if response.status_code == FOUND and DemoAccount.objects.filter(pk=int(id)).exists():
            warning = _g(
                "This account still ends with the demo. Add a new account for a real person."
            )
            messages.warning(request, warning)
        return response

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep the accounts above all roles to themselves: who changes one has all its power."""
        if isinstance(obj, User) and obj.is_superuser and not _is_superuser(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: the history of bookings and articles names who acted."""
        return False


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
