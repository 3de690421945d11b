"""Who and what can be booked, for which visits, and when. Hours are in the clinic's wall time."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.clinic.models import Weekday


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


class Resource(models.Model):
    """A practitioner, a room or a table.

    The parent exists so that time cells need one foreign key and one unique constraint.
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


_WRONG_ORDER = _("The end must be later than the start.")


def validate_on_the_fives(value: dt.time) -> None:
    """Refuse times that do not fall on a five-minute cell."""
    if value.minute % 5 or value.second or value.microsecond:
        raise ValidationError(_("Choose a time on a full five minutes, such as 9:05."))


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends__gt=F("starts")), name=name, violation_error_message=_WRONG_ORDER
    )


class WeeklyHours(models.Model):
    """A stretch of work that comes back every week. Leave a gap between two for lunch."""

    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, related_name="weekly_hours", verbose_name=_("practitioner")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    starts = models.TimeField(_("starts"), validators=[validate_on_the_fives])
    ends = models.TimeField(_("ends"), validators=[validate_on_the_fives])

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ["practitioner", "weekday", "starts"]
        constraints = [_ends_after_start("weekly_hours_end_after_start")]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}-{self.ends:%H:%M}"


class Opening(models.Model):
    """Extra hours on one date, added to the weekly hours, also on a day that is usually closed."""

    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, related_name="openings", verbose_name=_("practitioner")
    )
    date = models.DateField(_("date"))
    starts = models.TimeField(_("starts"), validators=[validate_on_the_fives])
    ends = models.TimeField(_("ends"), validators=[validate_on_the_fives])

    class Meta:
        verbose_name = _("extra opening")
        verbose_name_plural = _("extra openings")
        ordering = ["date", "starts"]
        constraints = [_ends_after_start("opening_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.date} {self.starts:%H:%M}-{self.ends:%H:%M}"


class Closure(models.Model):
    """Time when nobody is booked: a holiday, an illness, a blocked hour. It wins over all hours."""

    practitioner = models.ForeignKey(
        Practitioner,
        models.CASCADE,
        related_name="closures",
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        help_text=_("Leave empty to close the whole clinic."),
    )
    date = models.DateField(_("date"))
    starts = models.TimeField(
        _("starts"),
        null=True,
        blank=True,
        validators=[validate_on_the_fives],
        help_text=_("Leave both times empty to close the whole day."),
    )
    ends = models.TimeField(_("ends"), null=True, blank=True, validators=[validate_on_the_fives])
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("Staff only."))

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["date", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(ends__gt=F("starts")),
                name="closure_is_a_day_or_ends_after_start",
                violation_error_message=_WRONG_ORDER,
            )
        ]

    def __str__(self) -> str:
        if self.starts is None or self.ends is None:
            return f"{self.date}"
        return f"{self.date} {self.starts:%H:%M}-{self.ends:%H:%M}"

    def clean(self) -> None:
        """Refuse half a time span, which the database would take for an unknown."""
        if (self.starts is None) != (self.ends is None):
            raise ValidationError(_("Give both times, or neither to close the whole day."))
