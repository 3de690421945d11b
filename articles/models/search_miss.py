"""Words that readers searched for and found nothing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
