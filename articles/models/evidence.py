"""Claims, and the references that bear them out. All articles share the references."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.draft import ClaimText, Grade, Source


class Reference(models.Model):
    """One source. Articles cite it by its key."""

    class Kind(models.TextChoices):
        """What sort of evidence it is."""

        REVIEW = "review", _("Review of studies")
        TRIAL = "trial", _("Trial")
        COHORT = "cohort", _("People followed over time")
        GUIDELINE = "guideline", _("Guideline")
        OFFICIAL = "official", _("Official advice")
        SURVEY = "survey", _("Survey")
        LABORATORY = "laboratory", _("Laboratory study")
        CASE_REPORT = "case-report", _("Case report")
        TEACHING = "teaching", _("Teaching or maker's material")

    key = models.CharField(
        _("key"),
        max_length=10,
        unique=True,
        validators=[RegexValidator(r"^R\d+[a-z]?$", _("Use R and a number, such as R77."))],
    )
    citation = models.TextField(_("citation"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return f"{self.key} {self.citation[:80]}"

    def to_source(self) -> Source:
        """Return it as plain values."""
        return Source(self.key, self.citation, self.url, self.year)


class Claim(models.Model):
    """One plain sentence, how sure we are of it, and where it comes from."""

    class GradeChoice(models.TextChoices):
        """The labels that readers see."""

        STRONG = Grade.STRONG.value, _("We are confident")
        MODERATE = Grade.MODERATE.value, _("Probably right")
        LOW = Grade.LOW.value, _("Might be right")
        AGAINST = Grade.AGAINST.value, _("Guidelines advise against")
        SAFETY = Grade.SAFETY.value, _("Safety advice")

    section = models.ForeignKey("articles.Section", models.CASCADE, related_name="claims")
    key = models.CharField(
        _("fact"), max_length=60, blank=True, help_text=_("Its number in the fact bank, if any.")
    )
    text = models.TextField(_("claim"), help_text=_("One or two plain sentences, no formatting."))
    grade = models.CharField(_("how sure we are"), max_length=10, choices=GradeChoice.choices)
    references = models.ManyToManyField(
        Reference, verbose_name=_("references"), blank=True, related_name="claims"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return self.text[:60]

    def to_text(self) -> ClaimText:
        """Return it as plain values."""
        keys = tuple(reference.key for reference in self.references.all())
        return ClaimText(self.key, self.text, Grade(self.grade), keys)
