"""The accounts of the staff, as a manager keeps them: roles, and no single permissions."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

# What each role may do stands in clinic_site/roles.py and is applied after every migrate; a change
# made here would be gone the next time.
admin.site.unregister(Group)
admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin[User]):
    """People who sign in. Nobody can give a right here that a role does not hold."""

    list_display = ["username", "first_name", "last_name", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    actions = None
    fieldsets = (
        (None, {"fields": ("username", "password")}),
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
    readonly_fields = ("last_login", "date_joined")

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        """Let a new person sign in at once; what they see is up to their roles."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

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
