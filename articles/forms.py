"""One choice for what a section shows: nothing, a drawing of the site, or an uploaded picture."""

from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.templatetags.static import static
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.figures import FIGURES
from articles.models import Article, Image, Section
from articles.models.article import CareCard
from clinic_site.foundation.images import address
from clinic_site.foundation.text.numbers import number_in

_UPLOADED = "picture-"


def source_of(section: Section) -> str:
    """Return the address of the small picture that stands for what a section shows; "" for none."""
    if section.picture:
        return address(section.picture.smallest_file())
    return _drawing(section.figure) if section.figure in FIGURES else ""


def _drawing(key: str) -> str:
    return static(f"img/figures/{key}.svg")


class IllustrationSelect(forms.Select):
    """Each choice knows its small picture, so that a script can show it."""

    def __init__(self, sources: dict[str, str]) -> None:
        super().__init__(attrs={"class": "illustrating"})
        self.sources = sources

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        """Add the address."""
        option = super().create_option(name, value, *args, **options)
        if source := self.sources.get(str(value)):
            option["attrs"]["data-src"] = source
        return option


def illustration_field() -> forms.ChoiceField:
    """Return the choice as it stands now: make one for a whole page, not one for each section."""
    uploaded = list(Image.objects.order_by("title", "pk"))
    sources = {key: _drawing(key) for key in FIGURES}
    sources |= {f"{_UPLOADED}{each.pk}": address(each.smallest_file()) for each in uploaded}
    choices: list[Any] = [
        ("", _("Nothing")),
        (_("Drawings of this site"), [(key, key.replace("-", " ")) for key in FIGURES]),
    ]
    if uploaded:
        choices.append((_("Uploaded pictures"), [_choice(each) for each in uploaded]))
    return forms.ChoiceField(
        label=_("Drawing or picture"),
        choices=choices,
        required=False,
        widget=IllustrationSelect(sources),
        help_text=_("Pictures are uploaded under “Pictures”, once for all articles."),
    )


def _choice(image: Image) -> tuple[str, str]:
    words = image.title if image.is_described else gettext("%s (not described yet)") % image.title
    return f"{_UPLOADED}{image.pk}", words


class IllustratedForm(forms.ModelForm[Section]):
    """Reads and writes both columns of the row through the one choice `figure`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.picture_id:
            self.initial["figure"] = f"{_UPLOADED}{self.instance.picture_id}"

    def clean_figure(self) -> str:
        """Return the drawing; set the picture, or take it away."""
        chosen: str = self.cleaned_data["figure"]
        is_uploaded = chosen.startswith(_UPLOADED)
        self.instance.picture_id = int(chosen.removeprefix(_UPLOADED)) if is_uploaded else None
        return "" if is_uploaded else chosen


SAVE_OVER = "_save_over"
"""The button that saves over a colleague's version; its value is the version that was shown."""

LONGEST_REVIEW_MONTHS = 36
"""What nobody has read again for three years is not looked after."""

Row = TypeVar("Row", bound=Model)


class SeenVersion(forms.IntegerField):
    """The version that a form was shown with. Never a change by itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say no: it is not part of what was written."""
        return False


class VersionedForm(forms.ModelForm[Row]):
    """A form on a part of an article, refused if the article was saved since it was shown."""

    seen_version = SeenVersion(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_outdated = False
        if not self.is_bound and self.article_id is not None:
            self.initial["seen_version"] = self._version_now()

    @property
    def article_id(self) -> Any:
        """The key of the article that this is a part of; None for a new one."""
        return self.instance.pk

    @property
    def seen(self) -> int:
        """The version that the person knew of when they sent the form; 0 if none was named."""
        over = number_in(self.data.get(SAVE_OVER, ""))
        return over if over is not None else self.cleaned_data.get("seen_version") or 0

    def clean(self) -> dict[str, Any] | None:
        """Look at the version for a friendly answer; the save itself compares it once more."""
        cleaned = super().clean()
        if self.instance.pk is not None and self.seen != self._version_now():
            self.is_outdated = True
            self.add_error(None, gettext("Somebody saved this article while you were writing."))
        return cleaned

    def _version_now(self) -> int | None:
        rows = Article.objects.filter(pk=self.article_id)
        return rows.values_list("version", flat=True).first()


class ArticleForm(VersionedForm[Article]):
    """The draft, with its care cards as boxes to tick."""

    care_cards = forms.MultipleChoiceField(
        label=_("Care cards"),
        choices=CareCard.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Those that no section shows. Emergency and urgent come first on the page."),
    )
    review_months = forms.IntegerField(
        label=_("Months until it must be reviewed"), min_value=1, max_value=LONGEST_REVIEW_MONTHS
    )

    class Meta:
        model = Article
        fields = [
            "title", "slug", "topic", "order", "kind", "summary", "key_points", "care_cards",
            "not_known", "questions", "sources", "related", "review_months",
        ]  # fmt: skip
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 4, "cols": 80}),
            "key_points": forms.Textarea(attrs={"rows": 4, "cols": 80}),
            "not_known": forms.Textarea(attrs={"rows": 5, "cols": 80}),
            "questions": forms.Textarea(attrs={"rows": 5, "cols": 80}),
        }


class SectionForm(IllustratedForm, VersionedForm[Section]):
    """One section. Its version is that of the whole article."""

    class Meta:
        model = Section
        fields = ["heading", "body", "figure", "care_card"]

    @property
    def article_id(self) -> Any:
        """The key of its article."""
        return self.instance.article_id
