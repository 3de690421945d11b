"""Editions: what was published, word for word. The public site reads nothing else."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article, Topic
from articles.models.image import Image
from clinic_site.foundation.accounts.models import DemoAccount
from clinic_site.foundation.images.naming import keys_in

Row = TypeVar("Row", bound=models.Model)


class EditionIsFinal(TypeError):
    """An edition, or what it shows, was about to be changed or deleted. Publish a new one."""


def _refuse() -> NoReturn:
    raise EditionIsFinal("An edition is never changed or deleted: see articles/editions/.")


class FinalQuerySet(models.QuerySet[Row]):
    """Rows that are written once and never touched again."""

    def update(self, **_values: Any) -> int:
        """Refuse."""
        _refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        _refuse()


class Appearance(models.Model):
    """One picture in one edition, live or old. While it stands, neither can be deleted."""

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="appearances")
    image = models.ForeignKey(Image, models.PROTECT, related_name="appearances")

    objects = FinalQuerySet["Appearance"].as_manager()

    class Meta:
        verbose_name = _("picture in an edition")
        verbose_name_plural = _("pictures in editions")
        constraints = [
            models.UniqueConstraint(fields=["edition", "image"], name="articles_appearance_once")
        ]

    def __str__(self) -> str:
        return f"{self.image} ({self.edition})"

    def delete(self, *_args: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        _refuse()


class EditionQuerySet(FinalQuerySet["Edition"]):
    """Editions. Refuses every change: rows are written by `editions/` alone."""

    def published(self, now: datetime) -> "EditionQuerySet":
        """Keep those whose time has come. One taken off the schedule never comes."""
        return self.filter(published_at__lte=now, unscheduled_at__isnull=True)

    def scheduled(self, now: datetime) -> "EditionQuerySet":
        """Keep those that will go live by themselves. At most one for each article."""
        return self.filter(published_at__gt=now, unscheduled_at__isnull=True)

    def deciding(self, now: datetime) -> "EditionQuerySet":
        """Keep the newest published edition of each article: it alone decides what readers see."""
        newer = Edition.objects.published(now).filter(
            article=OuterRef("article"), number__gt=OuterRef("number")
        )
        return self.published(now).filter(~Exists(newer))

    def live(self, now: datetime) -> "EditionQuerySet":
        """Keep what readers can open now. View, lists, feed, sitemap and search all ask here."""
        return self.deciding(now).filter(_open_to_readers())

    def cleared(self) -> "EditionQuerySet":
        """Keep those that readers may hear of: `is_cleared`, asked of the database."""
        return self if settings.DEMO else self.filter(_signed_off())

    def light(self) -> "EditionQuerySet":
        """Leave the long texts in the database: for lists."""
        return self.defer("html", "plain_text", "snapshot", "contents", "references")

    def bulk_update(self, *_args: Any, **_options: Any) -> int:
        """Refuse."""
        _refuse()

    # Whatever is handed in is refused, so the parent's long signature is not repeated.
    def bulk_create(self, objs: Iterable["Edition"], **options: Any) -> list["Edition"]:  # type: ignore[override]
        """Refuse, so that none is made outside `editions.publish`."""
        _refuse()


def _open_to_readers() -> Q:
    """Not withdrawn and, outside demo mode, signed off."""
    shown = Q(withdrawn_at__isnull=True)
    return shown if settings.DEMO else shown & _signed_off()


def _signed_off() -> Q:
    """Signed off by a person: what a demo account signed ends with the demo."""
    by_demo = Q(signed_off_by__in=DemoAccount.objects.values("pk"))
    return Q(signed_off_at__isnull=False) & ~by_demo


class Edition(models.Model):
    """One publication of one article. Texts hold placeholders that are filled when served.

    The database itself refuses to delete a row, and to change more of it than its ways out
    (migration 0003).
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("edition"))
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="editions")
    order = models.PositiveSmallIntegerField(_("order in its topic"))
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("about"), max_length=10, choices=Article.KindChoice.choices)
    summary = models.TextField(_("summary"))
    key_points = models.JSONField(_("key points"))
    html = models.TextField(_("finished page"))
    contents = models.JSONField(_("contents"))
    plain_text = models.TextField(_("plain text"))
    references = models.JSONField(_("references"))
    related_articles = models.JSONField(_("related articles"))
    snapshot = models.JSONField(_("the draft as it was"))
    digest = models.CharField(_("digest"), max_length=64)

    # While this lies ahead, the edition is scheduled.
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # For readers too: the line of this edition in the page's list of changes.
    what_changed = models.TextField(_("what changed"))
    overridden = models.JSONField(_("warnings overridden"))
    override_reason = models.TextField(_("why they were overridden"))

    signed_off_at = models.DateTimeField(_("signed off"), null=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_off_role = models.CharField(_("signed off by"), max_length=80)
    review_due = models.DateField(_("review due"), null=True)

    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.TextField(_("why it was withdrawn"), blank=True)
    withdrawn_onward = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="+", verbose_name=_("read instead")
    )

    # The version of the draft it was made of; none if an older edition was published again.
    draft_version = models.PositiveIntegerField(null=True)
    restored_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("text of edition")
    )
    # The article's one place for a scheduled edition. Let go when the next edition is made, so it
    # says nothing of what is live: see `published`.
    holds_schedule = models.BooleanField(default=False)
    unscheduled_at = models.DateTimeField(_("taken off the schedule"), null=True)
    unscheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["article", "-number"]
        get_latest_by = "published_at"
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articles_edition_number"),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(holds_schedule=True),
                name="articles_edition_one_scheduled",
            ),
            # What readers have seen is withdrawn, never taken off the schedule.
            models.CheckConstraint(
                condition=Q(unscheduled_at__isnull=True)
                | Q(unscheduled_at__lt=F("published_at"), holds_schedule=False),
                name="articles_edition_unscheduled_unseen",
            ),
        ]
        indexes = [models.Index(fields=["slug", "published_at"], name="articles_edition_slug")]
        permissions = [
            ("publish_edition", _("Can publish an edition")),
            ("sign_off_edition", _("Can sign off an edition")),
            ("withdraw_edition", _("Can withdraw an edition")),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new row, and which pictures it shows; refuse to change an old one."""
        if not self._state.adding:
            _refuse()
        with transaction.atomic():
            super().save(*args, **options)
            if keys := keys_in(self.html):
                shown = Image.objects.filter(key__in=keys)
                Appearance.objects.bulk_create(Appearance(edition=self, image=i) for i in shown)

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("articles:article", args=[self.slug])

    def delete(self, *_args: Any, **_options: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        _refuse()

    @property
    def is_cleared(self) -> bool:
        """Return whether readers may hear of it: a clinician signed it off, or demo mode is on."""
        if settings.DEMO or self.signed_off_at is None:
            return settings.DEMO
        # An article's page brings the answer along, so as not to ask again.
        by_demo: bool | None = vars(self).get("signed_off_in_demo")
        if by_demo is None:
            by_demo = DemoAccount.objects.filter(pk=self.signed_off_by_id).exists()
        return not by_demo

    @property
    def is_open(self) -> bool:
        """Return whether readers may open it, given that it decides for its article."""
        return self.is_cleared and self.withdrawn_at is None


class SignOff(models.Model):
    """Good for one text only: `digest` is of all that readers will see.

    The database itself refuses to change or delete a row (migration 0003).
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="sign_offs")
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(_("role shown to readers"), max_length=80)
    at = models.DateTimeField()
    # Fixed when the whole page was reviewed, so that no later edit of the article can put it off.
    review_due = models.DateField(_("review due"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")

    def __str__(self) -> str:
        return f"{self.article} ({self.role})"
