"""Uploads: what is taken and what is refused, and the files that readers get of a picture."""

import hashlib
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageFile, ImageOps

from clinic_site.foundation.images import encoding
from clinic_site.foundation.images.encoding import Refused, encode, open_upload
from clinic_site.foundation.images.naming import is_file_name, widths_for
from tests.clinic_site.images.uploads import UPRIGHT, alike, bomb, corners, photo, quarters, saved

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ORIENTATION = 0x0112
# What a camera held this way records, as the turn that undoes it.
TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def animated(kind: str) -> bytes:
    return saved(
        quarters(), kind, save_all=True, append_images=[ImageOps.invert(quarters())], duration=100
    )


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (b"", "empty"),
        (b"\0" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (SVG, "SVG"),
        (b'\xef\xbb\xbf\n<?xml version="1.0"?>' + SVG, "SVG"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (b"MZ\x90\0" + b"\0" * 99, "not a JPEG, PNG or WebP"),
        (b"%PDF-1.7", "not a JPEG, PNG or WebP"),
        (b"<html><script>alert(1)</script>", "not a JPEG, PNG or WebP"),
        (saved(quarters(), "GIF"), "not a JPEG, PNG or WebP"),
        (saved(quarters(), "TIFF"), "not a JPEG, PNG or WebP"),
        (saved(quarters(), "BMP"), "not a JPEG, PNG or WebP"),
        (saved(Image.new("RGB", (1, 1)), "PNG"), "too small"),
        (saved(quarters(600, 199), "PNG"), "too small"),
        (saved(quarters(200, 900), "PNG"), "long and narrow"),
        (photo()[:3_000], "damaged"),
        (saved(quarters(), "PNG")[:200], "damaged"),
        (saved(quarters(), "WEBP")[:120], "damaged|not a JPEG"),
        (animated("PNG"), "Moving"),
        (animated("WEBP"), "Moving"),
    ],
)
def test_upload_that_is_no_safe_picture_is_refused_with_the_reason(
    upload: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        open_upload(upload)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [5_100, 13_000])
def test_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch, side: int) -> None:
    def unpack(_picture: ImageFile.ImageFile) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(ImageFile.ImageFile, "load", unpack)
    small = bomb(side)
    assert len(small) < 30_000
    with pytest.raises(Refused, match="25 million pixels"):
        open_upload(small)
    with pytest.raises(AssertionError, match="unpacked"):
        open_upload(photo())


def test_the_limit_alone_keeps_the_bomb_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with no limit, a smaller bomb of the same make would be unpacked."""
    monkeypatch.setattr(encoding, "MOST_PIXELS", 10**9)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    assert open_upload(bomb(6_000)).size == (6_000, 6_000)


@pytest.mark.parametrize("orientation", TURNS)
def test_picture_is_turned_the_way_the_camera_was_held(orientation: int) -> None:
    undo = TURNS[orientation]
    taken = quarters() if undo is None else quarters().transpose(undo)
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    opened = open_upload(saved(taken, "JPEG", quality=95, exif=exif))
    assert opened.size == (600, 400)
    assert alike(corners(opened), UPRIGHT)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_of_each_kind_keeps_its_colors(kind: str) -> None:
    opened = open_upload(saved(quarters(), kind))
    assert (opened.mode, opened.size) == ("RGB", (600, 400))
    assert alike(corners(opened), UPRIGHT)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_picture_of_every_mode_becomes_rgb(mode: str) -> None:
    source = quarters().convert(mode, dither=Image.Dither.NONE)
    opened = open_upload(saved(source, "PNG"))
    assert opened.mode == "RGB"
    assert alike(corners(opened), corners(source.convert("RGB")))


def test_picture_with_holes_stands_on_white() -> None:
    source = quarters().convert("RGBA")
    source.paste((0, 0, 0, 0), (0, 0, 300, 200))
    palette = source.quantize(16)
    for upload in (saved(source), saved(source, "WEBP"), saved(palette)):
        assert corners(open_upload(upload))[0] == (255, 255, 255)


def test_picture_of_16_bits_keeps_its_grays() -> None:
    source = Image.new("I;16", (400, 400), 0x8000)
    source.paste(0xFFFF, (200, 0, 400, 400))
    seen = corners(open_upload(saved(source)))
    assert alike(seen, [(128,) * 3, (255,) * 3] * 2, most=1)


def test_picture_for_print_becomes_rgb() -> None:
    opened = open_upload(saved(quarters().convert("CMYK"), "JPEG", quality=95))
    assert opened.mode == "RGB"
    assert alike(corners(opened), UPRIGHT)


def test_colors_of_another_space_are_converted() -> None:
    # The eye's own space stands in for a camera's: without conversion red would stay (220, 30, 30).
    source = saved(quarters(), "PNG", icc_profile=_swapped_profile())
    assert not alike(corners(open_upload(source)), UPRIGHT)


def _swapped_profile() -> bytes:
    """An sRGB profile with red and blue exchanged, by exchanging the names of their tags."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return plain.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")


@pytest.mark.parametrize(
    "profile",
    [b"nonsense", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()],
    ids=["broken", "of another kind"],
)
def test_profile_that_cannot_be_used_is_dropped(profile: bytes) -> None:
    opened = open_upload(saved(quarters(), "PNG", icc_profile=profile))
    assert alike(corners(opened), UPRIGHT)


def test_file_that_is_also_a_page_loses_the_page() -> None:
    opened = open_upload(photo() + b"<script>alert(1)</script>PK\x03\x04")
    assert alike(corners(opened), UPRIGHT)
    assert opened.info == {}


def test_two_exposures_in_one_file_are_one_picture() -> None:
    both = saved(quarters(), "MPO", save_all=True, append_images=[quarters(200, 200)], quality=95)
    assert alike(corners(open_upload(both)), UPRIGHT)


@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_damaged_picture_is_opened_or_refused(kind: str, changes: list[tuple[float, int]]) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    upload = bytearray(saved(quarters(240, 200), kind, exif=exif))
    for place, value in changes:
        upload[int(place * len(upload))] = value
    with suppress(Refused):
        assert open_upload(bytes(upload)).mode == "RGB"


# --- The files that readers get -------------------------------------------------------------------

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
