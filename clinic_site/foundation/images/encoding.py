"""A checked picture made into the files that readers get."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from PIL import Image

from clinic_site.foundation.images.naming import FORMATS, file_name, key_of, widths_for
from clinic_site.foundation.images.opening import open_upload

# Beyond these nobody sees a difference on a photograph; below, skin and sky show blocks.
_OPTIONS: dict[str, tuple[str, dict[str, int | bool]]] = {
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 82, "optimize": True, "progressive": True}),
}
# 25 million pixels are some 200 MB while they are worked on: one upload at a time.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture ready to be kept. `height` goes with the last of `widths`."""

    key: str
    widths: tuple[int, ...]
    height: int
    files: Mapping[str, bytes]


def encode(upload: bytes) -> Encoded:
    """Check an upload and make every file of it. Raises `Refused` with words for staff."""
    key = key_of(upload)
    with _one_at_a_time:
        picture = open_upload(upload)
        widths = widths_for(picture.width)
        files: dict[str, bytes] = {}
        for width in reversed(widths):
            # Each from the one before: the picture only ever gets smaller.
            picture = _scaled(picture, width)
            if width == widths[-1]:
                height = picture.height
            for kind in FORMATS:
                files[file_name(key, width, kind)] = _written(picture, kind)
    return Encoded(key, widths, height, files)


def _scaled(picture: Image.Image, width: int) -> Image.Image:
    if picture.width == width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _written(picture: Image.Image, kind: str) -> bytes:
    name, options = _OPTIONS[kind]
    out = io.BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()
