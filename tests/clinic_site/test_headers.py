"""What every response carries, and that readers get no cookie."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site.clinic.models import Clinic
from clinic_site.outbox.post import post
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
        "letters": True,
        "purge": True,
        "clock": True,
    }


def test_readyz_tells_when_the_worker_does_not_run(client: Client, clinic: Clinic) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    enquiries.begin(long_ago)
    post(kind="booking.held", subject=uuid4(), version=1, to_staff=False, now=long_ago)
    response = client.get("/readyz")
    assert response.status_code == 503
    found = response.json()
    assert (found["database"], found["letters"], found["purge"]) == (True, False, False)


def test_readyz_tells_that_tables_are_missing(client: Client, clinic: Clinic) -> None:
    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "outbox_letter" in sql:
            raise ProgrammingError("relation does not exist")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert (response.status_code, response.json()["letters"]) == (503, False)


def test_form_without_its_token_gets_a_kind_page(clinic: Clinic) -> None:
    response = Client(enforce_csrf_checks=True).post("/book/safety/", {})
    assert response.status_code == 403
    assert "<h1" in response.text


def test_unknown_address_gets_our_own_page(client: Client, clinic: Clinic) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert clinic.name in response.text


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
