"""The log of the accounts, to read."""

from django.contrib import admin

from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.foundation.web.protected_admin import ReadOnlyAdmin


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnlyAdmin[AccountEvent]):
    """Signing in, roles, refusals and exports, newest first."""

    list_display = ["at", "account", "kind", "detail", "by"]
    list_filter = ["managers_told", "kind", "account"]
    list_select_related = ["account", "by"]
    list_display_links = None
    date_hierarchy = "at"
