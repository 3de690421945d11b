"""What the clinic offers."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def validate_five_minutes(value: int) -> None:
    """Refuse minutes that do not fall on the five-minute cells in which time is held."""
    if value % 5:
        raise ValidationError(_("Choose a number of minutes that can be divided by five."))


class RoomKind(models.TextChoices):
    """The kinds of room or table a service may need."""

    TREATMENT_ROOM = "treatment_room", _("Treatment room")
    TRACTION_TABLE = "traction_table", _("Traction table")


class Service(models.Model):
    """One kind of visit, with the rules for when it can be booked."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    summary = models.TextField(_("summary"), blank=True)
    price = models.CharField(
        _("price"), max_length=200, blank=True, help_text=_("In words, shown before people choose.")
    )
    who_pays = models.CharField(_("who pays"), max_length=300, blank=True)
    length_minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        validators=[validate_five_minutes, MinValueValidator(5), MaxValueValidator(480)],
    )
    buffer_before_minutes = models.PositiveSmallIntegerField(
        _("minutes to prepare"),
        default=0,
        validators=[validate_five_minutes, MaxValueValidator(120)],
        help_text=_("Kept free before the visit. It must fit within the opening hours."),
    )
    buffer_after_minutes = models.PositiveSmallIntegerField(
        _("minutes to clear up"),
        default=0,
        validators=[validate_five_minutes, MaxValueValidator(120)],
        help_text=_("Kept free after the visit. It must fit within the opening hours."),
    )
    start_every_minutes = models.PositiveSmallIntegerField(
        _("a visit can start every (minutes)"),
        default=30,
        validators=[validate_five_minutes, MinValueValidator(5), MaxValueValidator(480)],
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("notice in hours"),
        default=24,
        help_text=_("Times nearer than this are not offered."),
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("bookable days ahead"),
        default=56,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text=_("Times further away than this are not offered."),
    )
    checklist = models.CharField(
        _("checklist"),
        max_length=20,
        blank=True,
        choices=[("traction", _("Traction"))],
        help_text=_("Extra safety questions that are asked before the times are shown."),
    )
    room_kind = models.CharField(
        _("needs a room or table"), max_length=20, blank=True, choices=RoomKind.choices
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("is offered"), default=True)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name
