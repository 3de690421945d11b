"""Pictures that staff upload."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, StepValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from articles.draft import Picture
from clinic_site.foundation.images.naming import FORMATS, STEP, file_name


class License(models.TextChoices):
    """On what terms we show a picture, in the words that readers see."""

    OWN = "own", _("Our own picture")
    PERMISSION = "permission", _("Used with permission")
    CC_BY = "cc-by", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa", _("CC BY-SA 4.0")
    CC_ZERO = "cc0", _("CC0 1.0")
    PUBLIC_DOMAIN = "public-domain", _("Public domain")
    OTHER = "other", _("Other terms")


LICENSE_LINKS = {
    License.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    License.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    License.CC_ZERO: "https://creativecommons.org/publicdomain/zero/1.0/",
}
NAMES_ITS_MAKER = (License.PERMISSION, License.CC_BY, License.CC_BY_SA)

_POINT: dict[str, Any] = {
    "default": 50,
    "validators": [
        MaxValueValidator(100),
        StepValueValidator(STEP, _("Use steps of ten, such as 30 or 40.")),
    ],
}


class ImageQuerySet(models.QuerySet["Image"]):
    """Uploaded pictures."""

    def with_uses(self) -> "ImageQuerySet":
        """Count the draft sections and the editions that show each."""
        return self.annotate(
            in_drafts=Count("sections", distinct=True),
            in_editions=Count("appearances", distinct=True),
        )


class Image(models.Model):
    """One uploaded picture. Its files never change: another upload is another picture."""

    title = models.CharField(
        _("title"), max_length=120, help_text=_("For colleagues, to find it again.")
    )
    key = models.CharField(max_length=32, unique=True, editable=False)
    widths = models.JSONField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        _("text for people who cannot see it"),
        max_length=300,
        blank=True,
        help_text=_("What the picture tells the reader, in a sentence or two."),
    )
    decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_("It tells nothing that the text does not. Screen readers pass over it."),
    )
    caption = models.CharField(
        _("caption"), max_length=300, blank=True, help_text=_("Stands below it, for everybody.")
    )
    credit = models.CharField(_("made by"), max_length=120, blank=True)
    license_kind = models.CharField(
        _("license"), max_length=20, choices=License.choices, default=License.OWN
    )
    license_text = models.CharField(
        _("other terms"), max_length=120, blank=True, help_text=_("Such as “© Example Press 2020”.")
    )
    cropped = models.BooleanField(
        _("may be cut to fit the page"),
        default=False,
        help_text=_(
            "Shown wide on a desk, square on a phone. Leave it unticked where every part "
            "matters, such as in a chart."
        ),
    )
    focal_x = models.PositiveSmallIntegerField(_("percent from the left"), **_POINT)
    focal_y = models.PositiveSmallIntegerField(_("percent from the top"), **_POINT)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), editable=False)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=Q(decorative=False) | Q(alt=""), name="articles_image_alt_or_decorative"
            ),
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100), name="articles_image_focus_inside"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse two answers on what it says, and terms of a license that are not kept."""
        wrong: dict[str, Any] = {}
        if self.decorative and self.alt.strip():
            wrong["alt"] = _("Either describe the picture, or tick “only decoration”. Not both.")
        if self.license_kind in NAMES_ITS_MAKER and not self.credit.strip():
            wrong["credit"] = _("This license asks us to name who made the picture.")
        if self.license_kind == License.OTHER and not self.license_text.strip():
            wrong["license_text"] = _("Say what the terms are.")
        if wrong:
            raise ValidationError(wrong)

    @property
    def is_described(self) -> bool:
        """Return whether it can be published: it has a text, or is marked as decoration."""
        return self.decorative or bool(self.alt.strip())

    @property
    def width(self) -> int:
        """The width of its largest file."""
        return int(self.widths[-1])

    def file_names(self) -> list[str]:
        """Return the names of all its files."""
        return [file_name(self.key, width, kind) for width in self.widths for kind in FORMATS]

    def smallest_file(self) -> str:
        """Return the name of the file for lists and previews."""
        return file_name(self.key, self.widths[0], "jpg")

    def to_picture(self) -> Picture:
        """Return it as plain values, for an edition to keep."""
        kind = License(self.license_kind)
        other = kind == License.OTHER
        return Picture(
            key=self.key,
            widths=tuple(self.widths),
            height=self.height,
            alt=self.alt.strip(),
            caption=self.caption.strip(),
            decorative=self.decorative,
            credit=self.credit.strip(),
            license=self.license_text.strip() if other else _plain(kind),
            license_url=LICENSE_LINKS.get(kind, ""),
            focus=(self.focal_x, self.focal_y) if self.cropped else None,
        )


def _plain(kind: License) -> str:
    """The words of a license in English: an edition keeps those, and they are translated later."""
    return {
        License.OWN: "",
        License.PERMISSION: "Used with permission",
        License.CC_BY: "CC BY 4.0",
        License.CC_BY_SA: "CC BY-SA 4.0",
        License.CC_ZERO: "CC0 1.0",
        License.PUBLIC_DOMAIN: "Public domain",
    }[kind]
