"""What readers said about an edition, and how often one sender said something this hour."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition

REASON_LENGTH = 300


class Feedback(models.Model):
    """One answer to "Was this page useful?". Written by `articles.feedback` alone.

    It holds no address and no time of day: nothing that a server's log could be matched with.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="feedback", verbose_name=_("edition")
    )
    useful = models.BooleanField(_("useful"))
    reason = models.TextField(
        _("reason"), blank=True, validators=[MaxLengthValidator(REASON_LENGTH)]
    )
    day = models.DateField(_("day"), db_index=True)
    # Of the form it was sent with: a form that is sent twice counts once.
    form = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reader’s answer")
        verbose_name_plural = _("readers’ answers")

    def __str__(self) -> str:
        # Never the reason: the admin copies this text into its log, where it would outlive the row.
        return f"{self.edition_id}: {'yes' if self.useful else 'no'}, {self.day}"


class FeedbackSender(models.Model):
    """How many answers one sender gave in one hour, under a fingerprint; gone within a day.

    The empty fingerprint counts everybody together.
    """

    fingerprint = models.CharField(max_length=64, blank=True)
    hour = models.DateTimeField(db_index=True)
    answers = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("sender of answers")
        verbose_name_plural = _("senders of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "hour"], name="articles_one_count_per_sender"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hour:%H:%M} {self.fingerprint[:8]}"
