"""Pages on paper: each edition has a short address that tells whether a copy is still current."""

from articles.leaflets.addresses import Leaflet, leaflet_of, qr_code
from articles.leaflets.copies import Copy, find_copy

__all__ = ["Copy", "Leaflet", "find_copy", "leaflet_of", "qr_code"]
