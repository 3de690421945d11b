"""The clinic's own facts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicConfig(AppConfig):
    """Name, place, phones, opening hours, and what the clinic earns from what it offers."""

    name = "clinic_site.foundation.clinic"
    verbose_name = _("The clinic")
