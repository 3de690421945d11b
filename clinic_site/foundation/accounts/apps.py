"""The staff's accounts: what is kept about signing in, and asking for a password again."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Stands below both apps, so that either may ask for a password again."""

    name = "clinic_site.foundation.accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Tell the outbox who writes the notifications about accounts."""
        from clinic_site.foundation.accounts import events, resets
        from clinic_site.foundation.outbox import sending

        sending.register(resets.KIND, resets.render, resets.NAMES)
        sending.register(events.PREFIX, events.render, events.NAMES)
