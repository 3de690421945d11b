"""One choice for what a section shows: nothing, a drawing of the site, or an uploaded picture."""

from typing import Any

from django import forms
from django.contrib import admin
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.figures import FIGURES
from articles.models import Image, Section
from clinic_site.foundation.images.keeping import address

_UPLOADED = "picture-"


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


def offer_illustrations(form: Any) -> None:
    """Give a form class its one choice, read from the database once for all its sections."""
    if "figure" not in form.base_fields:
        return
    uploaded = list(Image.objects.order_by("title", "pk"))
    sources = {key: _drawing(key) for key in FIGURES}
    sources |= {f"{_UPLOADED}{each.pk}": address(each.smallest_file()) for each in uploaded}
    choices: list[Any] = [
        ("", _("Nothing")),
        (_("Drawings of this site"), [(key, key.replace("-", " ")) for key in FIGURES]),
    ]
    if uploaded:
        choices.append((_("Uploaded pictures"), [_choice(each) for each in uploaded]))
    form.base_fields["figure"] = forms.ChoiceField(
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


class ShowsIllustration:
    """For the admin classes of sections: a small picture of what is chosen."""

    @admin.display(description=_("shown now"))
    def shown_here(self, section: Section) -> str:
        """Show it. The script of the page changes it with the choice."""
        if section.picture:
            source = address(section.picture.smallest_file())
        elif section.figure in FIGURES:
            source = _drawing(section.figure)
        else:
            return format_html('<img class="{}" alt="" hidden>', "illustration")
        return format_html('<img class="illustration" src="{}" alt="">', source)
