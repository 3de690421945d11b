"""The staff's admin site and its first page."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ClinicAdminConfig(AdminConfig):
    """Django's admin, with our own site in place of the stock one."""

    default_site = "clinic_site.desk.site.ClinicAdminSite"


class DeskConfig(AppConfig):
    """The desk. It comes last, so that every permission exists when the roles are applied."""

    name = "clinic_site.desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Connect the project's only signal receiver."""
        # Models cannot be imported before every app is loaded.
        from clinic_site import roles

        post_migrate.connect(roles.apply, sender=self)
