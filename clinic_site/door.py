"""What is refused at the door: by its size, its kind and its origin, before anything reads it.

A look at the headers costs nothing. Only then is a body read, and no more bodies at a time than
leave threads for readers: a client that sends its form byte by byte holds a thread.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Condition
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.urls import reverse

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.web.addresses import address_of, line_of
from clinic_site.foundation.web.origin import SentFrom, sent_from
from clinic_site.middleware import FEEDBACK_PATH, GetResponse

FORM = "application/x-www-form-urlencoded"
FORM_WITH_FILES = "multipart/form-data"
LONGEST_HEADER = 8_192
"""Characters: what common proxies allow. Python takes quadratic time over some cookies."""
PART_HEADERS = 512 * 1024
"""Bytes that the names of a form's parts may take, beside its words and its file."""
BODIES_AT_ONCE = 16
"""So many bodies one process reads at a time: half the threads that it has (see serve.py)."""
BODIES_FROM_ONE_LINE = 8
"""So many of them from one address or IPv6 line: a ward behind one address sends no more at once,
since a form takes no time to arrive; a slow client takes as long as it likes."""
HELD_UP = 28
"""So many read or wait for a place in one process: the other threads are for readers."""
PATIENCE = 1.0
"""Seconds that a form waits for a place, as when many people press a button at one moment."""
RETRY_AFTER_SECONDS = "10"


class Door:
    """Refuse what no page of ours takes. Stands before all but what adds headers to answers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the address and the headers, and pass the request on or show a small page."""
        status = _fault_of_the_head(request)
        if status is None and request.method == "POST":
            status = _fault_of_the_form(request)
        return self.get_response(request) if status is None else refused(request, status)


def refused(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Say kindly what was wrong and what to do next, without asking the database."""
    clinic = Clinic.last_read()
    context = {
        "status": int(status),
        "phone": clinic.phone if clinic else "",
        "for_staff": request.path.startswith(settings.STAFF_PATH),
    }
    return render(None, "refused.html", context, status=status)


def _fault_of_the_head(request: HttpRequest) -> HTTPStatus | None:
    if len(request.path_info) > settings.LONGEST_PATH:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    headers = (value for name, value in request.META.items() if name.startswith("HTTP_"))
    if any(len(value) > LONGEST_HEADER for value in headers):
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    return None


def _fault_of_the_form(request: HttpRequest) -> HTTPStatus | None:
    # The feedback form looks by itself, and gives the words back that it does not take.
    is_feedback = request.path.startswith(FEEDBACK_PATH)
    if not is_feedback and sent_from(request) is SentFrom.ELSEWHERE:
        return HTTPStatus.FORBIDDEN
    length = _length(request)
    has_files = request.content_type == FORM_WITH_FILES
    is_known = has_files and request.path.startswith(settings.STAFF_PATH)
    if length and not is_known and request.content_type != FORM:
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    most = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if length > most + (MOST_BYTES + PART_HEADERS if has_files else 0):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None


def _length(request: HttpRequest) -> int:
    # As Django reads it: what has no length has no body.
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class Bodies:
    """Read a form here, in one of few places, so that no view and no check waits for a client.

    Stands after what knows who is signed in: a file is kept for them only.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.places = Places(BODIES_AT_ONCE, BODIES_FROM_ONE_LINE, held_up=HELD_UP)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read what was posted, or say that all places are taken."""
        if request.method == "POST" and _length(request) > 0:
            with self.places.taken(line_of(address_of(request))) as is_free:
                if not is_free:
                    response = refused(request, HTTPStatus.SERVICE_UNAVAILABLE)
                    response["Retry-After"] = RETRY_AFTER_SECONDS
                    return response
                _read(request)
        is_staff_path = request.path.startswith(settings.STAFF_PATH)
        is_open = not is_staff_path or request.path == reverse("admin:login")
        if is_open and _count_fields(request) > settings.PUBLIC_FORM_FIELDS:
            raise TooManyFieldsSent
        return self.get_response(request)


def _read(request: HttpRequest) -> None:
    try:
        len(request.POST)
    except UnreadablePostError as error:
        raise BadRequest("the client went away") from error


def _count_fields(request: HttpRequest) -> int:
    sent = [*request.GET.lists(), *(request.POST.lists() if request.method == "POST" else ())]
    return sum(len(values) for _name, values in sent)


class Places:
    """A few places that are taken and given back: so many in all, so many for one line.

    Who finds none waits a moment, because a form that has arrived is read in no time; but no more
    wait and read together than leave threads for readers, and nobody waits for slow clients.
    """

    def __init__(
        self, in_all: int, for_one_line: int, *, held_up: int, patience: float = PATIENCE
    ) -> None:
        self.in_all = in_all
        self.for_one_line = for_one_line
        self.held_up = held_up
        self.patience = patience
        self._here = 0
        # Who reads: their line, and since when.
        self._taken: dict[object, tuple[str, float]] = {}
        self._changed = Condition()

    @contextmanager
    def taken(self, line: str) -> Iterator[bool]:
        """Hold a place while this is entered; yield whether there was one."""
        mine = object()
        with self._changed:
            self._here += 1
            is_free = self._here <= self.held_up and self._find(line)
            if is_free:
                self._taken[mine] = line, monotonic()
        try:
            yield is_free
        finally:
            with self._changed:
                self._here -= 1
                self._taken.pop(mine, None)
                self._changed.notify_all()

    def _find(self, line: str) -> bool:
        def has_place() -> bool:
            same = sum(1 for each, _since in self._taken.values() if each == line)
            return len(self._taken) < self.in_all and same < self.for_one_line

        if has_place():
            return True
        newest = max(since for _line, since in self._taken.values())
        is_slow = monotonic() - newest > self.patience
        return not is_slow and self._changed.wait_for(has_place, self.patience)


# The largest file that any form takes, and a little: the form then says that it is too large.
MOST_BYTES = 10 * 1024 * 1024


class NoLargerThanNeeded(FileUploadHandler):
    """Pass a file on until it is too large for every form, and drop the rest.

    Stands before the handlers that keep files: they hold what was passed on, so that no sender
    can fill memory or disk, on any address. Of somebody who is not signed in nothing is passed on:
    an empty file tells that there was one.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Keep the file from the handlers after this one, unless its sender is signed in."""
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        self.is_kept = user is not None and user.is_authenticated
        if not self.is_kept:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Return the chunk for the next handler, or nothing."""
        return raw_data if self.is_kept and start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> SimpleUploadedFile | None:
        """Leave the file to the handlers after this one, or tell that there was one."""
        return None if self.is_kept else SimpleUploadedFile(self.file_name or "", b"")
