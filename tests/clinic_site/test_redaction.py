"""Nothing private reaches a log line or an error report."""

import logging
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter
from pytest_django import Settings

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.text.redaction import (
    MOST_LOGGED_CHARACTERS,
    NothingPrivate,
    PlacesInLines,
    RedactLinks,
)


def logged(message: str, *args: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "f", 1, message, args, None)
    assert RedactLinks().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        ("Not Found: /book/r/s3cr3t-token/", "Not Found: /book/r/…/"),
        ("Not Found: /preview/s3cr3t-token/", "Not Found: /preview/…/"),
        ("Not Found: /preview/s3cr3t-token/thanks/", "Not Found: /preview/…/thanks/"),
        ("Error: /staff/password-reset/MQ/c1-s3cr3t/", "Error: /staff/password-reset/MQ/…/"),
        # A query is what follows a path.
        ('"GET /search/?q=numb+legs HTTP/1.1" 200', '"GET /search/?… HTTP/1.1" 200'),
        ("so?/topics/?q=legs is not", "so?/topics/?… is not"),
        ("(/a?b=c) '/d?e=f' \"/g?h\"", "(/a?… '/d?…' \"/g?…\""),
    ],
)
def test_tokens_of_links_and_query_strings_are_redacted(line: str, redacted: str) -> None:
    assert logged(line) == redacted
    assert logged("%s", line) == redacted


@pytest.mark.parametrize(
    "line",
    [
        "/staff/articles/article/5/preview/ 200",
        "What now? Nothing",
        "so?/topics/ is left",
        "Notification 7 was not sent: TimeoutError",
    ],
)
def test_control_what_only_looks_like_one_is_left_alone(line: str) -> None:
    assert logged(line) == line


def test_long_line_is_cut_before_anything_reads_it() -> None:
    line = logged("Method Not Allowed (POST): %s", "/staff" + "/" * 60_000)
    assert line.startswith("Method Not Allowed (POST): /staff///")
    assert line.endswith("/… (cut)")
    assert len(line) < MOST_LOGGED_CHARACTERS + 10
    whole = "x" * MOST_LOGGED_CHARACTERS
    assert logged(whole) == whole


def console_says(formatter: logging.Formatter) -> str:
    row = "MARKER".title()
    try:
        raise RuntimeError(row) from ValueError(row)
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "It broke", None, sys.exc_info())
    return formatter.format(record)


def test_console_says_where_it_broke_and_nothing_that_the_error_quotes() -> None:
    logs: Any = settings.LOGGING
    formatter = logs["formatters"][logs["handlers"]["console"]["formatter"]]
    assert import_string(formatter["()"]) is PlacesInLines
    text = console_says(PlacesInLines())
    assert "It broke" in text
    assert "in console_says" in text
    assert text.endswith("RuntimeError")
    assert "Marker" not in text


def test_control_stock_formatter_quotes_the_error() -> None:
    assert "RuntimeError: Marker" in console_says(logging.Formatter())


def test_line_about_an_error_says_where_and_not_what_was_sent() -> None:
    def line(formatter: logging.Formatter, sent: str) -> str:
        try:
            int(sent)
        except ValueError:
            given = ("x", logging.ERROR, "f", 1, "Internal Server Error", (), sys.exc_info())
        return formatter.format(logging.LogRecord(*given))

    [handler] = [each for each in logging.getLogger().handlers if each.name == "console"]
    assert handler.formatter is not None
    said = line(handler.formatter, "MARKER-NAME")
    assert ("MARKER" in said, said.endswith("ValueError")) == (False, True)
    assert "int(sent)" in said
    # The control: logging's own way of saying it.
    assert "MARKER" in line(logging.Formatter(), "MARKER-NAME")


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


def fail_on_a_patients_page(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr("intake.links.find_link", refuse)
    Client(raise_request_exception=False).get("/book/r/MARKER-TOKEN/?q=MARKER-QUERY")


def test_operator_is_told_where_we_failed_and_nothing_else(
    clinic: Clinic, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ADMINS = [("Operator", "operator@clinic.example")]
    fail_on_a_patients_page(monkeypatch, ValueError("MARKER-ROW"))
    (notification,) = mail.outbox
    assert notification.to == ["operator@clinic.example"]
    whole = f"{notification.subject}\n{notification.body}"
    assert "ValueError" in whole
    assert "in refuse" in whole
    assert "MARKER" not in whole


def test_operator_gets_no_notification_for_each_visitor_while_the_database_is_away(
    clinic: Clinic, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ADMINS = [("Operator", "operator@clinic.example")]
    fail_on_a_patients_page(monkeypatch, OperationalError("away"))
    assert mail.outbox == []
