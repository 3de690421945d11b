"""Nothing private reaches a log line or an error report."""

import logging
import sys

import pytest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from clinic_site.redaction import NothingPrivate, RedactLinks


def logged(message: str, *args: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "f", 1, message, args, None)
    assert RedactLinks().filter(record)
    return record.getMessage()


def test_patient_link_is_redacted() -> None:
    assert logged("Not Found: %s", "/book/r/s3cr3t-token/") == "Not Found: /book/r/…/"


def test_query_string_is_redacted() -> None:
    assert logged('"GET /search/?q=numb+legs HTTP/1.1" 200') == '"GET /search/?… HTTP/1.1" 200'


def test_ordinary_line_is_left_alone() -> None:
    assert logged("Letter %s was not sent: %s", 7, "TimeoutError") == (
        "Letter 7 was not sent: TimeoutError"
    )


def report(reporter_filter: type[SafeExceptionReporterFilter]) -> str:
    request = RequestFactory().post("/book/details/", {"name": "MARKER-NAME"})
    request.COOKIES["wanted"] = "MARKER-COOKIE"
    request.exception_reporter_filter = reporter_filter()
    try:
        private = "MARKER-LOCAL"
        raise RuntimeError(len(private))
    except RuntimeError:
        kind, error, trace = sys.exc_info()
        return ExceptionReporter(request, kind, error, trace, is_email=True).get_traceback_text()


def test_error_report_tells_nothing_that_a_person_sent() -> None:
    text = report(NothingPrivate)
    assert "RuntimeError" in text
    assert "MARKER" not in text


@pytest.mark.parametrize("marker", ["MARKER-NAME", "MARKER-COOKIE"])
def test_control_stock_report_does_tell(marker: str) -> None:
    assert marker in report(SafeExceptionReporterFilter)
