"""What every page of a site needs, whatever it is about."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Tokens, origins, addresses and the one table of counts."""

    name = "clinic_site.foundation.web"
