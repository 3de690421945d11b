"""Who read what. The database itself refuses to change it."""

from django.contrib import admin
from django.http import HttpRequest

from intake.models import ReadLog


@admin.register(ReadLog)
class ReadLogAdmin(admin.ModelAdmin[ReadLog]):
    """Every opening of something private by staff, newest first."""

    list_display = ["at", "user", "kind", "page", "subject"]
    list_filter = ["kind", "page", "user"]
    list_select_related = ["user"]
    list_display_links = None
    date_hierarchy = "at"
    search_fields = ["subject"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: reading writes it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ReadLog | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ReadLog | None = None) -> bool:
        """Never."""
        return False
