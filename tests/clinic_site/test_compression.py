"""Readers' pages travel small; pages that may hold a secret never do."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from clinic_site.middleware import ReaderCompression

TEXT = "<p>Back pain often eases within weeks.</p>" * 40


def answer(path: str, accepts: str, **parts: object) -> HttpResponse:
    response = HttpResponse(parts.get("content", TEXT))
    if parts.get("cookie"):
        response.set_cookie("sessionid", "x")
    response["ETag"] = '"abc"'
    request = RequestFactory().get(path, headers={"accept-encoding": accepts})
    return ReaderCompression(lambda _request: response)(request)


def test_brotli_is_preferred() -> None:
    response = answer("/articles/x/", "gzip, deflate, br")
    assert response["Content-Encoding"] == "br"
    assert brotli.decompress(response.content).decode() == TEXT
    assert response["Content-Length"] == str(len(response.content))
    assert (response["Vary"], response["ETag"]) == ("Accept-Encoding", 'W/"abc"')


def test_gzip_is_understood() -> None:
    response = answer("/articles/x/", "gzip")
    assert gzip.decompress(response.content).decode() == TEXT


def test_browser_that_takes_neither_gets_plain_text() -> None:
    response = answer("/articles/x/", "identity")
    assert response.content.decode() == TEXT
    assert not response.has_header("Content-Encoding")


@pytest.mark.parametrize("path", ["/book/safety/", "/book/r/token/", "/preview/token/", "/staff/"])
def test_private_page_is_never_compressed(path: str) -> None:
    assert not answer(path, "br").has_header("Content-Encoding")


def test_answer_with_a_cookie_is_never_compressed() -> None:
    assert not answer("/articles/x/", "br", cookie=True).has_header("Content-Encoding")


def test_tiny_answer_is_left_alone() -> None:
    assert not answer("/healthz", "br", content="ok").has_header("Content-Encoding")
