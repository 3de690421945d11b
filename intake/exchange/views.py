"""The staff's private calendar address. It needs no session: calendar programs have none."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic_site.foundation.clinic.models import Clinic
from intake.exchange.diary_feed import build_feed, find_feed


@require_safe
def diary_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Return the diary. Wrong, revoked and ownerless addresses look the same."""
    feed = find_feed(token)
    if feed is None:
        raise Http404
    now = timezone.now()
    entries = build_feed(feed, Clinic.current(), now)
    return HttpResponse(entries, content_type="text/calendar; charset=utf-8")
