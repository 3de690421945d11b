"""What the intake room hands to the shared rooms when the site starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """The patient's room: asking, booking, reviewing."""

    name = "intake"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        """Tell the shared rooms who writes these letters, and whose times a new zone would move."""
        from clinic_site.foundation.clinic import guards
        from clinic_site.foundation.outbox import registry
        from intake import letters, queries

        registry.register(letters.PREFIX, letters.render, letters.NAMES)
        guards.register(queries.any_ahead)
