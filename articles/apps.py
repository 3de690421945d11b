"""What the articles room hands to the shared rooms when the site starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """The reader's room: writing, publishing, reading."""

    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        """Tell the outbox who writes the week's notifications."""
        from articles import digests
        from clinic_site.foundation.outbox import sending

        sending.register(digests.PREFIX, digests.render_digest, digests.NAMES)
