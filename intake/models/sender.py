"""How often one sender asked today. Written by intake.throttling only."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sender(models.Model):
    """A count under a fingerprint that means nothing on another day; gone soon after it.

    Its row is also what two requests of one sender wait for each other at.
    """

    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    day = models.DateField(_("day"), db_index=True)
    requests = models.PositiveIntegerField(_("requests"), default=0)

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")

    def __str__(self) -> str:
        return f"{self.day} {self.fingerprint[:8]}"
