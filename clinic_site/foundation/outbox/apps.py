"""Notifications waiting to be sent."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """The only room that sends mail."""

    name = "clinic_site.foundation.outbox"
    verbose_name = _("Notifications")
