"""The admin site that staff use."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class ClinicAdminSite(AdminSite):
    """Django's admin with the desk as its first page."""

    site_header = _("Clinic staff")
    site_title = _("Clinic staff")
    index_title = _("Desk")
    site_url = "/"
