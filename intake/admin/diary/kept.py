"""What bookings stand on is switched off when it is not needed, not deleted."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from intake.models import Practitioner, Room, Service

M = TypeVar("M", bound=Model)


class KeptWhileBooked(admin.ModelAdmin[M]):
    """Something that bookings stand on: switched off when it is not needed, not deleted."""

    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Allow deleting only what no booking has ever named."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not _is_booked(obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Say why there is no delete button, and what to do instead."""
        obj = self.get_object(request, object_id)
        why = ""
        if obj is not None and _is_booked(obj) and self.has_change_permission(request, obj):
            why = gettext(
                "Bookings name it, so it cannot be deleted. To stop offering it, untick the box "
                "that says it can be booked or is offered."
            )
        more = {**(extra_context or {}), "why_kept": why}
        return super().change_view(request, object_id, form_url, more)


def _is_booked(obj: Model) -> bool:
    return isinstance(obj, Practitioner | Room | Service) and obj.bookings.exists()
