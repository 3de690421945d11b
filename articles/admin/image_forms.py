"""What staff fill in about a picture: first the file, then what it shows and how."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Image
from clinic_site.foundation.images.encoding import MOST_BYTES, Encoded, Refused, encode
from clinic_site.foundation.images.keeping import address, keep

# Nine places to point at; each stands for the middle of its third.
NEAR, MIDDLE, FAR = 20, 50, 80
PLACES = {
    (NEAR, NEAR): _("Top left"), (MIDDLE, NEAR): _("Top"), (FAR, NEAR): _("Top right"),
    (NEAR, MIDDLE): _("Left"), (MIDDLE, MIDDLE): _("Middle"), (FAR, MIDDLE): _("Right"),
    (NEAR, FAR): _("Bottom left"), (MIDDLE, FAR): _("Bottom"), (FAR, FAR): _("Bottom right"),
}  # fmt: skip
BY_NUMBERS = "numbers"


def _value(point: tuple[int, int]) -> str:
    return f"{point[0]}-{point[1]}"


class UploadForm(forms.ModelForm[Image]):
    """The file alone. It is checked and kept before anything is written about it."""

    upload = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_(
            "JPEG, PNG or WebP, at most 10 MB and 25 million pixels. Place, time and camera are "
            "removed. No patient may be recognized in it without having agreed in writing."
        ),
    )

    class Meta:
        model = Image
        fields = ["title"]

    encoded: Encoded | None = None

    def clean_upload(self) -> "UploadedFile[bytes]":
        """Check the file and make ours of it."""
        upload: UploadedFile[bytes] = self.cleaned_data["upload"]
        try:
            # One byte too many is enough to tell.
            self.encoded = encode(upload.read(MOST_BYTES + 1))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if twin := Image.objects.filter(key=self.encoded.key).first():
            said = gettext("This picture is here already: “%s”. Use that one.") % twin.title
            raise forms.ValidationError(said)
        return upload

    def clean(self) -> dict[str, Any] | None:
        """Keep the files of a picture that is taken."""
        cleaned = super().clean()
        if self.encoded and not self.errors:
            try:
                keep(self.encoded.files)
            except Refused as refusal:
                self.add_error("upload", str(refusal))
                return cleaned
            self.instance.key = self.encoded.key
            self.instance.widths = list(self.encoded.widths)
            self.instance.height = self.encoded.height
        return cleaned


class FocusGrid(forms.RadioSelect):
    """Nine places on the picture itself, picked by a click or the arrow keys. Nothing to drag."""

    picture: Image | None = None

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> Any:
        """Draw the picture under the choices, and beside it how it will be cut."""
        context = self.get_context(name, value, attrs)
        options = [
            option for _group, members, _at in context["widget"]["optgroups"] for option in members
        ]
        return render_to_string(
            "admin/articles/image/focus.html",
            {"cells": options[:-1], "by_numbers": options[-1], "picture": self.picture,
             "address": address(self.picture.smallest_file()) if self.picture else ""},
        )  # fmt: skip


class ImageForm(forms.ModelForm[Image]):
    """What a picture says, on what terms we show it, and what stays in view."""

    point = forms.ChoiceField(
        label=_("What must stay in view"),
        choices=[
            *((_value(point), words) for point, words in PLACES.items()),
            (BY_NUMBERS, _("At the numbers below")),
        ],
        widget=FocusGrid,
        required=False,
    )

    class Meta:
        model = Image
        fields = [
            "title", "alt", "decorative", "caption", "credit", "license_kind", "license_text",
            "cropped", "focal_x", "focal_y",
        ]  # fmt: skip
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 3, "cols": 60}),
            "caption": forms.Textarea(attrs={"rows": 2, "cols": 60}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "focal_x" not in self.fields:  # shown to a person who may only look
            return
        point = (self.instance.focal_x, self.instance.focal_y)
        self.initial["point"] = _value(point) if point in PLACES else BY_NUMBERS
        grid = self.fields["point"].widget
        if isinstance(grid, FocusGrid):
            grid.picture = self.instance
        for name in ("focal_x", "focal_y"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any] | None:
        """Hold staff to a text or decoration, and put the point where it was picked."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("decorative") and not (cleaned.get("alt") or "").strip():
            self.add_error("alt", gettext("Describe the picture, or tick “only decoration”."))
        picked = cleaned.get("point") or BY_NUMBERS
        if picked != BY_NUMBERS:
            cleaned["focal_x"], cleaned["focal_y"] = map(int, picked.split("-"))
            for name in ("focal_x", "focal_y"):
                # Numbers that were not asked for cannot be wrong.
                self.errors.pop(name, None)
        else:
            for name in ("focal_x", "focal_y"):
                if cleaned.get(name) is None and name not in self.errors:
                    cleaned[name] = getattr(self.instance, name)
        return cleaned


def thumbnail(image: Image) -> str:
    """Return the picture, small and cut the way a page would cut it."""
    return format_html(
        '<span class="thumb cut cut-x-{} cut-y-{}"><img src="{}" alt="" loading="lazy"></span>',
        image.focal_x, image.focal_y, address(image.smallest_file()),
    )  # fmt: skip
