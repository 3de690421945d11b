"""What the intake room hands to the shared rooms when the site starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """The patient's room: asking, booking, reviewing."""

    name = "intake"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        """Register the renderer of these notifications, and the guard of the time zone."""
        from clinic_site.foundation.clinic.models import object_to_new_zone
        from clinic_site.foundation.outbox import sending
        from intake.notifications.kinds import NOTIFICATIONS, PREFIX
        from intake.notifications.rendering import render
        from intake.queries import worklists

        names = {kind: row.name for kind, row in NOTIFICATIONS.items()}
        sending.register(PREFIX, render, names)
        object_to_new_zone(worklists.any_ahead)
