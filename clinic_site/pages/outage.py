"""What is answered while the database is away, full, read-only or sealed with keys we lack."""

import logging
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.sealing import WrongKey
from clinic_site.middleware import GetResponse, is_private

RETRY_AFTER_SECONDS = "60"
# Long enough for a restart, short enough that a page withdrawn before it does not linger.
COPIES_LAST_SECONDS = 60 * 60
MOST_COPIES = 200
MOST_BYTES = 20 * 1024 * 1024
# PostgreSQL reports a write in a read-only transaction as a fault inside itself, with this code.
READ_ONLY = "25006"

logger = logging.getLogger(__name__)


def is_away(error: BaseException | None) -> bool:
    """Return whether the database could not be reached, could not write, or has other keys."""
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", "") == READ_ONLY
    return isinstance(error, OperationalError | InterfaceError | WrongKey)


def database_away(error: BaseException | None) -> HttpResponse:
    """Answer 503 with a way to reach the clinic. Loading the page again sends the form again."""
    # The text of the others may quote what was to be written.
    reason = error if isinstance(error, WrongKey) else type(error).__name__
    logger.error("The database cannot be used: %s", reason)
    response = render(None, "503.html", {"phone": _phone()}, status=503)
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def fault(request: HttpRequest) -> HttpResponse:
    """Answer an error that nobody caught (handler500). It may come from any middleware."""
    error = sys.exception()
    if is_away(error):
        return database_away(error)
    return render(None, "500.html", {"phone": _phone()}, status=500)


class Sessions(SessionMiddleware):
    """Sessions that cannot be saved while the disk is full: an outage, and no fault of the sender.

    Django takes every failure to save for a session that was ended elsewhere, and answers 400.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session; answer 503 if the database is what refused it."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted as error:
            cause = next(filter(is_away, _causes(error)), None)
            if cause is None:
                raise
            return database_away(cause)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _phone() -> str:
    clinic = Clinic.last_read()
    return clinic.phone if clinic else ""


Key = tuple[object, ...]
"""A page, however its address was spelled: the view and what it is given."""


@dataclass(frozen=True, slots=True)
class _Copy:
    content: bytes
    headers: dict[str, str]
    made: float


class DatabaseAway:
    """Keep booking honest and articles readable while the database does not answer.

    A booking is never half made: the transaction that failed has been rolled back. Readers get
    the copy that this process last served, if it is not older than an hour.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.copies: dict[Key, _Copy] = {}
        self.bytes_kept = 0
        self.one_at_a_time = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; keep a copy of a reader's page, or show the one that is kept."""
        response = self.get_response(request)
        # A page that has not changed is the copy that is kept.
        if not _is_for_every_reader(request) or response.status_code == 304:
            return response
        page = _page_at(request)
        if page is None:
            return response
        if response.status_code == 503:
            return self._copy_of(page) or response
        with self.one_at_a_time:
            self._remember(page, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a database that is away into a friendly page; leave other errors alone."""
        return database_away(error) if is_away(error) else None

    def _remember(self, page: Key, response: HttpResponse) -> None:
        # Out first: a page that was taken down must not come back, and the oldest goes first.
        self._forget(page)
        if response.status_code != 200 or response.streaming or response.cookies:
            return
        copy = _Copy(response.content, dict(response.items()), time.monotonic())
        if len(copy.content) > MOST_BYTES:
            return
        self.copies[page] = copy
        self.bytes_kept += len(copy.content)
        while len(self.copies) > MOST_COPIES or self.bytes_kept > MOST_BYTES:
            self._forget(next(iter(self.copies)))

    def _forget(self, page: Key) -> None:
        copy = self.copies.pop(page, None)
        if copy is not None:
            self.bytes_kept -= len(copy.content)

    def _copy_of(self, page: Key) -> HttpResponse | None:
        copy = self.copies.get(page)
        if copy is None or time.monotonic() - copy.made > COPIES_LAST_SECONDS:
            return None
        return HttpResponse(copy.content, headers=copy.headers)


def _page_at(request: HttpRequest) -> Key | None:
    """Return the page that an address means, or None for one that no view answers to."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Http404:
        return None
    # Django's stubs lack it: what stood in the address, without what the table of addresses adds.
    captured: dict[str, object] = match.captured_kwargs  # type: ignore[attr-defined]
    return (match.view_name, match.func, match.args, *sorted(captured.items()))


def _is_for_every_reader(request: HttpRequest) -> bool:
    is_plain = request.method in ("GET", "HEAD") and not request.META.get("QUERY_STRING")
    return is_plain and not is_private(request.path) and request.path not in ("/healthz", "/readyz")
