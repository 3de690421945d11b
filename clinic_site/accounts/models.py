"""What is kept about the staff's accounts beside Django's own rows.

No password, no address and nothing of a form ever stands in these rows.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Count(models.Model):
    """How often something was tried under one fingerprint. Written by accounts.counts only.

    `until` is when the window ends; after it the row means nothing and is purged.
    """

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    tries = models.PositiveIntegerField(_("tries"))
    until = models.DateTimeField(_("until"), db_index=True)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")

    def __str__(self) -> str:
        return self.fingerprint[:8]


class ResetRequest(models.Model):
    """Somebody typed an e-mail address and asked for a new password. Gone after a day.

    The row holds a keyed fingerprint of the address. Whether an account has it is looked up only
    when the letter is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    requested_at = models.DateTimeField(_("requested at"), db_index=True)

    class Meta:
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")

    def __str__(self) -> str:
        return str(self.pk)


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
