"""What can be booked, and the rooms that it needs."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from intake.admin.diary import advice
from intake.admin.diary.asking import AsksFirst
from intake.admin.diary.kept import KeptWhileBooked
from intake.models import Room, Service


@admin.register(Room)
class RoomAdmin(KeptWhileBooked[Room]):
    """Rooms and tables."""

    change_form_template = "admin/intake/kept_form.html"
    list_display = ["name", "kind", "is_active"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "kind", "is_active"],
                "description": _(
                    "The clinic has one address, and these are the places in it. One booking at a "
                    "time uses a room or table. Without a free one, a visit that needs it is not "
                    "offered."
                ),
            },
        )
    ]


@admin.register(Service)
class ServiceAdmin(AsksFirst[Service], KeptWhileBooked[Service]):
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

    def advice(self, obj: Service) -> list[str]:
        """Look whether anybody has the hours for it, and a room."""
        return advice.on_service(obj)
