"""The log of the accounts, to read."""

from django.contrib import admin
from django.http import HttpRequest

from clinic_site.foundation.accounts.models import AccountEvent


@admin.register(AccountEvent)
class AccountEventAdmin(admin.ModelAdmin[AccountEvent]):
    """Signing in, roles, refusals and exports, newest first."""

    list_display = ["at", "account", "kind", "detail", "by"]
    list_filter = ["managers_told", "kind", "account"]
    list_select_related = ["account", "by"]
    list_display_links = None
    date_hierarchy = "at"
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: what happens writes it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: AccountEvent | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AccountEvent | None = None) -> bool:
        """Never."""
        return False
