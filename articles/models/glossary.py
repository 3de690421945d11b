"""Words explained where a reader first meets them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.lines import split_lines


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
