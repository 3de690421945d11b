"""The intake app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """The patient's room: asking, booking, reviewing."""

    name = "intake"
    verbose_name = _("Bookings")
