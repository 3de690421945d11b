"""The files that readers get: sizes, formats, names, and nothing but pixels."""

import hashlib
import io

import pytest
from PIL import Image

from clinic_site.foundation.images.encoding import encode
from clinic_site.foundation.images.naming import is_file_name, widths_for
from tests.clinic_site.images.uploads import UPRIGHT, alike, corners, quarters, saved

SECRET = "canary-4711"


def carrying_everything() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 29: SECRET})
    return saved(quarters(1600, 1200), "JPEG", exif=exif, comment=SECRET.encode(), quality=95)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (200, (200,)), (480, (480,)), (481, (480, 481)), (960, (480, 960)),
        (1200, (480, 960, 1200)), (1440, (480, 960, 1440)), (6000, (480, 960, 1440)),
    ],
)  # fmt: skip
def test_no_width_is_larger_than_the_picture(width: int, widths: tuple[int, ...]) -> None:
    assert widths_for(width) == widths


def test_every_width_is_made_in_both_formats() -> None:
    made = encode(carrying_everything())
    assert (made.widths, made.height) == ((480, 960, 1440), 1080)
    sizes = {}
    for name, content in made.files.items():
        with Image.open(io.BytesIO(content)) as picture:
            assert alike(corners(picture), UPRIGHT)
            sizes[name.removeprefix(made.key)] = (picture.format, picture.size)
    assert sizes == {
        f"-{width}.{end}": (kind, (width, width * 3 // 4))
        for width in (480, 960, 1440)
        for end, kind in (("webp", "WEBP"), ("jpg", "JPEG"))
    }


def test_place_and_notes_of_the_camera_are_gone() -> None:
    upload = carrying_everything()
    with Image.open(io.BytesIO(upload)) as source:
        assert source.getexif().get_ifd(0x8825)[29] == SECRET
    assert SECRET.encode() in upload
    for content in encode(upload).files.values():
        assert SECRET.encode() not in content
        with Image.open(io.BytesIO(content)) as picture:
            assert not picture.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp"} & set(picture.info)


def test_files_are_named_by_what_was_uploaded() -> None:
    upload = saved(quarters(), "PNG")
    made = encode(upload)
    assert made.key == hashlib.sha256(upload).hexdigest()[:32]
    assert all(is_file_name(name) for name in made.files)
    assert encode(upload) == made


def test_black_stays_black_and_white_white_in_a_file() -> None:
    source = Image.new("RGB", (400, 400), "white")
    source.paste((0, 0, 0), (0, 0, 200, 400))
    for content in encode(saved(source)).files.values():
        seen = corners(Image.open(io.BytesIO(content)))
        assert alike(seen, [(0,) * 3, (255,) * 3] * 2, most=4)
