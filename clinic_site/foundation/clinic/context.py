"""The clinic's facts for templates."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic_site.foundation.clinic.models import Clinic


def clinic(request: HttpRequest) -> dict[str, object]:
    """Return every template `clinic` (read only if a template asks for it) and `demo`."""
    return {"clinic": SimpleLazyObject(Clinic.current), "demo": settings.DEMO}
