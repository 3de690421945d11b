"""The headers of every answer, and which answers travel small."""

import gzip
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import brotli
import pytest
from django.db import ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.posting import post
from clinic_site.middleware import ReaderCompression
from intake import enquiries

READER_PAGES = [
    "home",
    "warning_signs",
    "privacy",
    "accessibility",
    "editorial_policy",
    "articles:topics",
    "articles:claims",
]
pytestmark = pytest.mark.django_db

STRICT_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}


@pytest.mark.parametrize("name", READER_PAGES)
def test_reader_gets_no_cookie_and_the_strict_policy(
    client: Client, clinic: Clinic, name: str
) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert set(response["Content-Security-Policy"].split("; ")) == STRICT_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert response["Permissions-Policy"].startswith("camera=()")


@pytest.mark.parametrize("path", ["/book/", "/book/r/unknown/", "/staff/", "/book/nowhere/"])
def test_private_pages_are_never_kept(client: Client, clinic: Clinic, path: str) -> None:
    assert client.get(path)["Cache-Control"] == "no-store, private"


def test_page_with_a_token_in_its_address_tells_no_other_site(
    client: Client, clinic: Clinic
) -> None:
    assert client.get("/book/r/unknown/")["Referrer-Policy"] == "strict-origin"


def test_staff_policy_adds_only_what_the_editor_needs(client: Client, clinic: Clinic) -> None:
    policy = client.get("/staff/login/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/sitemap.xml", "/feed/"])
def test_machine_pages_answer_without_a_cookie(client: Client, clinic: Clinic, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, bool(response.cookies)) == (200, False)


def test_robots_keeps_search_engines_out_of_private_pages(client: Client, clinic: Clinic) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /book/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_readyz_says_what_is_ready(client: Client, clinic: Clinic) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "database": True,
        "migrations": True,
        "notifications": True,
        "purge": True,
        "disk": True,
        "clock": True,
        "keys": True,
    }


def test_readyz_tells_when_the_worker_does_not_run(client: Client, clinic: Clinic) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    enquiries.begin_enquiry(long_ago)
    post(kind="booking.held", subject=uuid4(), version=1, to_staff=False, now=long_ago)
    response = client.get("/readyz")
    assert response.status_code == 503
    found = response.json()
    assert (found["database"], found["notifications"], found["purge"]) == (True, False, False)


def test_readyz_tells_that_tables_are_missing(client: Client, clinic: Clinic) -> None:
    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "outbox_notification" in sql:
            raise ProgrammingError("relation does not exist")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert (response.status_code, response.json()["notifications"]) == (503, False)


def test_form_without_its_token_gets_a_kind_page(clinic: Clinic) -> None:
    response = Client(enforce_csrf_checks=True).post("/book/safety/", {})
    assert response.status_code == 403
    assert "<h1" in response.text


def test_unknown_address_gets_our_own_page(client: Client, clinic: Clinic) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert clinic.name in response.text


def test_readyz_tells_that_the_disk_is_nearly_full(
    client: Client, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinic_site.pages.views.LEAST_FREE_BYTES", 2**80)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["disk"]) == (503, False)


SECURITY_HEADERS = (
    "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options",
    "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy", "Cross-Origin-Embedder-Policy", "Permissions-Policy",
)  # fmt: skip


@pytest.fixture
def over_https(settings: Settings, tmp_path: Path) -> None:
    """The site as it is in production: https, with a static file."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 1
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "file.css").write_text("a {}")


def every_kind_of_answer() -> list[tuple[int, Any]]:
    """What was expected, and what came."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    form = {"content_type": "application/x-www-form-urlencoded"}

    def get(path: str, **more: Any) -> Any:
        return browser.get(path, **{"secure": True, **more})

    def post(path: str, body: str = "a=b", **more: Any) -> Any:
        return browser.post(path, body, **{"secure": True, **form, **more})

    def fault(request: HttpRequest) -> HttpResponse:
        raise ValueError

    answers = [
        (301, get("/", secure=False)),
        (400, get("/", secure=False, headers={"host": "evil.example"})),
        (400, get("/", headers={"host": "evil.example"})),
        (400, post("/book/safety/", headers={"host": "evil.example", "origin": "https://x"})),
        (400, get("/", headers={"cookie": r'sessionid="a\000"'})),
        (400, post("/book/safety/", "a=&" * 1_001)),
        (301, get("/topics")),
        (302, get("/staff/")),
        (403, post("/book/safety/")),
        (403, post("/book/safety/", headers={"origin": "https://evil.example"})),
        (404, get("/nowhere/")),
        (404, get("/static/nowhere.css")),
        (405, browser.put("/topics/", secure=True)),
        (413, post("/book/safety/", "a" * 2_700_000)),
        (414, get("/" + "a" * 2_001)),
        (415, post("/book/safety/", content_type="text/plain")),
        (431, get("/", headers={"cookie": "a" * 9_000})),
        (200, get("/static/file.css")),
        (
            304,
            get("/static/file.css", headers={"if-modified-since": "Fri, 1 Jan 2100 00:00:00 GMT"}),
        ),
        (200, get("/healthz", secure=False)),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Clinic, "zone", property(fault))
        answers.append((500, get("/book/")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("clinic_site.door.Places.taken", lambda places, line: nullcontext(False))
        answers.append((503, post("/book/safety/")))
    return answers


def lacking() -> list[tuple[int, str]]:
    """What an answer does not have, or has otherwise than the home page."""
    home = Client().get("/", secure=True)
    assert all(home.has_header(name) for name in SECURITY_HEADERS)
    answers = every_kind_of_answer()
    assert [answer.status_code for _status, answer in answers] == [s for s, _answer in answers]
    return [
        (status, name)
        for status, answer in answers
        for name in SECURITY_HEADERS
        if answer.get(name) != home[name]
        # Browsers ignore HSTS that did not come over https.
        and (name != "Strict-Transport-Security" or answer.wsgi_request.is_secure())
    ]


@pytest.mark.usefixtures("over_https")
def test_every_kind_of_answer_carries_every_security_header(clinic: Clinic) -> None:
    # Staff pages have a policy of their own: see below.
    assert [each for each in lacking() if each != (302, "Content-Security-Policy")] == []


@pytest.mark.usefixtures("over_https")
def test_control_headers_that_come_late_are_missed(clinic: Clinic, settings: Settings) -> None:
    first, *rest = settings.MIDDLEWARE
    settings.MIDDLEWARE = [*rest, first]
    assert {name for _status, name in lacking()} == {"X-Frame-Options", "Content-Security-Policy"}


def test_site_answers_to_its_own_name_only(client: Client, clinic: Clinic) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [("/book/safety/", 400), ("/staff/login/", 400), ("/staff/articles/article/add/", 200)],
)
def test_only_signed_in_staff_may_send_the_many_fields_of_a_long_article(
    admin_client: Client, clinic: Clinic, path: str, status: int
) -> None:
    many = {f"field-{number}": "x" for number in range(1_500)}
    assert admin_client.post(path, many).status_code == status


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
