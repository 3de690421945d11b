"""Bookings, the time they own, and what happened to them. Written by intake.actions only."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models.resource import Practitioner, Resource, Room
from intake.models.service import Service
from intake.states import STATUS_LABELS, Actor, Status


class Kind(models.TextChoices):
    """An appointment owns time; a call-back asks the clinic to phone."""

    APPOINTMENT = "appointment", _("Appointment")
    CALL_BACK = "call_back", _("Call back")


class ReachBy(models.TextChoices):
    """How the clinic reaches the person."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class Booking(models.Model):
    """A request and what became of it. Who it is for is sealed in envelopes under its id."""

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
    initials = models.CharField(_("initials"), max_length=10, blank=True)
    reach_by = models.CharField(_("reach by"), max_length=10, choices=ReachBy.choices)
    language = models.CharField(_("language"), max_length=10)
    flagged = models.BooleanField(_("has a flag"), default=False)
    urgent = models.BooleanField(_("was told to get help that day"), default=False)
    answers_changed = models.BooleanField(_("an earlier answer was different"), default=False)
    decide_by = models.DateTimeField(_("decide by"), null=True)
    # Counts calendar letters only, so it is not the row's version; -1 until the first one.
    calendar_sequence = models.IntegerField(_("calendar sequence"), default=-1)
    consent_version = models.PositiveIntegerField(_("consent text"))
    consent_sha256 = models.CharField(_("consent text, SHA-256"), max_length=64)
    consent_language = models.CharField(_("consent language"), max_length=10)
    consented_at = models.DateTimeField(_("consented"))
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
                condition=Q(
                    kind="appointment",
                    service__isnull=False,
                    practitioner__isnull=False,
                    start__isnull=False,
                    end__gt=models.F("start"),
                )
                | Q(
                    kind="call_back",
                    practitioner__isnull=True,
                    room__isnull=True,
                    start__isnull=True,
                    end__isnull=True,
                ),
                name="booking_appointment_has_a_time_call_back_has_none",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in Status]), name="booking_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        """Give the reference: a name would end up in titles, messages and the admin's log."""
        return self.reference


class Claim(models.Model):
    """One practitioner, room or table, owned for one cell of five minutes.

    The unique constraint is what keeps two bookings apart; all other checks only make the refusal
    friendly.
    """

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="claims")
    cell = models.BigIntegerField(_("cell"))
    booking = models.ForeignKey(Booking, models.CASCADE, related_name="claims")

    class Meta:
        verbose_name = _("claim on time")
        verbose_name_plural = _("claims on time")
        constraints = [
            models.UniqueConstraint(fields=["resource", "cell"], name="claim_one_booking_per_cell")
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}/{self.cell}"


class Event(models.Model):
    """What happened to a booking and who did it. Never updated; holds nothing private."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="events")
    version = models.PositiveIntegerField(_("version"))
    move = models.CharField(_("move"), max_length=20)
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
        return f"{self.move} {self.version}"
