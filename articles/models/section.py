"""The parts of a draft, each under its own heading."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorField

from articles.draft import SectionText
from articles.figures import FIGURES, find
from articles.models.article import Article, CareCard
from articles.models.image import Image

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
            self.heading, self.body, claims, find(self.figure), self.care_card, picture
        )
