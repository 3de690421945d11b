"""What may be posted without a token of ours: nothing, but for the one form outside the cache."""

from collections.abc import Callable, Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.decorators.csrf import csrf_exempt

from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import published

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


@pytest.mark.django_db
@pytest.mark.parametrize("name", TAKE_NO_FORM)
def test_posting_to_a_page_that_takes_no_form_is_told_so(clinic: Clinic, name: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse(name), {"words": "Some words"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_posting_to_an_article_is_not_a_method_it_has(clinic: Clinic) -> None:
    stranger = Client(enforce_csrf_checks=True)
    slug = published("walking").slug
    for address in (
        reverse("articles:article", args=[slug]),
        reverse("articles:useful_thanks", args=[slug]),
        reverse("articles:claims_topic", args=["treatments"]),
    ):
        answer = stranger.post(address, {"words": "Some words"})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_control_posting_to_a_form_without_its_token_is_refused(clinic: Clinic) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(reverse("intake:safety"), {"words": "x"}).status_code == 403


def test_staff_whose_form_expired_are_led_to_sign_in_and_patients_to_the_start(
    clinic: Clinic,
) -> None:
    browser = Client(enforce_csrf_checks=True)
    staff = browser.post(reverse("admin:login"), {"username": "x"})
    patient = browser.post(reverse("intake:safety"), {})
    assert (staff.status_code, patient.status_code) == (403, 403)
    assert b"Sign in again" in staff.content
    assert b"Start a booking" not in staff.content
    assert b"Start a booking" in patient.content
