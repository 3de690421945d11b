"""What is kept about the staff's accounts beside Django's own rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoAccount(models.Model):
    """The mark of an account that is for a demo: its password is known, so it must die with it.

    It is never taken off, not even by a new password: whoever had the account in the demo may
    still hold a session, a link or a second step of it. A real person gets a new account.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="demo_account"
    )

    class Meta:
        verbose_name = _("demo account")
        verbose_name_plural = _("demo accounts")

    def __str__(self) -> str:
        return str(self.user_id)
