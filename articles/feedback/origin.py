"""In place of a CSRF cookie: only a page of our own may send the form.

Readers get no cookie, so there is none to compare a token with. Browsers say where a form was sent
from, and no other site can make them say something else.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def is_from_our_own_page(request: HttpRequest) -> bool:
    """Return whether the browser says that one of our own pages sent this.

    It must say so in Origin or in Sec-Fetch-Site, and may not contradict itself.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None and site is None:
        return False
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return (origin is None or origin in ours) and site in (None, "same-origin")


def from_our_own_pages(refuse: View) -> Callable[[View], View]:
    """Exempt a form from the CSRF cookie and demand instead that a page of ours sent it.

    The one cannot be had without the other. What comes from elsewhere is answered by `refuse`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            is_reading = request.method in ("GET", "HEAD")
            answer = view if is_reading or is_from_our_own_page(request) else refuse
            return answer(request, *args, **kwargs)

        return csrf_exempt(guarded)

    return guard
