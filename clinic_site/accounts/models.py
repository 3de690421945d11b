"""What is kept about signing in: counts under fingerprints, and that a new password was asked for.

No password, no account's name, no address and nothing of a form ever stands in these rows.
"""

import uuid

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
