"""What bookings stand on is switched off when it is not needed, not deleted."""

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from clinic_site.foundation.web.protected_admin import ProtectedAdmin
from intake.models import Practitioner, Room, Service

M = TypeVar("M", bound=Model)


class KeptWhileBooked(ProtectedAdmin[M]):
    """Something that bookings stand on: switched off when it is not needed, not deleted."""

    def why_protected(self, row: M) -> str:
        """Say what to do instead, if a booking has ever named the row."""
        if not isinstance(row, Practitioner | Room | Service) or not row.bookings.exists():
            return ""
        return gettext(
            "Bookings name it, so it cannot be deleted. To stop offering it, untick the box "
            "that says it can be booked or is offered."
        )

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow deleting only what no booking has ever named."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not self.why_protected(obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say why there is no delete button, and what to do instead."""
        obj = self.get_object(request, object_id)
        may_change = obj is not None and self.has_change_permission(request, obj)
        why = self.why_protected(obj) if obj is not None and may_change else ""
        more = {**(extra_context or {}), "why_kept": why}
        return super().change_view(request, object_id, form_url, more)
