"""What is private, sealed, and who read it; and what counts or opens without naming anybody."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.booking import Booking
from intake.models.diary import Practitioner


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


class Envelope(models.Model):
    """One sealed text. The subject is a booking's id, or an enquiry's while there is no booking."""

    subject = models.UUIDField(_("subject"))
    kind = models.CharField(_("kind"), max_length=20)
    sealed = models.BinaryField(_("sealed"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind"], name="envelope_one_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class ReadLog(models.Model):
    """Who opened which envelope, when, and on which page.

    The database itself refuses to change or delete a row (migration 0002), so it carries no foreign
    key to the booking, whose private parts are one day purged.
    """

    subject = models.UUIDField(_("subject"), db_index=True)
    kind = models.CharField(_("kind"), max_length=20)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    page = models.CharField(_("page"), max_length=100)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("read log")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class LookupKey(models.Model):
    """A keyed hash of a name, phone number or e-mail, by which staff find a caller."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="lookup_keys")
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=[("name", _("Name")), ("phone", _("Phone")), ("email", _("E-mail"))],
    )
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("look-up key")
        verbose_name_plural = _("look-up keys")
        indexes = [models.Index(fields=["kind", "digest"], name="lookup_kind_digest")]
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "kind", "digest"], name="lookup_once_per_booking"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.booking_id}"


class PurgeRun(models.Model):
    """When old private things were last deleted, one row a day. Written by intake.privacy only."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("last run"))
    bookings = models.PositiveIntegerField(_("bookings"), default=0)
    enquiries = models.PositiveIntegerField(_("enquiries"), default=0)

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"


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
