"""What every response carries, and what every request needs before a view runs."""

import logging
from collections.abc import Callable

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from clinic_site.clinic.models import Clinic, read_once

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
PATIENT_LINK_PATH = "/book/r/"
BOOKING_PATH = "/book/"
RETRY_AFTER_SECONDS = "60"

logger = logging.getLogger(__name__)


def is_private(path: str) -> bool:
    """Tell whether a path may show something about one person, so that no copy is kept."""
    return path.startswith((BOOKING_PATH, settings.STAFF_PATH))


class ResponseHeaders:
    """Add the security headers that Django does not, and forbid keeping private pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and complete its headers."""
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if is_private(request.path):
            response["Cache-Control"] = "no-store, private"
        if request.path.startswith(PATIENT_LINK_PATH):
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


class DatabaseAway:
    """Answer 503 with the way to reach the clinic when the database does not answer.

    A booking is never half made: the transaction that failed has been rolled back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a database that is away into a friendly page; leave other errors alone."""
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        logger.error("The database did not answer: %s", type(error).__name__)
        response = render(None, "503.html", status=503)
        response["Retry-After"] = RETRY_AFTER_SECONDS
        return response


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
