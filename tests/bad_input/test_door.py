"""What the door refuses before anything reads it, and how many bodies it reads at a time."""

import io
import itertools
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from clinic_site import door, roles
from clinic_site.management.commands import serve
from tests.articles.factories import published
from tests.bad_input.answers import assert_page
from tests.bad_input.test_requests import ask
from tests.clinic_site.staff import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
LONG = 60_000
PATIENCE = 60
# Beyond what is kept in memory.
HUGE_FILE = 3 * 1024 * 1024


class Unread(io.BytesIO):
    """A body that remembers whether anybody looked at it."""

    was_read = False

    def read(self, *args: Any) -> bytes:
        self.was_read = True
        return super().read(*args)


def send(path: str, method: str = "POST", size: int = 9, **given: str) -> tuple[int, bool]:
    """Return the status, and whether the body was looked at."""
    body = Unread(b"a" * min(size, 100))
    facts: dict[str, Any] = {"CONTENT_TYPE": FORM, "wsgi.input": body, **given}
    status, _policy, page = ask(path, method, **{"CONTENT_LENGTH": str(size), **facts})
    assert "<h1" in page
    return status, body.was_read


@pytest.mark.parametrize("letter", ["/", "a", "\xff", "\xc3\xa9", "%"])
def test_endless_address_is_refused(letter: str) -> None:
    for start in ("/", "/staff/", "/book/r/"):
        status, policy, page = ask(start + letter * LONG)
        assert (status, "too long" in page, "default-src" in policy) == (414, True, True)
        assert send(start + letter * LONG) == (414, False)


def test_longest_address_is_read(settings: Settings) -> None:
    longest = "/" + "\xc3\xa9" * (settings.LONGEST_PATH - 1)
    assert ask(longest)[0] == 404
    assert ask(f"{longest}a")[0] == 414


@pytest.mark.parametrize("name", ["cookie", "x-forwarded-for", "host", "accept-encoding", "range"])
@pytest.mark.parametrize("piece", [",", ";", '"\\\\', "a=b;", "["])
def test_endless_header_is_refused(name: str, piece: str) -> None:
    head = (f'a="{piece * LONG}')[:LONG]
    response = Client().get("/", headers={name: head})
    assert_page(response, 431)
    assert "cookies" in response.text


def test_header_of_an_ordinary_length_is_read() -> None:
    """The control."""
    assert Client().get("/", headers={"cookie": "a=" + "b" * 8_000}).status_code == 200


@pytest.mark.parametrize(
    ("path", "size", "given", "status"),
    [
        ("/book/safety/", 2_700_000, {}, 413),
        ("/useful/walking/", 2_700_000, {}, 413),
        ("/staff/login/", 2_700_000, {}, 413),
        ("/staff/login/", 13_800_000, {"CONTENT_TYPE": PARTS}, 413),
        ("/book/safety/", 9, {"CONTENT_TYPE": PARTS}, 415),
        ("/book/safety/", 9, {"CONTENT_TYPE": "text/plain"}, 415),
        ("/useful/walking/", 9, {"CONTENT_TYPE": "application/json"}, 415),
        ("/staff/login/", 9, {"CONTENT_TYPE": ""}, 415),
        ("/book/safety/", 9, {"HTTP_ORIGIN": "https://evil.example"}, 403),
        ("/book/safety/", 9, {"HTTP_ORIGIN": "null"}, 403),
        ("/book/safety/", 9, {"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ("/staff/login/", 9, {"HTTP_SEC_FETCH_SITE": "same-site"}, 403),
        ("/nowhere/", 9, {"HTTP_ORIGIN": "https://evil.example"}, 403),
    ],
)  # fmt: skip
def test_form_is_refused_before_it_is_read(
    path: str, size: int, given: dict[str, Any], status: int
) -> None:
    assert send(path, size=size, **given) == (status, False)


@pytest.mark.parametrize(
    "given",
    [
        {}, {"HTTP_ORIGIN": "http://testserver"}, {"HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_ORIGIN": "http://[::1]:8000", "HTTP_HOST": "[::1]:8000"},
        {"HTTP_SEC_FETCH_SITE": "none"}, {"HTTP_ORIGIN": "https://desk.clinic.example"},
        {"CONTENT_TYPE": f"{FORM}; charset=utf-8"},
    ],
)  # fmt: skip
def test_form_of_our_own_page_is_read_and_its_token_looked_at(
    settings: Settings, given: dict[str, Any]
) -> None:
    """The control of the test above."""
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.clinic.example"]
    settings.ALLOWED_HOSTS = ["testserver", "[::1]"]
    assert send("/book/safety/", **given) == (403, True)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
def test_no_other_method_has_its_body_read(method: str) -> None:
    for path in ("/", "/book/safety/", "/staff/login/", f"/useful/{published('walking').slug}/"):
        body = Unread(b"a" * 9)
        given: dict[str, Any] = {"CONTENT_TYPE": PARTS, "wsgi.input": body}
        status, _policy, _page = ask(path, method, **{"CONTENT_LENGTH": "9", **given})
        assert (status < 500, body.was_read) == (True, False)


@pytest.fixture
def no_folder(settings: Settings, tmp_path: Path) -> None:
    """Whoever writes an upload to the disk fails."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")


def upload(browser: Client, path: str) -> int:
    return browser.post(path, {"file": SimpleUploadedFile("x", b"x" * HUGE_FILE)}).status_code


@pytest.mark.usefixtures("no_folder")
def test_file_of_a_stranger_never_reaches_the_disk() -> None:
    strangers = Client(enforce_csrf_checks=True)
    assert upload(strangers, "/book/safety/") == 415
    assert upload(strangers, "/staff/login/") == 403
    assert upload(strangers, reverse("admin:articles_image_add")) == 403


@pytest.mark.usefixtures("no_folder")
@pytest.mark.parametrize("path", ["/book/safety/", "/staff/login/"])
def test_control_without_the_door_it_does(settings: Settings, path: str) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != "clinic_site.door.Door"]
    settings.FILE_UPLOAD_HANDLERS = settings.FILE_UPLOAD_HANDLERS[1:]
    with pytest.raises(FileNotFoundError):
        upload(Client(enforce_csrf_checks=True), path)


@pytest.mark.usefixtures("no_folder")
def test_control_file_of_staff_does() -> None:
    with pytest.raises(FileNotFoundError):
        upload(signed_in(member(roles.EDITOR)), reverse("admin:articles_image_add"))


# --- How much work a request makes ----------------------------------------------------------------

SECONDS_OF_PROCESSOR = 4


@contextmanager
def little_processor() -> Iterator[None]:
    """Fail as soon as one request used this much processor, not time."""

    def fail(number: int, frame: FrameType | None) -> None:
        raise AssertionError("this took far more than linear time")

    before = signal.signal(signal.SIGPROF, fail)
    signal.setitimer(signal.ITIMER_PROF, SECONDS_OF_PROCESSOR)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


HOSTILE = [
    "&", "=", ";", "%", "+", "%00", "%ff", "%3C", "a=&", "a&", "%0A", "%20", "%C3%A9", "1", "%2F",
    "%5C",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_query_or_form_makes_no_more_work_than_its_length(piece: str) -> None:
    flood = piece * (LONG // len(piece))
    browser = Client(raise_request_exception=False, headers={"sec-fetch-site": "same-origin"})
    useful = f"/useful/{published('walking').slug}/"
    addresses = ("/", "/search/", "/staff/login/", "/book/call-back/", useful)
    fields = ("", "q=", "next=", "answer=", "edition=")
    for path, field in itertools.product(addresses, fields):
        with little_processor():
            assert browser.get(f"{path}?{field}{flood}").status_code < 500
    names = ("legs", "reason", "username", "name", "slip", "answer", "resubmission")
    bodies = [flood, "&".join(f"{name}={flood}" for name in names)]
    forms = ("/book/safety/", useful, "/staff/login/", "/staff/sign-in-again/", "/staff/x/")
    for path, body in itertools.product(forms, bodies):
        with little_processor():
            assert browser.post(path, body, content_type=FORM).status_code < 500


# --- Bodies at a time -----------------------------------------------------------------------------


def test_places_are_few_and_are_given_back() -> None:
    places = door.Places(3, 2, held_up=9, patience=0)
    with places.taken("a") as first, places.taken("a") as second, places.taken("a") as third:
        assert (first, second, third) == (True, True, False)
        with places.taken("b") as other, places.taken("c") as too_many:
            assert (other, too_many) == (True, False)
    with pytest.raises(ValueError, match="broken"), places.taken("a"):
        raise ValueError("broken")
    with places.taken("a") as again, places.taken("a") as twice:
        assert (again, twice) == (True, True)


def test_form_waits_for_one_that_is_being_read_but_not_for_slow_ones() -> None:
    places = door.Places(1, 1, held_up=9, patience=PATIENCE)

    def second() -> bool:
        with places.taken("b") as is_free:
            return is_free

    with ThreadPoolExecutor(1) as pool:
        with places.taken("a"):
            waiting = pool.submit(second)
        assert waiting.result(PATIENCE)
    # The control: nobody waits where as many as are bearable do already, or for a slow one.
    full = door.Places(1, 1, held_up=1, patience=PATIENCE)
    with full.taken("a"), full.taken("b") as too_many:
        assert not too_many
    slow = door.Places(1, 1, held_up=9, patience=-1)
    with slow.taken("a"), slow.taken("b") as is_free:
        assert not is_free


class Hanging(io.BytesIO):
    """A body that does not come until it is told to."""

    def __init__(self, began: threading.Semaphore, end: threading.Event) -> None:
        super().__init__(b"a=b")
        self.began, self.end = began, end

    def read(self, *args: Any) -> bytes:
        self.began.release()
        assert self.end.wait(60)
        return super().read(*args)


def test_slow_bodies_of_one_line_leave_places_for_others_and_threads_for_readers() -> None:
    began, end = threading.Semaphore(0), threading.Event()
    bodies = door.Bodies(lambda request: HttpResponse(request.POST.get("a", "")))

    def post(address: str, body: io.BytesIO) -> HttpRequest:
        given: dict[str, Any] = {"REMOTE_ADDR": address, "wsgi.input": body}
        return RequestFactory().post("/book/safety/", "a=b", FORM, **given)

    with ThreadPoolExecutor(door.BODIES_FROM_ONE_LINE) as pool:
        slow = [
            pool.submit(bodies, post(f"2001:db8::{n}", Hanging(began, end)))
            for n in range(door.BODIES_FROM_ONE_LINE)
        ]
        try:
            for _each in slow:
                assert began.acquire(timeout=60)
            refused = bodies(post("2001:db8::ffff", io.BytesIO(b"a=b")))
            assert (refused.status_code, refused["Retry-After"]) == (503, "10")
            assert bodies(post("2001:db8:0:1::1", io.BytesIO(b"a=b"))).content == b"b"
            assert bodies(RequestFactory().get("/", REMOTE_ADDR="2001:db8::1")).status_code == 200
        finally:
            end.set()
        assert [each.result(60).content for each in slow] == [b"b"] * door.BODIES_FROM_ONE_LINE
    assert bodies(post("2001:db8::ffff", io.BytesIO(b"a=b"))).content == b"b"


def test_clients_that_send_slowly_can_hold_half_the_threads_at_most() -> None:
    assert 2 * door.BODIES_AT_ONCE <= serve.THREADS
    assert door.HELD_UP < serve.THREADS
    assert 2 * door.BODIES_FROM_ONE_LINE <= door.BODIES_AT_ONCE
