"""The short address of an edition, in letters and as a QR code."""

import io
from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse

from articles.models import Edition

# A crumpled or poorly printed code is still read with 15 in 100 of it missing.
ERROR_CORRECTION = "m"
# Modules of white around the code, as the standard asks.
QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class Leaflet:
    """What the printed page says of itself. `typed` is the address as a person would type it."""

    address: str
    typed: str
    qr_address: str


def leaflet_of(edition: Edition) -> Leaflet | None:
    """Return the addresses that stand for one edition for ever; None for one never published."""
    if edition.pk is None:
        return None
    code = [edition.article_id, edition.number]
    address = settings.SITE_URL + reverse("articles:copy", args=code)
    return Leaflet(
        address=address,
        typed=address.split("://", 1)[-1].rstrip("/"),
        qr_address=reverse("articles:copy_qr", args=code),
    )


def qr_code(address: str) -> bytes:
    """Return the address as a QR code: an SVG image without script and without style."""
    drawn = io.BytesIO()
    segno.make_qr(address, error=ERROR_CORRECTION).save(
        drawn,
        kind="svg",
        border=QUIET_ZONE,
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        nl=False,
    )
    return drawn.getvalue()
