"""A notification that is to be sent: what it is about, never what it says."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.Model):
    """One notification of one kind about one version of one subject.

    The row holds no private text. The text is made when the notification is sent, by the renderer
    registered for its kind, so that it can never contradict what has happened since.
    """

    class Status(models.TextChoices):
        """Where a notification stands."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("no longer true, not sent")
        PHONE = "phone", _("no e-mail address: phone this person")
        TOLD = "told", _("told by phone")
        FAILED = "failed", _("could not be sent: phone this person")

    kind = models.CharField(_("kind"), max_length=60)
    subject = models.UUIDField(_("about"))
    version = models.PositiveIntegerField(_("version"))
    to_staff = models.BooleanField(_("to staff"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(_("being sent until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=100, blank=True)
    message_id = models.CharField(_("message id"), max_length=120)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "version"], name="outbox_one_notification_per_version"
            )
        ]
        indexes = [models.Index(fields=["status", "next_attempt_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
