"""Who works when and where, and what can be booked."""

from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clinic_site.clinic.models import Clinic
from clinic_site.clinic.pickers import PICKERS
from intake import queries
from intake.models import Closure, Opening, Practitioner, Room, Service, WeeklyHours

M = TypeVar("M", bound=Model)

_STAYS = _("What is already booked stays booked, whatever you change here.")


class WeeklyHoursInline(admin.TabularInline[WeeklyHours, Practitioner]):
    """The hours of every week, beside the person."""

    model = WeeklyHours
    formfield_overrides = PICKERS
    extra = 0
    verbose_name_plural = _(
        "weekly hours (in the clinic’s time zone; leave a gap between two rows for lunch)"
    )


class OpeningInline(admin.TabularInline[Opening, Practitioner]):
    """Extra hours on single days."""

    model = Opening
    formfield_overrides = PICKERS
    extra = 0
    verbose_name_plural = _(
        "extra openings (in the clinic’s time zone; added to the weekly hours, on one date)"
    )


class KeptWhileBooked(admin.ModelAdmin[M]):
    """Something that bookings stand on: switched off when it is not needed, not deleted."""

    actions = None
    change_form_template = "admin/intake/kept_form.html"

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


@admin.register(Practitioner)
class PractitionerAdmin(KeptWhileBooked[Practitioner]):
    """People who see patients, with their hours."""

    list_display = ["name", "role_title", "is_active", "order"]
    filter_horizontal = ["services"]
    inlines = [WeeklyHoursInline, OpeningInline]
    fieldsets = [
        (None, {"fields": ["name", "role_title", "is_active", "order"], "description": _STAYS}),
        (
            _("What they offer"),
            {
                "fields": ["services"],
                "description": _("A service that nobody offers cannot be booked."),
            },
        ),
    ]


@admin.register(Room)
class RoomAdmin(KeptWhileBooked[Room]):
    """Rooms and tables."""

    list_display = ["name", "kind", "is_active"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "kind", "is_active"],
                "description": _(
                    "One booking at a time uses a room or table. Without a free one, a visit that "
                    "needs it is not offered."
                ),
            },
        )
    ]


@admin.register(Service)
class ServiceAdmin(KeptWhileBooked[Service]):
    """Kinds of visit, with the rules for when they can be booked."""

    list_display = ["name", "length_minutes", "price", "is_active", "order"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (
            _("What patients read before they choose"),
            {"fields": ["name", "slug", "summary", "price", "who_pays", "order", "is_active"]},
        ),
        (
            _("How long it takes"),
            {
                "fields": ["length_minutes", "buffer_before_minutes", "buffer_after_minutes"],
                "description": _(
                    "Longer visits mean fewer free times, from now on. What is already booked "
                    "keeps the length it was booked with."
                ),
            },
        ),
        (
            _("When it can be booked"),
            {"fields": ["start_every_minutes", "notice_hours", "horizon_days"]},
        ),
        (
            _("What it needs"),
            {
                "fields": ["room_kind", "checklist"],
                "description": _(
                    "With a checklist, its questions are asked before any time is shown. A yes or "
                    "a not sure flags the request for whoever decides."
                ),
            },
        ),
    ]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin[Closure]):
    """Time when nobody is booked."""

    formfield_overrides = PICKERS
    list_display = ["date", "starts", "ends", "practitioner", "reason"]
    list_filter = ["practitioner"]
    list_select_related = ["practitioner"]
    date_hierarchy = "date"
    fieldsets = [
        (
            None,
            {
                "fields": ["practitioner", "date", "starts", "ends", "reason"],
                "description": _(
                    "No new times are offered then. Times are in the clinic’s time zone. Visits "
                    "already booked are not canceled: after saving you are told how many there "
                    "are."
                ),
            },
        )
    ]

    def save_model(
        self, request: HttpRequest, obj: Closure, form: ModelForm[Closure], change: bool
    ) -> None:
        """Save, and tell how many people already count on that time."""
        super().save_model(request, obj, form, change)
        affected = queries.live_during(obj, Clinic.current().zone)
        count = affected.count()
        if count:
            said = ngettext(
                "%(count)d visit is already booked in this time and stays booked: %(which)s.",
                "%(count)d visits are already booked in this time and stay booked: %(which)s.",
                count,
            )
            which = ", ".join(booking.reference for booking in affected[:20])
            messages.warning(request, said % {"count": count, "which": which})
