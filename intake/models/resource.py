"""Who and what can be booked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.service import RoomKind, Service


class Resource(models.Model):
    """A practitioner, a room or a table.

    The parent exists so that the claims on time need one foreign key and one unique constraint.
    """

    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(
        _("can be booked"),
        default=True,
        help_text=_("When off, no new times are offered. Bookings already made stay."),
    )

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def __str__(self) -> str:
        return self.name


class Practitioner(Resource):
    """A person who sees patients."""

    role_title = models.CharField(
        _("role"),
        max_length=100,
        help_text=_("Shown to patients, for example: Physical therapist."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    services = models.ManyToManyField(
        Service, verbose_name=_("services"), related_name="practitioners", blank=True
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="practitioner",
        verbose_name=_("signs in as"),
        help_text=_("Whoever signs in with this account sees this diary under “My days”."),
    )

    class Meta:
        verbose_name = _("practitioner")
        verbose_name_plural = _("practitioners")
        ordering = ["order", "resource_ptr"]
        permissions = [
            ("report_absence", _("Can report the absence of anybody, and tell their patients")),
            ("report_own_absence", _("Can report their own absence")),
        ]


class Room(Resource):
    """A room or a table that one booking at a time can use."""

    kind = models.CharField(_("kind"), max_length=20, choices=RoomKind.choices)

    class Meta:
        verbose_name = _("room or table")
        verbose_name_plural = _("rooms and tables")
        ordering = ["kind", "resource_ptr"]
