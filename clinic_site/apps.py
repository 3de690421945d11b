"""The roof over both apps."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from clinic_site.deploy.private_files import close_to_others


class SiteConfig(AppConfig):
    """The whole site."""

    name = "clinic_site"

    def ready(self) -> None:
        """Close what is private to others, before any command or server writes to it."""
        database = settings.DATABASES["default"]
        is_file = database["ENGINE"] == "django.db.backends.sqlite3"
        close_to_others(
            Path(settings.LOCAL_DIR),
            Path(database["NAME"]) if is_file else None,
            Path(settings.MEDIA_ROOT),
        )
