"""The record of which edition shows which picture."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.image import Image


class AppearanceIsFinal(TypeError):
    """The record that an edition shows a picture was about to be changed or deleted."""


def _refuse() -> NoReturn:
    raise AppearanceIsFinal("Editions are kept for ever, and so is what they show.")


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    """Rows that are written with their edition and never touched again."""

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

    objects = AppearanceQuerySet.as_manager()

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
