"""Pictures in the database with their files, for tests of everything that shows them."""

from typing import Any

from articles.models import Image
from clinic_site.foundation.images.encoding import encode
from clinic_site.foundation.images.keeping import keep
from tests.articles.factories import NOW
from tests.clinic_site.images.uploads import quarters, saved


def upload(width: int = 600, height: int = 400, seed: int = 0) -> bytes:
    """Bytes of a picture; another seed makes another picture."""
    picture = quarters(width, height)
    picture.putpixel((0, 0), (seed, 0, 0))
    return saved(picture)


def image(width: int = 600, height: int = 400, seed: int = 0, **changes: Any) -> Image:
    """An uploaded picture. The test must set a folder for media: fixture `media`."""
    made = encode(upload(width, height, seed or Image.objects.count()))
    keep(made.files)
    facts = {"title": "A first visit", "alt": "A person lies down.", "uploaded_at": NOW}
    return Image.objects.create(
        key=made.key, widths=list(made.widths), height=made.height, **{**facts, **changes}
    )
