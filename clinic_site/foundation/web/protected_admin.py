"""Rows that the admin only shows, and rows that stay while something stands on them."""

from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

Row = TypeVar("Row", bound=Model)


class ReadOnlyAdmin(admin.ModelAdmin[Row]):
    """Rows to look at: what happens writes them, and no person."""

    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Never."""
        return False


class ProtectedAdmin(admin.ModelAdmin[Row]):
    """Asked to delete a row that is in use, it says why not and leads to where it is used."""

    # One by one: each deletion is looked at.
    actions = None

    def why_protected(self, row: Row) -> str:
        """Return why this row has to stay, for staff; "" if it may go."""
        raise NotImplementedError

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse, with the reason, while anything uses the row."""
        row = self.get_object(request, object_id)
        may_delete = row is not None and self.has_delete_permission(request, row)
        if row is not None and may_delete and (reason := self.why_protected(row)):
            self.message_user(request, reason, messages.ERROR)
            page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(page, args=[row.pk]))
        return super().delete_view(request, object_id, extra_context)
