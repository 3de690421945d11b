"""The database away, full or read-only: articles stay readable, booking says sorry, all is kept."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.db import InternalError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.pages import outage
from intake.models import Booking, Service
from tests.bad_input.answers import assert_page
from tests.clinic_site.staff import member, signed_in
from tests.intake.journey import DETAILS, Patient

pytestmark = pytest.mark.django_db

Refuse = Callable[[str], bool]
PHONE = "+1 212-555-0100"
READERS = ["home", "articles:topics", "privacy", "articles:search"]


@contextmanager
def broken(is_refused: Refuse) -> Iterator[None]:
    """The database fails on the statements that this picks."""

    def run(execute: Any, sql: str, *rest: Any) -> Any:
        if is_refused(sql):
            raise OperationalError("the database is away")
        return execute(sql, *rest)

    with connection.execute_wrapper(run):
        yield


def away() -> AbstractContextManager[None]:
    return broken(lambda sql: True)


def full() -> AbstractContextManager[None]:
    """What a full disk and a read-only one look like: reading works, writing does not."""
    return broken(lambda sql: sql.startswith(("INSERT", "UPDATE", "DELETE")))


@pytest.fixture
def patient() -> Patient:
    return Patient(Client(raise_request_exception=False))


def assert_sorry(response: Any) -> None:
    """A kind page that says when to come back and whom to phone."""
    assert_page(response, 503)
    assert response["Retry-After"] == "60"
    assert PHONE in response.text
    assert "It cannot be booked twice" in response.text


def test_pages_that_need_the_database_say_sorry(patient: Patient, service: Service) -> None:
    patient.walk("details", service.pk)
    addresses = ["/book/", "/book/details/", "/book/r/x/", "/staff/", "/staff/login/", "/nowhere/"]
    with away():
        answers = [patient.client.get(path) for path in addresses]
        expired = Client(enforce_csrf_checks=True, raise_request_exception=False)
        answers.append(expired.post("/book/safety/"))
    for response in answers:
        assert_sorry(response)


@pytest.mark.parametrize("name", READERS)
def test_articles_that_were_read_stay_readable(service: Service, name: str) -> None:
    reader = Client(raise_request_exception=False)
    before = reader.get(reverse(name))
    with away():
        during = reader.get(reverse(name))
    assert during.status_code == 200
    assert during.content == before.content
    assert not during.cookies
    assert during["Content-Security-Policy"] == before["Content-Security-Policy"]


@pytest.mark.parametrize("name", READERS)
def test_without_a_copy_a_reader_is_told(service: Service, name: str) -> None:
    """The control of the test above: another process has no copy."""
    Clinic.current()
    with away():
        response = Client(raise_request_exception=False).get(reverse(name))
    assert_sorry(response)


def test_copies_are_of_readers_pages_only(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client(raise_request_exception=False)
    addresses = ["/book/", "/staff/login/", "/search/?q=back", "/readyz"]
    for path in addresses:
        browser.get(path)
    with away():
        assert [browser.get(path).status_code for path in addresses] == [503] * 4
    browser.get("/topics/")
    monkeypatch.setattr(outage, "COPIES_LAST_SECONDS", -1)
    with away():
        assert browser.get("/topics/").status_code == 503


def test_a_page_that_was_taken_down_does_not_come_back() -> None:
    answers = iter([200, 410, 503])
    pages = outage.DatabaseAway(lambda request: HttpResponse(b"x", status=next(answers)))
    request = RequestFactory().get("/articles/withdrawn/")
    assert [pages(request).status_code for _each in range(3)] == [200, 410, 503]


def test_the_oldest_copy_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "MOST_COPIES", 2)
    pages = outage.DatabaseAway(lambda request: HttpResponse(b"x"))
    visit(pages, "/privacy/", "/topics/", "/accessibility/")
    assert [page[0] for page in pages.copies] == ["articles:topics", "accessibility"]


def visit(pages: outage.DatabaseAway, *addresses: str) -> list[int]:
    return [pages(RequestFactory().get(address)).status_code for address in addresses]


def test_copies_take_only_so_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "MOST_BYTES", 250)
    sizes = iter([100, 100, 100, 251])
    pages = outage.DatabaseAway(lambda request: HttpResponse(b"x" * next(sizes)))
    visit(pages, "/privacy/", "/topics/", "/accessibility/", "/editorial-policy/")
    assert [page[0] for page in pages.copies] == ["articles:topics", "accessibility"]
    assert pages.bytes_kept == 200


def test_odd_spellings_of_one_page_drive_no_other_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "MOST_COPIES", 2)
    pages = outage.DatabaseAway(lambda request: HttpResponse(b"x"))
    spelled = [f"/e/{'0' * zeros}5-{'0' * zeros}7/" for zeros in range(9)]
    visit(pages, "/topics/", *spelled, "/nowhere/at/all/", "/%65/5-7/")
    assert [page[0] for page in pages.copies] == ["articles:topics", "articles:copy"]
    # Another edition is another page.
    visit(pages, "/e/5-8/")
    assert [page[0] for page in pages.copies] == ["articles:copy"] * 2


def test_a_page_that_has_not_changed_stays_kept() -> None:
    answers = iter([200, 304, 503])
    pages = outage.DatabaseAway(lambda request: HttpResponse(b"x", status=next(answers)))
    assert visit(pages, *["/topics/"] * 3) == [200, 304, 200]


@pytest.mark.parametrize("failure", [away, full])
def test_a_request_that_fails_is_made_once_when_it_is_sent_again(
    patient: Patient, service: Service, failure: Callable[[], AbstractContextManager[None]]
) -> None:
    patient.walk("details", service.pk)
    with failure():
        assert_sorry(patient.post("details", DETAILS))
    assert patient.post("details", DETAILS)["Location"] == reverse("intake:summary")
    with failure():
        assert_sorry(patient.post("summary"))
    assert not Booking.objects.exists()
    for _again in range(2):
        assert patient.post("summary")["Location"] == reverse("intake:held")
    assert Booking.objects.count() == 1


def test_a_full_disk_leaves_reading_alone(patient: Patient, service: Service) -> None:
    with full():
        for path in ("/", "/topics/", "/search/?q=back", "/book/", "/book/safety/", "/readyz"):
            assert patient.client.get(path).status_code == 200
        assert_sorry(patient.answer_safety())
    assert patient.answer_safety().status_code == 302


def test_a_staff_page_whose_session_cannot_be_saved_says_sorry(service: Service) -> None:
    browser = signed_in(member(roles.RECEPTION))
    browser.raise_request_exception = False
    with full():
        assert_sorry(browser.get("/staff/"))
    assert browser.get("/staff/").status_code == 200


def test_a_session_that_was_ended_elsewhere_is_no_outage(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above."""
    browser = signed_in(member(roles.RECEPTION))
    browser.raise_request_exception = False

    def end(*args: object) -> None:
        raise UpdateError

    monkeypatch.setattr(SessionStore, "save", end)
    assert_page(browser.get("/staff/"), 400)


def test_postgresql_s_word_for_read_only_is_understood() -> None:
    refused, other = InternalError("read-only"), InternalError("other")
    refused.__cause__ = Exception()
    refused.__cause__.sqlstate = "25006"  # type: ignore[attr-defined]
    assert outage.is_away(refused)
    assert not outage.is_away(other)
    assert not outage.is_away(ValueError())
    assert not outage.is_away(None)


def test_a_fault_of_ours_gets_a_page_without_our_code(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clinic, "zone", property(lambda clinic: 1 / 0))
    response = Client(raise_request_exception=False).get("/book/")
    assert_page(response, 500)
    assert "ZeroDivision" not in response.text
    assert PHONE in response.text
