"""Wrong passwords are counted for each name and address, and the address cannot be made up."""

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from clinic_site.clinic.models import Clinic
from clinic_site.senders import forwarded_address

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
TOO_MANY = 429


@pytest.fixture
def _desk(clinic: Clinic) -> None:
    User.objects.create_user("desk", password=PASSWORD, is_staff=True)


def sign_in(password: str, seen: str = "203.0.113.7") -> HttpResponseBase:
    form = {"username": "desk", "password": password}
    return Client().post(reverse("admin:login"), form, headers={"x-forwarded-for": seen})


@pytest.mark.usefixtures("_desk")
def test_too_many_wrong_passwords_lock_even_the_right_one_out() -> None:
    for _wrong in range(site.AXES_FAILURE_LIMIT - 1):
        assert sign_in("guess").status_code == 200
    assert sign_in("guess").status_code == TOO_MANY
    assert sign_in(PASSWORD).status_code == TOO_MANY


@pytest.mark.usefixtures("_desk")
def test_control_fewer_wrong_passwords_do_not() -> None:
    for _wrong in range(site.AXES_FAILURE_LIMIT - 1):
        sign_in("guess")
    assert sign_in(PASSWORD).status_code == 302


@pytest.mark.usefixtures("_desk")
def test_behind_a_proxy_a_stranger_locks_out_nobody_else(settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    for number in range(site.AXES_FAILURE_LIMIT):
        sign_in("guess", f"10.0.0.{number}, 198.51.100.1")
    assert sign_in(PASSWORD, "10.0.0.99, 198.51.100.1").status_code == TOO_MANY
    assert sign_in(PASSWORD, "203.0.113.7").status_code == 302


@pytest.mark.parametrize(
    ("claimed", "found"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("", "127.0.0.1"),
        ("203.0.113.7, nonsense", "127.0.0.1"),
    ],
)
def test_address_is_the_one_that_the_proxy_saw(claimed: str, found: str) -> None:
    request = RequestFactory().get("/", headers={"x-forwarded-for": claimed})
    assert forwarded_address(request) == found
