"""A patient's link. Written by intake.links only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.booking import Booking


class Link(models.Model):
    """The fingerprint of a link that was given out, from which nobody can make the link."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="links")
    purpose = models.CharField(_("purpose"), max_length=20)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("patient's link")
        verbose_name_plural = _("patients' links")

    def __str__(self) -> str:
        return f"{self.purpose} {self.booking_id}"
