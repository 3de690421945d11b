"""A staff member's private calendar address. Written by intake.exchange only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.resource import Practitioner


class DiaryFeed(models.Model):
    """The fingerprint of an address that a calendar program reads the diary from."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("for")
    )
    practitioner = models.ForeignKey(
        Practitioner,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whose diary"),
    )
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.practitioner or _('Everybody')}"
