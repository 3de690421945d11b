"""Requests that no browser makes: odd charsets, floods, broken bodies, no token, huge files."""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.decorators.csrf import csrf_exempt
from pytest_django import Settings

from clinic_site.door import MOST_BYTES
from clinic_site.foundation.images import encoding
from clinic_site.wsgi import application
from intake.models import Enquiry
from tests.articles.factories import published
from tests.bad_input.answers import POLICY, assert_kind, assert_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
CODECS = ["utf-7", "hex", "base64", "rot13", "zlib", "bz2", "undefined", "idna", "punycode"]
READERS = ["/", "/topics/", "/search/", "/privacy/", "/feed/", "/sitemap.xml", "/robots.txt"]
OTHERS = ["/book/", "/book/safety/", "/book/summary/", "/book/r/x/", "/staff/", "/staff/login/"]


def ask(path: str, method: str = "GET", body: bytes = b"", **given: str) -> tuple[int, str, str]:
    """Put a request to the entry point itself; return status, policy and page."""
    path, _mark, query = path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query,
        "HTTP_HOST": "testserver", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), **given,
    }  # fmt: skip
    setup_testing_defaults(environ)
    seen: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]], *_rest: object) -> Any:
        seen.update(headers, status=int(status[:3]))

    # As Django's own test client does: else the connection closes inside the test's transaction.
    request_started.disconnect(close_old_connections)
    try:
        page: Iterable[bytes] = application(environ, start)
    finally:
        request_started.connect(close_old_connections)
    return seen["status"], seen["Content-Security-Policy"], b"".join(page).decode()


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("path", ["/search/?q=%2B2AA-%41", "/staff/login/?next=%2B2AA-"])
def test_a_charset_of_the_senders_choice_changes_nothing(path: str, codec: str) -> None:
    status, policy, page = ask(path, CONTENT_TYPE=f"text/plain; charset={codec}")
    assert (status, POLICY in policy) == (200, True)
    assert "\ud800" not in page
    assert ask(path)[0] == 200


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("kind", [FORM, PARTS])
def test_a_form_in_an_odd_charset_is_refused_kindly(codec: str, kind: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="legs"\r\n\r\n+2AA-\r\n--b--\r\n'
    given = {"CONTENT_TYPE": f"{kind}; charset={codec}"}
    status, _policy, page = ask("/book/safety/", "POST", body, **given)
    assert (status, "<h1" in page) == (403 if kind == FORM else 415, True)


def test_a_flood_of_query_fields_with_a_charset_is_refused_kindly() -> None:
    flood = "/search/?" + "&".join(f"f{n}=1" for n in range(1_001))
    status, _policy, page = ask(flood, CONTENT_TYPE="text/plain; charset=utf-8")
    assert (status, "<h1" in page) == (400, True)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=" + b"x" * 2_700_000, FORM),
        (b"&".join(b"f%d=1" % n for n in range(1_001)), FORM),
        (b"--x", "multipart/form-data"),
        (b"--x", "multipart/form-data; boundary=" + "y" * 300),
        (b"".join(b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\ny\r\n'
                  for _n in range(101)) + b"--b--\r\n", PARTS),
    ],
    ids=["too long", "too many fields", "no boundary", "long boundary", "too many files"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/book/safety/", "/staff/login/"])
def test_a_body_beyond_reading_gets_a_page_of_ours(path: str, body: bytes, kind: str) -> None:
    response = Client().post(path, body, content_type=kind)
    assert_page(response, 400, 413, 415)
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver@evil.example", "", "a b", "[::1", "x" * 5000]
)
def test_a_forged_host_gets_a_page_that_repeats_nothing(host: str) -> None:
    for path in ("/", "/book/", "/staff/login/"):
        response = Client().get(path, headers={"host": host})
        assert_page(response, 400)
        assert "evil.example" not in response.text


@pytest.mark.parametrize("name", ["sessionid", "csrftoken"])
@pytest.mark.parametrize("path", ["/book/", "/book/times/", "/book/held/", "/staff/"])
@pytest.mark.database_bound
def test_nul_in_a_cookie_is_refused_before_the_database_sees_it(path: str, name: str) -> None:
    forged = Client(headers={"cookie": rf'{name}="aaaaaaaa\000aaaaaaaa"'})
    assert_page(forged.get(path), 400)
    honest = Client(headers={"cookie": f"{name}={'a' * 32}"})
    assert honest.get(path).status_code in (200, 302, 410)


@pytest.mark.parametrize("path", READERS + OTHERS)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "PROPFIND", "POST"])
def test_other_methods_without_a_token_are_refused_and_set_no_cookie(
    path: str, method: str
) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, path, b"status=confirmed")
    assert_kind(response, 403, 405, 415)
    assert not response.cookies


@pytest.mark.parametrize("path", READERS)
@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "POST", "PUT"])
def test_readers_pages_are_for_reading(path: str, method: str) -> None:
    assert_kind(Client().generic(method, path), 405)
    response = Client().head(path)
    assert (response.status_code, bool(response.cookies)) == (200, False)


def test_forged_proxy_headers_change_no_link() -> None:
    forged = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    for path in ("/", "/feed/", "/sitemap.xml", reverse("intake:start")):
        assert "evil.example" not in Client().get(path, headers=forged).text


# --- Without a token of ours ----------------------------------------------------------------------

View = Callable[..., HttpResponse]

GUARDED_IN_ANOTHER_WAY = {"articles:useful"}
"""Readers have no cookie to check; foundation/web/origin.py asks where the form came from."""


def exempt_views(
    patterns: list[URLPattern | URLResolver], space: str = ""
) -> Iterator[tuple[str, View]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from exempt_views(pattern.url_patterns, inner)
        elif getattr(pattern.callback, "csrf_exempt", False):
            yield f"{space}{pattern.name}", pattern.callback


def runs_for_a_post(view: View) -> bool:
    """Return whether anything but the refusal of the method happens."""
    try:
        return view(RequestFactory().post("/")).status_code != 405
    except Exception:  # noqa: BLE001 - without its arguments a view that runs stumbles somehow
        return True


def test_views_without_the_check_take_no_form() -> None:
    found = {
        name for name, view in exempt_views(get_resolver().url_patterns) if runs_for_a_post(view)
    }
    assert found == GUARDED_IN_ANOTHER_WAY


def test_control_a_view_that_takes_one_is_found() -> None:
    @csrf_exempt
    def careless(request: HttpRequest, slug: str) -> HttpResponse:
        return HttpResponse()

    assert runs_for_a_post(careless)


TAKE_NO_FORM = (
    "home", "warning_signs", "privacy", "accessibility", "editorial_policy", "robots", "sitemap",
    "healthz", "readyz", "articles:topics", "articles:claims", "articles:search", "articles:feed",
)  # fmt: skip


@pytest.mark.parametrize("name", TAKE_NO_FORM)
def test_posting_to_a_page_that_takes_no_form_is_told_so(name: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse(name), {"words": "Some words"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_posting_to_an_article_is_not_a_method_it_has() -> None:
    stranger = Client(enforce_csrf_checks=True)
    slug = published("walking").slug
    for address in (
        reverse("articles:article", args=[slug]),
        reverse("articles:useful_thanks", args=[slug]),
        reverse("articles:claims_topic", args=["treatments"]),
    ):
        answer = stranger.post(address, {"words": "Some words"})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_control_posting_to_a_form_without_its_token_is_refused() -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(reverse("intake:safety"), {"words": "x"}).status_code == 403


def test_staff_whose_form_expired_are_led_to_sign_in_and_patients_to_the_start() -> None:
    browser = Client(enforce_csrf_checks=True)
    staff = browser.post(reverse("admin:login"), {"username": "x"})
    patient = browser.post(reverse("intake:safety"), {})
    assert (staff.status_code, patient.status_code) == (403, 403)
    assert b"Sign in again" in staff.content
    assert b"Start a booking" not in staff.content
    assert b"Start a booking" in patient.content


# --- Files ----------------------------------------------------------------------------------------

CHUNK = 64 * 1024


def taken(rf: RequestFactory, size: int) -> int:
    request = rf.post("/", {"file": SimpleUploadedFile("x", b"x" * size)})
    request.user = User(username="ann")
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)
    assert len(file.read()) == file.size
    return file.size or 0


@pytest.mark.parametrize("size", [0, 1, CHUNK + 1, MOST_BYTES])
def test_file_that_a_form_may_take_comes_whole(rf: RequestFactory, size: int) -> None:
    assert taken(rf, size) == size


def test_rest_of_a_huge_file_is_dropped_and_the_form_can_tell(rf: RequestFactory) -> None:
    assert MOST_BYTES < taken(rf, 3 * MOST_BYTES) <= MOST_BYTES + 2 * CHUNK


def test_pictures_are_told_apart_by_their_own_limit() -> None:
    assert encoding.MOST_BYTES <= MOST_BYTES


def test_without_the_handler_all_of_it_would_be_kept(
    rf: RequestFactory, settings: Settings
) -> None:
    """The control."""
    settings.FILE_UPLOAD_HANDLERS = settings.FILE_UPLOAD_HANDLERS[1:]
    assert taken(rf, 3 * MOST_BYTES) == 3 * MOST_BYTES
