"""When practitioners work. All times are the clinic's own wall time."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.clinic.models import Weekday
from intake.models.resource import Practitioner

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
