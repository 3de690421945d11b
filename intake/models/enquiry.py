"""The steps before a booking exists."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Enquiry(models.Model):
    """One person's way through the questions. Its answers are envelopes under its id.

    Written by intake.enquiries only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("started"))
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")

    def __str__(self) -> str:
        return str(self.id)
