"""Bookings, the time they own or are offered, and what happened to them.

Written by intake.actions only, but for links, which intake.links writes.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.diary import Practitioner, Resource, Room, Service
from intake.transitions.statuses import DECLINE_REASONS, STATUS_LABELS, UNTIMED, Actor, Status

_HAS_A_TIME = Q(practitioner__isnull=False, start__isnull=False, end__gt=F("start"))
_HAS_NO_TIME = Q(room__isnull=True, start__isnull=True, end__isnull=True)


class Kind(models.TextChoices):
    """An appointment owns time; a call-back asks the clinic to phone."""

    APPOINTMENT = "appointment", _("Appointment")
    CALL_BACK = "call_back", _("Call back")


class ReachBy(models.TextChoices):
    """How the clinic reaches the person."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class Booking(models.Model):
    """A request and what became of it. Who it is for is sealed in envelopes under its id.

    start, end and room are the time it owns, or owned when it ended. While times are offered, and
    where staff must find one, there is none: then practitioner and wished_start say what was
    asked for, if anything was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=9, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=20, choices=[(s.value, _(t)) for s, t in STATUS_LABELS.items()]
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    enquiry = models.UUIDField(_("enquiry"), unique=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="bookings", verbose_name=_("service")
    )
    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, related_name="bookings", verbose_name=_("with")
    )
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, related_name="bookings", verbose_name=_("room or table")
    )
    start = models.DateTimeField(_("start"), null=True)
    end = models.DateTimeField(_("end"), null=True)
    wished_start = models.DateTimeField(_("asked for"), null=True)
    offer_until = models.DateTimeField(_("other times offered until"), null=True)
    # The hours no longer cover its time: a fact beside the status, set and cleared by the clock.
    orphaned_since = models.DateTimeField(_("outside the hours since"), null=True)
    # Why it was kept without a time for staff to look at; a code, "" for nearly all.
    quarantine = models.CharField(_("set aside because"), max_length=20, blank=True)
    initials = models.CharField(_("initials"), max_length=10, blank=True)
    reach_by = models.CharField(_("reach by"), max_length=10, choices=ReachBy.choices)
    language = models.CharField(_("language"), max_length=10)
    flagged = models.BooleanField(_("has a flag"), default=False)
    urgent = models.BooleanField(_("was told to get help that day"), default=False)
    answers_changed = models.BooleanField(_("an earlier answer was different"), default=False)
    decide_by = models.DateTimeField(_("decide by"), null=True)
    # Counts calendar notifications only, so it is not the row's version; -1 until the first one.
    calendar_sequence = models.IntegerField(_("calendar sequence"), default=-1)
    consent_version = models.PositiveIntegerField(_("consent text"))
    consent_sha256 = models.CharField(_("consent text, SHA-256"), max_length=64)
    consent_language = models.CharField(_("consent language"), max_length=10)
    consented_at = models.DateTimeField(_("consented"))
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("taken on the phone by"),
    )
    decline_reason = models.CharField(
        _("declined because"),
        max_length=20,
        blank=True,
        choices=[(code.value, _(text)) for code, text in DECLINE_REASONS.items()],
    )
    second_look_at = models.DateTimeField(_("looked at again"), null=True)
    second_look_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("looked at again by"),
    )
    called_at = models.DateTimeField(_("called"), null=True)
    created_at = models.DateTimeField(_("asked"))
    closed_at = models.DateTimeField(_("ended"), null=True)
    purged_at = models.DateTimeField(_("private parts deleted"), null=True)

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["-created_at"]
        permissions = [
            ("decide_booking", _("Can decide on bookings")),
            ("read_contact", _("Can read names and contact details")),
            ("read_answers", _("Can read safety answers and reasons")),
            ("write_note", _("Can write staff notes")),
        ]
        indexes = [
            models.Index(fields=["status", "decide_by"], name="booking_status_decide_by"),
            models.Index(fields=["status", "start"], name="booking_status_start"),
            models.Index(fields=["purged_at", "closed_at"], name="booking_purged_closed_at"),
            models.Index(fields=["start"], name="booking_start"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="appointment", service__isnull=False)
                    & (
                        (_HAS_A_TIME & ~Q(status="offered"))
                        | (_HAS_NO_TIME & Q(status__in=sorted(UNTIMED)))
                    )
                )
                | (Q(kind="call_back", practitioner__isnull=True) & _HAS_NO_TIME),
                name="booking_has_a_time_where_its_status_needs_one",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]), name="booking_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the reference: a name would end up in titles, messages and the admin's log."""
        return self.reference

    @property
    def turning_point(self) -> dt.datetime | None:
        """Return the start of the visit; while times are offered, the deadline of the offer."""
        return self.offer_until if self.status == Status.OFFERED else self.start


class Event(models.Model):
    """What happened to a booking and who did it. Holds nothing private.

    The database itself refuses to change or delete a row (migration 0002).
    """

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField(_("version"))
    transition = models.CharField(_("transition"), max_length=20)
    actor = models.CharField(_("actor"), max_length=10, choices=[(a.value, a.value) for a in Actor])
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    source = models.CharField(_("from"), max_length=20, blank=True)
    target = models.CharField(_("to"), max_length=20)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["booking", "version"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "version"], name="event_one_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.transition} {self.version}"


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
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="offer_ends_after_start"),
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
