"""Keep what is private out of logs and error reports."""

import logging
import re
import traceback
from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

MOST_LOGGED_CHARACTERS = 2_000
LINK_TOKEN = re.compile(
    r"(/book/(?:r|diary)/|/preview/|/staff/password-reset/[^/\s?\"']+/)[^/\s?\"']+"
)
# Every character belongs to one word only, so that no text is read twice: strangers choose it.
WORD = re.compile(r"[^\s\"']+")


class RedactLinks(logging.Filter):
    """Cut every log line short, and replace the token of a link and any query string in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; always let it through."""
        message = record.getMessage()
        if len(message) > MOST_LOGGED_CHARACTERS:
            message = f"{message[:MOST_LOGGED_CHARACTERS]}… (cut)"
        message = WORD.sub(_without_query, LINK_TOKEN.sub(r"\1…", message))
        record.msg, record.args = message, ()
        return True


def _without_query(word: re.Match[str]) -> str:
    path = word[0].find("/")
    query = word[0].find("?", path) if path >= 0 else -1
    return word[0] if query < 0 else f"{word[0][: query + 1]}…"


class PlacesInLines(logging.Formatter):
    """Log lines whose tracebacks say where it happened and the kind of error, and quote no words.

    An error's words may quote a row, a cookie or an address.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging calls
        """Return the lines of code, innermost last, and the kind of error."""
        kind, _error, trace = ei
        return _places(kind, trace)


def _places(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    return "".join([*traceback.format_tb(trace), getattr(kind, "__name__", "Error")])


class OurFaults(logging.Filter):
    """Let through what nobody caught, except for a database that is away.

    That is a line in the log and a 503 for every visitor, and must not be a notification for each.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the operator is to be written to."""
        kind = record.exc_info[0] if record.exc_info else None
        return kind is not None and not issubclass(kind, Error)


class PlacesOnly(ExceptionReporter):
    """What is mailed about an error: its kind and where it happened.

    Django's own report quotes the address, which may hold a patient's token, and the error's words,
    which may quote a row.
    """

    # Django's stubs want safe HTML, but this is plain text.
    def get_traceback_text(self) -> str:  # type: ignore[override]
        """Return the lines of code, innermost last, and the kind of error."""
        return _places(self.exc_type, self.tb) + "\n"


class NothingPrivate(SafeExceptionReporterFilter):
    """An error report without POST fields, cookies, request headers or local variables.

    Django's own filter hides only names it knows. A clinic's forms hold answers about a body, so
    nothing that a person sent is reported; the traceback alone must do.
    """

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Report no field at all."""
        return {}

    def get_cleansed_multivaluedict(self, request: HttpRequest, multivaluedict: Any) -> Any:
        """Report no field at all."""
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: TracebackType
    ) -> ItemsView[str, Any]:
        """Report no local variable."""
        return dict[str, Any]().items()

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        """Report the method only: headers carry cookies and addresses carry tokens."""
        return {"REQUEST_METHOD": request.method} if request is not None else {}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        """Report no cookie."""
        return {}
