"""One row of facts about the clinic, and its opening hours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

DEFAULT_HOLD_OPENING_HOURS = 8
THE_ONLY_ROW = 1


# While this holds a list, the clinic is read once and kept in it: for the length of one request.
_read: ContextVar[list["Clinic"] | None] = ContextVar("clinic", default=None)
# The row as this process last saw it, at most one.
_last_read: dict[int, "Clinic"] = {}


@contextmanager
def read_once() -> Iterator[None]:
    """Let `Clinic.current()` ask the database at most once within this block."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


def check_time_zone(name: str) -> None:
    """Refuse a zone that the tz database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a zone such as America/New_York."))


class Clinic(models.Model):
    """The clinic's facts. There is one row; every page and letter takes its facts from it."""

    name = models.CharField(_("name"), max_length=120, default="Clinic")
    is_sample = models.BooleanField(
        _("this is a sample clinic"),
        default=False,
        help_text=_("While this is ticked, every page says that the clinic is not real."),
    )
    tagline = models.CharField(_("one sentence about the clinic"), max_length=200, blank=True)
    address = models.TextField(_("address"), blank=True)
    directions = models.TextField(_("how to get there"), blank=True)
    parking = models.TextField(_("parking"), blank=True)
    step_free_access = models.TextField(_("step-free access"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        default="US",
        help_text=_("Two letters. Phone numbers typed without a country code are read as this."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="America/New_York",
        validators=[check_time_zone],
        help_text=_(
            "Every time that patients see is in this zone. Fixed while bookings lie ahead."
        ),
    )
    emergency_number = models.CharField(_("emergency number"), max_length=20, default="911")
    urgent_line = models.CharField(
        _("urgent advice line"),
        max_length=40,
        blank=True,
        help_text=_("Left empty, patients are told to phone the clinic."),
    )
    emergency_department = models.CharField(
        _("what an emergency department is called here"), max_length=60, default="emergency room"
    )
    opening_text = models.TextField(_("opening hours in words"), blank=True)
    privacy_contact = models.CharField(_("privacy contact"), max_length=200, blank=True)
    interest_statement = models.TextField(
        _("our interest"),
        default="We offer traction, and we are paid for it.",
        help_text=_("Shown on every article, so that readers know what we gain."),
    )
    who_pays = models.TextField(_("who pays"), blank=True)
    hold_opening_hours = models.PositiveSmallIntegerField(
        _("opening hours within which we answer"),
        default=DEFAULT_HOLD_OPENING_HOURS,
        help_text=_("A held request is promised an answer within this many opening hours."),
    )

    change_cutoff_hours = models.PositiveSmallIntegerField(
        _("hours before a visit until which patients may reschedule or cancel it themselves"),
        default=24,
        help_text=_("After that their page asks them to phone. Staff may always."),
    )
    reminder_lead_hours = models.PositiveSmallIntegerField(
        _("hours before a visit at which we remind"),
        default=24,
        help_text=_("By e-mail. 0 sends no reminders."),
    )
    kept_days_after_visit = models.PositiveSmallIntegerField(
        _("days for which private details are kept after a visit"),
        default=90,
        help_text=_("Then names, contact details and answers are deleted for good."),
    )

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinic")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Clinic":
        """Return the clinic, or an unsaved one with default facts when none is set up."""
        kept = _read.get()
        if kept:
            return kept[0]
        clinic = cls.objects.filter(pk=THE_ONLY_ROW).first() or cls(pk=THE_ONLY_ROW)
        _last_read[THE_ONLY_ROW] = clinic
        if kept is not None:
            kept.append(clinic)
        return clinic

    @classmethod
    def last_read(cls) -> "Clinic | None":
        """Return the clinic as this process last read it: for when the database is away."""
        return _last_read.get(THE_ONLY_ROW)

    @property
    def is_set_up(self) -> bool:
        """Whether somebody has entered these facts, so that there is a row of them."""
        return not self._state.adding

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which all the clinic's rules hold."""
        return ZoneInfo(self.time_zone)

    @property
    def urgent_contact(self) -> str:
        """The number for same-day advice: the urgent line, else the clinic's own phone."""
        return self.urgent_line or self.phone


class LastRound(models.Model):
    """When the worker last did its duties. One row, written by clock.py only."""

    at = models.DateTimeField(_("last round"))

    class Meta:
        verbose_name = _("last round of the worker")
        verbose_name_plural = _("last rounds of the worker")
        # Nobody edits it: who may confirm the clock may change the clinic.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} UTC"


class Weekday(models.IntegerChoices):
    """Monday is 0, as in Python's `date.weekday()`."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(models.Model):
    """One span of one weekday, in wall time of the clinic's zone, when the desk is staffed."""

    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens__lt=models.F("closes")),
                name="clinic_opens_before_it_closes",
                violation_error_message=_("Closing time must be after opening time."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class KeyCheck(models.Model):
    """What tells that a key is still the same one. Written by foundation/sealing.py only."""

    name = models.CharField(_("name"), max_length=30, unique=True)
    # HMAC-SHA256 of the name with the key: nobody can find the key from it.
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("key check")
        verbose_name_plural = _("key checks")

    def __str__(self) -> str:
        return self.name


# This room knows neither app: an app with times that lie ahead registers its objection.
Objection = Callable[[datetime], bool]

_objections: list[Objection] = []


def object_to_new_zone(objection: Objection) -> None:
    """Add a question that is asked before the zone changes: does anything lie ahead of `now`?"""
    _objections.append(objection)


def zone_is_fixed(now: datetime) -> bool:
    """Return whether a change of zone would move something that people already count on."""
    return any(objection(now) for objection in _objections)
