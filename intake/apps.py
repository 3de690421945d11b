"""The intake app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """The patient's room: asking, booking, reviewing."""

    name = "intake"
    verbose_name = _("Bookings")

    def ready(self) -> None:
        """Tell the outbox who writes the letters about bookings."""
        from clinic_site.outbox.registry import register
        from intake import letters

        register(letters.PREFIX, letters.render)
