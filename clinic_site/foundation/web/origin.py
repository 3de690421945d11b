"""Where a form was sent from, as far as the browser says, and pages that take none.

No other site can make a browser say something else. What follows from the answer is for the caller:
the door refuses what comes from elsewhere, and a form without a CSRF cookie must be ours.
"""

from collections.abc import Callable
from enum import Enum
from fnmatch import fnmatchcase
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


class SentFrom(Enum):
    """The page that a request was sent from."""

    OURS = "a page of ours"
    TRUSTED = "an origin of CSRF_TRUSTED_ORIGINS, or no page at all"
    UNSAID = "old browsers and machines say nothing, and are held to their token"
    ELSEWHERE = "a page of another site"


def sent_from(request: HttpRequest) -> SentFrom:
    """Read Origin and Sec-Fetch-Site. It is OURS only if whatever is said of the two agrees."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None and site is None:
        return SentFrom.UNSAID
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if (origin is None or origin in ours) and site in (None, "same-origin"):
        return SentFrom.OURS
    if origin is None:
        return SentFrom.TRUSTED if site == "none" else SentFrom.ELSEWHERE
    # Only the trusted ones may hold a wildcard; the brackets of [::1] would be read as one.
    is_trusted = origin in ours or any(
        fnmatchcase(origin, each) for each in settings.CSRF_TRUSTED_ORIGINS
    )
    return SentFrom.TRUSTED if is_trusted else SentFrom.ELSEWHERE


def only_from_our_pages(refuse: View) -> Callable[[View], View]:
    """Exempt a form from the CSRF cookie and demand instead that a page of ours sent it.

    Readers get no cookie, so there is none to compare a token with. The one cannot be had without
    the other. What comes from elsewhere is answered by `refuse`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            is_reading = request.method in ("GET", "HEAD")
            is_ours = is_reading or sent_from(request) is SentFrom.OURS
            return (view if is_ours else refuse)(request, *args, **kwargs)

        return csrf_exempt(guarded)

    return guard


Given = ParamSpec("Given")


def only_shown(view: Callable[Given, HttpResponseBase]) -> Callable[Given, HttpResponseBase]:
    """Answer 405 to whatever is sent to a page that takes no form.

    Without the exemption the answer would be 403, as if a right form could be sent here. It gives
    nothing away: what is exempt never runs for a POST.
    """
    return csrf_exempt(require_safe(view))
