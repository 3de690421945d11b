"""Seeing which letters went out."""

from django.contrib import admin
from django.http import HttpRequest

from clinic_site.outbox.models import Letter


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin[Letter]):
    """Letters are read here and written elsewhere."""

    list_display = ["kind", "version", "status", "attempts", "created_at", "sent_at", "last_error"]
    list_filter = ["status", "kind"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: letters follow from what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Letter | None = None) -> bool:
        """Never."""
        return False
