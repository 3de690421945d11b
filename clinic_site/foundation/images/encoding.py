"""An upload checked by what it holds, and made into the files that readers get.

`open_upload` refuses what is no safe picture, with words for staff. `encode` makes the files; the
upload itself, with whatever it carried beside its pixels, is never kept.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from clinic_site.foundation.images.naming import FORMATS, file_name, key_of, widths_for

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
SHORTEST_SIDE = 200
# Narrower strips cannot be shown well at any width, and the tallest would not fit a WebP.
MOST_TIMES_AS_LONG = 4
# Phones that take two exposures in one file call it MPO; the first is the picture.
_READERS = ("JPEG", "PNG", "WEBP", "MPO")
_WHITE = (255, 255, 255)
_COLOR_SPACES = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}
# Pillow's own look at the header, while it opens the file.
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# All that Pillow raises on a file that is damaged or built to mislead.
_UNREADABLE = (
    OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, OverflowError,
    IndexError, KeyError, TypeError, AttributeError, ZeroDivisionError, RuntimeError, MemoryError,
)  # fmt: skip

# A second wall behind our own look at the header: whoever opens a bomb here gets an error.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Refused(Exception):
    """This file is not taken. `str()` says why and what to do, for staff."""


def open_upload(upload: bytes) -> Image.Image:
    """Return the pixels of an upload: upright, RGB, in the colors of the web, nothing else."""
    _refuse_by_bytes(upload)
    try:
        picture = Image.open(io.BytesIO(upload), formats=_READERS)
    except _BOMB as error:
        raise _too_many_pixels() from error
    except _UNREADABLE as error:
        raise Refused(_what_it_is(upload)) from error
    _refuse_by_header(picture)
    try:
        picture.load()
        return _flat(_in_srgb(_upright(picture)))
    except _UNREADABLE as error:
        raise Refused(
            _("The picture is damaged or cut short. Export it again, and upload the new file.")
        ) from error


def _refuse_by_bytes(upload: bytes) -> None:
    if not upload:
        raise Refused(_("The file is empty."))
    if len(upload) > MOST_BYTES:
        raise Refused(_("The file is larger than 10 MB. Save a smaller copy, and upload that."))


def _what_it_is(upload: bytes) -> str:
    """Say why a file that we cannot read is not taken."""
    start = upload[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start or start.startswith(b"<?xml"):
        return _(
            "This is an SVG drawing. It can hold programs that run in a reader’s browser, so none "
            "is taken. Export it as PNG, and upload that."
        )
    if upload[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"):
        return _("This is a HEIC picture, as phones make them. Save it as JPEG, and upload that.")
    return _("This is not a JPEG, PNG or WebP picture, whatever its name says.")


def _too_many_pixels() -> Refused:
    return Refused(
        _("The picture has over 25 million pixels. Save a smaller copy, and upload that.")
    )


def _refuse_by_header(picture: Image.Image) -> None:
    """Judge by what the header says, before a single pixel is unpacked."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < SHORTEST_SIDE:
        raise Refused(
            _("The picture is too small to show: each side needs at least %d pixels.")
            % SHORTEST_SIDE
        )
    if max(width, height) > MOST_TIMES_AS_LONG * min(width, height):
        raise Refused(_("The picture is too long and narrow to show. Cut it, and upload that."))
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise Refused(_("Moving pictures are not taken: they distract. Upload a still one."))


def _upright(picture: Image.Image) -> Image.Image:
    """Turn it the way the camera was held. A note of that which cannot be read turns nothing."""
    try:
        return ImageOps.exif_transpose(picture)
    except _UNREADABLE:
        return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return RGB or RGBA in the colors of the web."""
    if picture.mode.startswith(("I", "F")):
        # 16 bits a pixel: Pillow would cut off all that is brighter than the first 256 steps.
        return picture.point(lambda value: value * (1 / 256)).convert("RGB")
    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        alpha = picture.getchannel("A")
        seen = _by_profile(picture.convert("RGB"), profile)
        seen.putalpha(alpha)
        return seen
    if picture.mode not in _COLOR_SPACES:
        picture = picture.convert("RGB")
    return _by_profile(picture, profile)


def _by_profile(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert by the profile in the file; one that is broken or of another kind is dropped."""
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if given.profile.xcolor_space == _COLOR_SPACES[picture.mode]:
                web = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(picture, given, web, outputMode="RGB")
                if converted is not None:
                    return converted
        except (*_UNREADABLE, ImageCms.PyCMSError):
            pass
    return picture.convert("RGB")


def _flat(picture: Image.Image) -> Image.Image:
    """Put it on white, on a sheet of its own that carries over nothing but pixels."""
    sheet = Image.new("RGB", picture.size, _WHITE)
    sheet.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return sheet


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
