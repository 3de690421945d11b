"""The time that bookings own, and the times they are offered. Written by intake.actions only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.booking import Booking
from intake.models.resource import Practitioner, Resource, Room


class Offer(models.Model):
    """One of the times that a patient can choose from. The rows go when the patient has answered.

    Each owns its time cells, so that every offered time is still free when it is accepted.
    """

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="offers")
    position = models.PositiveSmallIntegerField(_("position"))
    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, related_name="offers", verbose_name=_("with")
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, related_name="offers", verbose_name=_("room or table")
    )
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))

    class Meta:
        verbose_name = _("offered time")
        verbose_name_plural = _("offered times")
        ordering = ["booking", "position"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "position"], name="offer_one_per_position"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="offer_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id}/{self.position}"


class TimeCell(models.Model):
    """One practitioner, room or table, owned for one cell of five minutes.

    The unique constraint is what keeps two bookings apart; all other checks only make the refusal
    friendly. Without an offer it is the booking's own time.
    """

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="time_cells")
    cell = models.BigIntegerField(_("cell"))
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="time_cells")
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="time_cells")

    class Meta:
        verbose_name = _("time cell")
        verbose_name_plural = _("time cells")
        constraints = [
            models.UniqueConstraint(fields=["resource", "cell"], name="time_cell_one_booking")
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}/{self.cell}"
