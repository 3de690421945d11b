"""What readers and invited reviewers tell us: feedback, searches in vain, remarks on drafts."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
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


WORDS_LENGTH = 60


class SearchMiss(models.Model):
    """How often these words found nothing on one day. Nothing about who searched."""

    day = models.DateField(_("day"), db_index=True)
    words = models.CharField(_("words"), max_length=WORDS_LENGTH)
    searches = models.PositiveIntegerField(_("searches"), default=1)

    class Meta:
        ordering = ["-day", "-searches", "words"]
        verbose_name = _("search without a result")
        verbose_name_plural = _("searches without a result")
        constraints = [
            models.UniqueConstraint(fields=["day", "words"], name="articles_one_miss_per_day")
        ]

    def __str__(self) -> str:
        return self.words


class PreviewLink(models.Model):
    """The fingerprint of a link that was given out, from which nobody can make the link.

    No row says when a link was used: an invited reviewer is not watched.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="preview_links")
    digest = models.CharField(max_length=64, unique=True)
    made_for = models.CharField(_("for whom"), max_length=80)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("works until"))
    text_digest = models.CharField(_("the text as it was when the link was made"), max_length=64)
    revoked_at = models.DateTimeField(_("ended"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        permissions = [("invite_reviewer", _("Can invite a reviewer without an account"))]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def __str__(self) -> str:
        return f"{self.article_id}/{self.pk}"


class Remark(models.Model):
    """What an invited reviewer said about a draft. `text_digest` is of the text they had read."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="remarks")
    link = models.ForeignKey(PreviewLink, models.CASCADE, related_name="remarks")
    name = models.CharField(_("name they gave"), max_length=80, blank=True)
    section = models.CharField(_("section"), max_length=120, blank=True)
    text = models.TextField(_("remark"))
    text_digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("left"))
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")

    def __str__(self) -> str:
        return f"{self.article_id}/{self.pk}"
