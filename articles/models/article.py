"""The draft that staff edit. Readers never see these rows; its sections stand in section.py."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.draft import Draft, Kind
from articles.markup import cited_keys
from articles.models.evidence import Reference
from articles.models.lines import split_lines
from articles.models.topic import Topic
from clinic_site.foundation.warning_signs import Level


class CareCard(models.TextChoices):
    """The three shared cards of warning signs."""

    EMERGENCY = Level.EMERGENCY.value, _("Emergency: go now")
    URGENT = Level.URGENT.value, _("Urgent: help today")
    SELF_CARE = Level.SELF_CARE.value, _("Self-care")


def check_care_cards(value: object) -> None:
    """Accept a list of levels, each once."""
    known = set(CareCard.values)
    if not isinstance(value, list) or not known.issuperset(value) or len(set(value)) != len(value):
        raise ValidationError(_("Choose from emergency, urgent and self-care, each once."))


class ArticleQuerySet(models.QuerySet["Article"]):
    """Drafts."""

    def whole(self) -> "ArticleQuerySet":
        """Fetch all that `to_draft` reads, in a fixed number of queries."""
        return self.select_related("topic").prefetch_related(
            "sources", "related", "sections__claims__references", "sections__picture"
        )


class Article(models.Model):
    """A draft. Editing it changes nothing for readers until it is published."""

    class KindChoice(models.TextChoices):
        """What it is about."""

        CONDITION = Kind.CONDITION.value, _("A condition")
        TREATMENT = Kind.TREATMENT.value, _("A treatment")
        LIVING = Kind.LIVING.value, _("Living with it")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("If you change it after publication, the old address leads to the new one."),
    )
    title = models.CharField(
        _("title"), max_length=120, help_text=_("Search results cut titles after 65 characters.")
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="articles", verbose_name=_("topic")
    )
    kind = models.CharField(_("about"), max_length=10, choices=KindChoice.choices)
    order = models.PositiveSmallIntegerField(_("order in its topic"), default=0)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("Two or three short sentences with the main message.")
    )
    key_points = models.TextField(
        _("key points"), blank=True, help_text=_("Exactly three, one a line.")
    )
    care_cards = models.JSONField(
        _("care cards"),
        default=list,
        blank=True,
        validators=[check_care_cards],
        help_text=_("Those that no section shows. Emergency and urgent come first on the page."),
    )
    not_known = models.TextField(
        _("what we do not know yet"), blank=True, help_text=_("One a line.")
    )
    questions = models.TextField(
        _("questions to ask"),
        blank=True,
        help_text=_(
            "One a line. On a treatment ask about its benefits, its risks, the other choices, and"
            " what happens if nothing is done. Readers can tick and print them."
        ),
    )
    sources = models.ManyToManyField(
        Reference,
        verbose_name=_("other sources"),
        blank=True,
        related_name="articles",
        help_text=_(
            "Sources of plain text that is not a claim. Cite each in the text, such as [R24]."
        ),
    )
    related = models.ManyToManyField(
        "self", verbose_name=_("related articles"), blank=True, symmetrical=False
    )
    review_months = models.PositiveSmallIntegerField(
        _("months until it must be reviewed"), default=12
    )

    # The columns from here on belong to `articles/editions`; no form holds them.
    version = models.PositiveIntegerField(_("version of the draft"), default=1, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # Protected: who wrote the text may not sign it off, and that must stay known.
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("last edited by"),
    )
    edited_at = models.DateTimeField(_("last edited"), null=True, editable=False)
    # Whoever changed a source, a glossary word or a picture of it since its own text was edited.
    shared_edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("shared parts last edited by"),
    )
    shared_edited_at = models.DateTimeField(
        _("shared parts last edited"), null=True, editable=False
    )
    submitted_at = models.DateTimeField(_("review asked for"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    submitted_digest = models.CharField(max_length=64, blank=True, editable=False)
    review_note = models.TextField(_("word on the review"), blank=True, editable=False)
    review_note_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["topic__order", "order", "title"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [("submit_article", _("Can ask for a clinical review"))]

    def __str__(self) -> str:
        return self.title

    def to_draft(self) -> Draft:
        """Return all that it says as plain values. Fetch with `whole()` first."""
        sections = tuple(section.to_text() for section in self.sections.all())
        return Draft(
            slug=self.slug,
            title=self.title,
            kind=Kind(self.kind),
            summary=self.summary.strip(),
            key_points=split_lines(self.key_points),
            care_cards=tuple(self.care_cards),
            sections=sections,
            not_known=split_lines(self.not_known),
            questions=split_lines(self.questions),
            references=tuple(reference.to_source() for reference in self._references()),
        )

    def is_work_of(self, user_id: int | None) -> bool:
        """Return whether this person edited it last, or since then something that it shares.

        They may not sign it off.
        """
        return user_id is not None and user_id in (self.edited_by_id, self.shared_edited_by_id)

    @property
    def open_remark_count(self) -> int:
        """How many remarks of invited reviewers nobody has ticked off yet. One query."""
        return self.remarks.filter(done_at=None).count()

    def _references(self) -> list[Reference]:
        """The sources in the order in which the reader meets them; those cited nowhere last."""
        by_key = {reference.key: reference for reference in self.sources.all()}
        met: list[str] = []
        for section in self.sections.all():
            met += cited_keys(section.body)
            for claim in section.claims.all():
                cited = {reference.key: reference for reference in claim.references.all()}
                by_key |= cited
                met += cited
        return [by_key[key] for key in dict.fromkeys((*met, *by_key)) if key in by_key]
