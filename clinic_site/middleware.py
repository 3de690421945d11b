"""What every response carries, and what every request needs before a view runs."""

import gzip
from collections.abc import Callable
from urllib.parse import unquote

import brotli
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.defaults import bad_request, page_not_found

from clinic_site.foundation.clinic.models import Clinic, read_once

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
PATIENT_LINK_PATH = "/book/r/"
BOOKING_PATH = "/book/"
FEEDBACK_PATH = "/useful/"
PREVIEW_PATH = "/preview/"


def is_private(path: str) -> bool:
    """Return whether a path may show something about one person, so that no copy is kept."""
    return path.startswith((BOOKING_PATH, FEEDBACK_PATH, PREVIEW_PATH, settings.STAFF_PATH))


class ResponseHeaders(SecurityMiddleware):
    """Add Django's security headers and those it lacks, and forbid keeping private pages.

    Stands before Django's own, which redirects to https and refuses a bad host: those answers, too,
    carry every header.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Pass every request on."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Complete the headers of any answer."""
        response = super().process_response(request, response)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if is_private(request.path):
            response["Cache-Control"] = "no-store, private"
        if request.path.startswith((PATIENT_LINK_PATH, PREVIEW_PATH)):
            response["Referrer-Policy"] = "strict-origin"
        return response


class ContentSecurityPolicy(CSPMiddleware):
    """The site's policy, with what the article editor needs added on staff pages only."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the parts of the policy for one response."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path.startswith(settings.STAFF_PATH):
            parts.update = settings.STAFF_CSP_ADDITIONS
        return parts


class ImpossibleValues:
    """Refuse, kindly, what no row can hold, before the database stumbles over it.

    PostgreSQL raises on NUL in a text, SQLite on a number beyond 64 bits; no person sends either.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 to NUL where it would reach the database: session keys, staff's filters."""
        if any("\x00" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in a cookie")
        address = request.path + unquote(request.META.get("QUERY_STRING", ""))
        is_staff_path = request.path.startswith(settings.STAFF_PATH)
        if is_staff_path and "\x00" in address:
            raise BadRequest("NUL in an address")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 404 to an address, and 400 to a form, with a number that nothing can have."""
        if not isinstance(error, OverflowError):
            return None
        answer = page_not_found if request.method in ("GET", "HEAD") else bad_request
        return answer(request, error)


class ClinicFacts:
    """Read the clinic's row once a request, and show times of day in the clinic's zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the zone for booking and staff pages only: readers' pages cost no query here."""
        with read_once():
            if not is_private(request.path):
                return self.get_response(request)
            with timezone.override(Clinic.current().zone):
                return self.get_response(request)


SMALLEST_WORTH_IT = 500
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
TEXT_TYPES = ("text/", "application/xml", "application/atom+xml", "application/json")


class ReaderCompression:
    """Compress whole text answers on paths that are the same for everybody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, smaller if the browser can take it."""
        response = self.get_response(request)
        if is_private(request.path) or not _is_compressible(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        accepted = request.headers.get("Accept-Encoding", "")
        if "br" in accepted:
            _replace(response, brotli.compress(response.content, quality=BROTLI_QUALITY), "br")
        elif "gzip" in accepted:
            # A fixed time keeps equal pages equal to the byte.
            _replace(response, gzip.compress(response.content, GZIP_LEVEL, mtime=0), "gzip")
        return response


def _is_compressible(response: HttpResponse) -> bool:
    return (
        not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(TEXT_TYPES)
        and len(response.content) >= SMALLEST_WORTH_IT
    )


def _replace(response: HttpResponse, smaller: bytes, encoding: str) -> None:
    response.content = smaller
    response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(smaller))
    etag = response.get("ETag", "")
    if etag and not etag.startswith("W/"):
        response["ETag"] = f"W/{etag}"
