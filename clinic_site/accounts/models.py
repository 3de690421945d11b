"""What is kept about signing in: counts under fingerprints.

No password, no account's name, no address and nothing of a form ever stands in these rows.
"""

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
