"""A composed page filled in for a reader, for the tests of rendering."""

from articles.models import Edition
from articles.rendering.serving import serve
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import NOW

CLINIC = Clinic(name="C", phone="555 0100", emergency_number="911", interest_statement="<We gain>")


def served(page: str) -> str:
    edition = Edition(html=page, summary="", key_points=[], contents=[], number=1, published_at=NOW)
    return serve(edition, CLINIC).body
