"""How often something was tried, for limits of every kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Count(models.Model):
    """How often something was tried under one fingerprint. Written by web.counting only.

    `until` is when the window ends; after it the row means nothing and is purged. Two requests of
    one sender wait for each other at its row.
    """

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    tries = models.PositiveIntegerField(_("tries"))
    until = models.DateTimeField(_("until"), db_index=True)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")

    def __str__(self) -> str:
        return self.fingerprint[:8]
