"""A clinician's word that a text, exactly as it stands, may be published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


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
