"""Addresses that were guessed, bent or flooded: not found, no fault, and never a file of ours."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from clinic_site import roles
from tests.bad_input.answers import assert_kind, assert_page
from tests.clinic_site.staff import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "..%c0%af", "..\\", "..%5c", "....//"]
HUGE = str(10**22)
PARTS = {"nul": "%00", "huge": HUGE, "negative": "-1", "surrogate": "%ed%a0%80", "words": "abc"}


@pytest.mark.parametrize("up", UP)
@pytest.mark.parametrize("base", ["/static/", "/static/css/", "/articles/", "/"])
def test_no_encoding_of_dots_leads_out(base: str, up: str) -> None:
    secret = Path(settings.LOCAL_DIR) / "secrets.env"
    secret.write_text("SECRET_KEY=do-not-show")
    try:
        response = Client().get(f"{base}{up}{up}secrets.env")
        assert_kind(response, 404)
        assert "do-not-show" not in response.text
    finally:
        secret.unlink()


@pytest.mark.parametrize(
    "path",
    [
        "/.env", "/.git/config", "/.local/secrets.env", "/secrets.env", "/clinic.sqlite3",
        "/db.sqlite3-wal", "/clinic.sqlite3-wal", "/manage.py", "/media/x", "/static/",
        "/%00", "/topics/%00/", "/articles/a%00b/", "/articles/%ff/", "/articles/%E2%80%AE/",
        "/book/r/%00/", "/book/r/" + "a" * 42 + "%00/", "/book/r/" + "%ed%a0%80" * 15 + "/",
        "/articles/" + "a" * 1_900 + "/", "/book/r/" + "b" * 1_900 + "/", "/" + "a" * 1_900,
        "/topics/%0d%0aSet-Cookie:x=1/", "/book/r/x/visit.ics", "/book/r/x/cancel/",
    ],
)  # fmt: skip
def test_what_is_not_there_gets_a_page_of_ours(path: str) -> None:
    response = Client().get(path)
    assert_page(response, 404)
    assert not response.cookies


@pytest.mark.parametrize(
    "query", ["page=-1", "page=9999999999999999999999", "%00", "a=%ff", "a[]=1&a[]=2", "q=" * 300]
)
@pytest.mark.parametrize("path", ["/", "/topics/", "/search/", "/book/", "/book/times/", "/feed/"])
def test_a_query_that_nobody_asked_for_changes_nothing(path: str, query: str) -> None:
    assert_kind(Client().get(f"{path}?{query}"), 200, 302)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/topics", "/%5cevil.example/topics", "/%2f%2fevil.example/topics",
        "/\\evil.example/topics", "///evil.example//", "/staff//evil.example", "/topics", "/search",
    ],
)  # fmt: skip
def test_no_redirect_leaves_the_site(path: str) -> None:
    location = Client().get(path).get("Location", "")
    assert not urlsplit(location).netloc
    assert not location.startswith(("//", "/\\", "\\"))


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "https:evil.example", "/\\evil.example", "\x00",
     "javascript:alert(1)", "/\t/evil.example", " //evil.example"],
)  # fmt: skip
def test_signing_in_never_leads_off_the_site(target: str) -> None:
    User.objects.create_user("ann", password="right-password-1", is_staff=True)
    form = {"username": "ann", "password": "right-password-1", "next": target}
    browser = Client()
    response = browser.post(f"/staff/login/?next={quote(target)}", form)
    assert_kind(response, 302, 400)
    assert response.get("Location", "/staff/") == "/staff/"


def test_signing_in_leads_to_what_was_asked_for() -> None:
    """The control of the test above."""
    User.objects.create_user("ann", password="right-password-1", is_staff=True)
    form = {"username": "ann", "password": "right-password-1", "next": "/staff/auth/"}
    assert Client().post("/staff/login/", form)["Location"] == "/staff/auth/"


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize(
    "pattern",
    [
        "intake/practitioner/{}/change/", "intake/practitioner/{}/delete/",
        "intake/room/{}/history/",
        "intake/closure/{}/change/", "intake/booking/{}/change/", "intake/booking/{}/confirm/",
        "articles/article/{}/change/", "articles/article/{}/preview/", "auth/user/{}/change/",
        "auth/user/{}/password/", "clinic/clinic/{}/change/", "r/1/{}/", "r/{}/1/", "{}/",
        "password-reset/{}/x/", "intake/booking/?practitioner__resource_ptr__exact={}",
        "intake/booking/?status__exact={}", "intake/booking/?q={}", "intake/booking/?p={}",
        "intake/booking/?o={}", "intake/readlog/?at__year={}", "auth/user/?id__exact={}",
        "auth/user/?username={}", "outbox/notification/?status__exact={}", "login/?next={}",
    ],
)  # fmt: skip
@pytest.mark.database_bound
def test_staff_addresses_with_impossible_values_are_no_fault(pattern: str, part: str) -> None:
    superuser = signed_in(member("superuser"))
    assert_kind(superuser.get("/staff/" + pattern.format(part)), 200, 302, 400, 403, 404)


@pytest.mark.database_bound
def test_staff_addresses_with_possible_values_still_open() -> None:
    """The control of the test above: filters are not refused wholesale."""
    manager = signed_in(member(roles.MANAGER))
    assert manager.get("/staff/intake/booking/?status__exact=held").status_code == 200
