"""Claims, the references that bear them out, and the glossary. All articles share the last two."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.draft import ClaimText, Grade, Source, SourceStanding, SourceStatus


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """Sources."""

    def shaken(self) -> "ReferenceQuerySet":
        """Keep those that no longer stand as they did: superseded or retracted."""
        return self.exclude(status=SourceStatus.CURRENT)

    def standings(self) -> dict[str, SourceStanding]:
        """Return how each shaken source stands today, by its key: what the gate asks for."""
        return {each.key: each.standing for each in self.shaken().select_related("superseded_by")}


class Reference(models.Model):
    """One source. Articles cite it by its key."""

    class StatusChoice(models.TextChoices):
        """Whether it still stands."""

        CURRENT = SourceStatus.CURRENT.value, _("Current")
        SUPERSEDED = SourceStatus.SUPERSEDED.value, _("Superseded: a newer one takes its place")
        RETRACTED = (
            SourceStatus.RETRACTED.value,
            _("Retracted: withdrawn by its journal or authors"),
        )

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
    status = models.CharField(
        _("standing"),
        max_length=10,
        choices=StatusChoice.choices,
        default=StatusChoice.CURRENT,
        help_text=_(
            "Superseded: every article that rests on it gets a warning. Retracted: no article can "
            "be published that rests a claim on it. Both put those articles on the desk at once. "
            "Pages that readers see stay up until someone publishes or withdraws them."
        ),
    )
    superseded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
        help_text=_("The newer source. Editors are told to cite it in place of this one."),
    )
    status_note = models.TextField(
        _("how we know"),
        blank=True,
        help_text=_("Such as where the notice of retraction stands. Staff see it, readers do not."),
    )
    status_checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_(
            "The day someone last looked up whether it still stands. Leave it empty if nobody has."
        ),
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return f"{self.key} {self.citation[:80]}"

    def clean(self) -> None:
        """Ask for what a colleague must know before they act on a status."""
        super().clean()
        wrong = {}
        superseded = self.status == SourceStatus.SUPERSEDED
        if self.superseded_by_id and not superseded:
            wrong["superseded_by"] = _("Only a superseded source has one that takes its place.")
        if self.superseded_by_id and self.superseded_by_id == self.pk:
            wrong["superseded_by"] = _("Choose another source than this one.")
        if superseded and not (self.superseded_by_id or self.status_note.strip()):
            wrong["superseded_by"] = _("Choose the newer source, or say below what replaced it.")
        if self.status == SourceStatus.RETRACTED and not self.status_note.strip():
            wrong["status_note"] = _("Say where the retraction can be read.")
        if self.status != SourceStatus.CURRENT and self.status_checked_on is None:
            wrong["status_checked_on"] = _("Say on which day this was looked up.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def standing(self) -> SourceStanding:
        """How it stands today, and the key of what takes its place."""
        newer = self.superseded_by.key if self.superseded_by else ""
        return SourceStanding(SourceStatus(self.status), newer)

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
    not_known = models.TextField(
        _("what is not known about it"),
        blank=True,
        help_text=_("One or two plain sentences. Readers see them below the claim."),
    )
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
        return ClaimText(self.key, self.text, Grade(self.grade), keys, self.not_known.strip())


def split_lines(text: str) -> tuple[str, ...]:
    """Return the lines that say something, trimmed."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class GlossaryTerm(models.Model):
    """A medical word, what it means, and the lay words people search for instead."""

    term = models.CharField(_("word"), max_length=80, unique=True)
    definition = models.TextField(_("what it means"), help_text=_("One or two short sentences."))
    synonyms = models.TextField(
        _("everyday words"),
        blank=True,
        help_text=_("One a line. A search for any of these also finds the word above."),
    )

    class Meta:
        ordering = ["term"]
        verbose_name = _("glossary word")
        verbose_name_plural = _("glossary words")

    def __str__(self) -> str:
        return self.term

    @property
    def synonym_list(self) -> tuple[str, ...]:
        """The everyday words, one each."""
        return split_lines(self.synonyms)
