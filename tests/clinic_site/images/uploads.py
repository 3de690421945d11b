"""Uploads made for tests, good and bad. None is kept as a file among the tests."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 160, 30), (30, 30, 220), (230, 220, 40)
UPRIGHT = [RED, GREEN, BLUE, YELLOW]
"""The corners of `quarters` when it is not turned."""

Pixel = tuple[int, int, int]


def quarters(width: int = 600, height: int = 400) -> Image.Image:
    """Red and green above, blue and yellow below: each way to turn it looks different."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    picture.paste(YELLOW, (width // 2, height // 2, width, height))
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(width: int = 600, height: int = 400) -> bytes:
    return saved(quarters(width, height), "JPEG", quality=95)


def corners(picture: Image.Image) -> list[Pixel]:
    """The colors a reader sees at the top left, top right, bottom left and bottom right."""
    width, height = picture.size
    seen = picture.convert("RGB")
    places = [(x, y) for y in (height // 8, height * 7 // 8) for x in (width // 8, width * 7 // 8)]
    return [_pixel(seen, place) for place in places]


def _pixel(picture: Image.Image, place: tuple[int, int]) -> Pixel:
    found = picture.getpixel(place)
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def alike(found: list[Pixel], wanted: list[Pixel], most: int = 12) -> bool:
    """Return whether colors are the same but for what compression does to them."""
    pairs = zip(found, wanted, strict=True)
    return all(abs(a - b) <= most for one, other in pairs for a, b in zip(one, other, strict=True))


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def bomb(side: int = 13_000) -> bytes:
    """A black picture of 1 bit a pixel: some 20 kB here, 169 million pixels when unpacked."""
    squeezer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    squeezed = b"".join(squeezer.compress(row) for _each in range(side)) + squeezer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", squeezed)
        + png_chunk(b"IEND", b"")
    )
