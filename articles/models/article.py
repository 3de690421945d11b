"""The draft that staff edit: its topic, the article, its sections. Readers never see them."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from articles.draft import ArticleKind, Draft, SectionText
from articles.figures import FIGURES, find_figure
from articles.markup import cited_keys
from articles.models.evidence import Reference, split_lines
from articles.models.image import Image
from clinic_site.foundation.warning_signs import Level


class Topic(models.Model):
    """One shelf. Readers see the topic an edition was published under."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "title"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("articles:topic", args=[self.slug])


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

        CONDITION = ArticleKind.CONDITION.value, _("A condition")
        TREATMENT = ArticleKind.TREATMENT.value, _("A treatment")
        LIVING = ArticleKind.LIVING.value, _("Living with it")

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
            kind=ArticleKind(self.kind),
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


EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"enableTarget": False},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}


class Section(models.Model):
    """One part of an article, under its own heading."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sections")
    heading = models.CharField(
        _("heading"), max_length=120, help_text=_("A statement, where one would do.")
    )
    body = ProseEditorField(_("text"), extensions=EDITOR_EXTENSIONS, sanitize=True, blank=True)
    figure = models.CharField(
        _("figure"),
        max_length=40,
        blank=True,
        choices=[(key, key.replace("-", " ")) for key in FIGURES],
    )
    picture = models.ForeignKey(
        Image,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sections",
        verbose_name=_("picture"),
    )
    care_card = models.CharField(
        _("care card"),
        max_length=10,
        blank=True,
        choices=CareCard.choices,
        help_text=_("Shown right after the text of this section."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(figure="") | models.Q(picture=None),
                name="articles_section_figure_or_picture",
                violation_error_message=_("A section shows one drawing or one picture, not both."),
            )
        ]

    def __str__(self) -> str:
        return self.heading

    def to_text(self) -> SectionText:
        """Return it as plain values."""
        claims = tuple(claim.to_text() for claim in self.claims.all())
        picture = self.picture.to_picture() if self.picture else None
        return SectionText(
            self.heading, self.body, claims, find_figure(self.figure), self.care_card, picture
        )
