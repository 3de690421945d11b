"""Signing in: the second step, its recovery, and how a session ends."""

import base64
import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.accounts.models import AuthenticatorApp
from clinic_site.foundation.clinic.models import Clinic
from tests.canary import whole_database
from tests.clinic_site.staff import SET_UP, STEP, code_of, enrolled, member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.quick, pytest.mark.usefixtures("at_now")]

DESK = "/staff/"


@pytest.fixture
def strict(settings: Any, clinic: Clinic) -> None:
    """The site as a real clinic runs it."""
    settings.DEMO = False


@pytest.fixture
def receptionist() -> User:
    return member(roles.RECEPTION)


def key_shown_to(user: User) -> tuple[str, bytes]:
    """The key to type into an app, and the secret that it is."""
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", signed_in(user).get(SET_UP).text)
    assert shown is not None
    key = shown[1].replace(" ", "")
    return key, base64.b32decode(key + "=" * (-len(key) % 8))


@pytest.mark.usefixtures("strict")
def test_first_sign_in_leads_to_setting_up_and_a_right_code_opens_the_desk(
    receptionist: User,
) -> None:
    browser = signed_in(receptionist)
    answer = browser.get(DESK, follow=True)
    assert [unquote(hop[0]) for hop in answer.redirect_chain] == [f"{STEP}?next=/staff/", SET_UP]
    page = browser.post(SET_UP, {"code": code_of(receptionist)}).content.decode()
    assert len(re.findall(r"<li><code>\w+</code></li>", page)) == 8
    assert browser.get(DESK).status_code == 200


@pytest.mark.usefixtures("strict")
def test_key_to_type_is_the_apps_secret_in_base32(receptionist: User) -> None:
    key, secret = key_shown_to(receptionist)
    app = AuthenticatorApp.objects.get(user=receptionist)
    assert secret == app.secret
    assert f"secret={key}" in app.address
    picture = signed_in(receptionist).get(reverse("second_step_picture"))
    assert picture["Content-Type"] == "image/svg+xml"


@pytest.mark.usefixtures("strict")
def test_secret_is_shown_to_nobody_once_the_app_is_set_up(receptionist: User) -> None:
    enrolled(receptionist)
    browser = signed_in(receptionist)
    assert browser.get(SET_UP).status_code == 302
    assert browser.get(reverse("second_step_picture")).status_code == 404
    assert Client().get(reverse("second_step_picture")).status_code == 302


@pytest.mark.usefixtures("strict")
def test_right_code_opens_what_was_asked_for(
    receptionist: User, at_now: time_machine.Traveller
) -> None:
    enrolled(receptionist)
    at_now.shift(60)
    browser = signed_in(receptionist)
    wanted = reverse("admin:intake_booking_changelist")
    asked = browser.get(wanted)
    assert unquote(asked["Location"]) == f"{STEP}?next={wanted}"
    answer = browser.post(asked["Location"], {"code": code_of(receptionist)})
    assert answer["Location"] == wanted
    assert browser.get(wanted).status_code == 200


@pytest.mark.usefixtures("strict")
def test_wrong_code_and_reused_code_open_nothing(
    receptionist: User, at_now: time_machine.Traveller
) -> None:
    enrolled(receptionist)
    used = code_of(receptionist)
    browser = signed_in(receptionist)
    for code in (used, f"{(int(used) + 1) % 1_000_000:06d}", "", "x" * 30, "١٢٣٤٥٦"):
        at_now.shift(timedelta(minutes=2) if code != used else timedelta(0))
        assert browser.post(STEP, {"code": code}).status_code == 200, code
        assert browser.get(DESK).status_code == 302


@pytest.mark.usefixtures("strict")
def test_wrong_codes_are_slowed_down(receptionist: User, at_now: time_machine.Traveller) -> None:
    enrolled(receptionist)
    at_now.shift(60)
    browser = signed_in(receptionist)
    right = code_of(receptionist)
    browser.post(STEP, {"code": f"{(int(right) + 1) % 1_000_000:06d}"})
    assert browser.post(STEP, {"code": right}).status_code == 200
    at_now.shift(5)
    assert browser.post(STEP, {"code": code_of(receptionist)}).status_code == 302


@pytest.mark.usefixtures("strict")
def test_recovery_code_works_once(receptionist: User, at_now: time_machine.Traveller) -> None:
    paper = enrolled(receptionist)
    browser = signed_in(receptionist)
    assert browser.post(STEP, {"code": f" {paper[0]} "}).status_code == 302
    assert browser.get(DESK).status_code == 200
    another = signed_in(receptionist)
    assert another.post(STEP, {"code": paper[0]}).status_code == 200
    assert another.get(DESK).status_code == 302
    at_now.shift(60)
    assert another.post(STEP, {"code": paper[1]}).status_code == 302


@pytest.mark.usefixtures("strict")
def test_code_of_a_colleague_opens_nothing(receptionist: User) -> None:
    enrolled(receptionist)
    other = member(roles.CLINICIAN)
    enrolled(other)
    browser = signed_in(receptionist)
    assert browser.post(STEP, {"code": code_of(other)}).status_code == 200
    assert browser.get(DESK).status_code == 302


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "%0d%0a"],
)
def test_open_redirect_is_refused(receptionist: User, target: str) -> None:
    paper = enrolled(receptionist)
    browser = signed_in(receptionist)
    answer = browser.post(f"{STEP}?next={target}", {"code": paper[0]})
    assert answer["Location"] == DESK
    receptionist.set_password("a long enough password")
    receptionist.save()
    typed = {"username": receptionist.username, "password": "a long enough password"}
    for way, fields in ((f"?next={target}", typed), ("", {**typed, "next": unquote(target)})):
        answer = Client().post(f"{reverse('admin:login')}{way}", fields)
        assert (answer.status_code, answer["Location"]) == (302, DESK)


@pytest.mark.usefixtures("clinic")
def test_demo_waives_the_second_step(receptionist: User) -> None:
    assert signed_in(receptionist).get(DESK).status_code == 200


@pytest.mark.usefixtures("strict")
def test_person_stopped_at_the_second_step_can_sign_out(receptionist: User) -> None:
    browser = signed_in(receptionist)
    assert reverse("admin:logout") in browser.get(SET_UP).content.decode()
    assert browser.post(reverse("admin:logout")).status_code == 200
    assert browser.get(DESK)["Location"].startswith("/staff/login/")


@pytest.mark.database_bound
@pytest.mark.django_db(transaction=True)
def test_neither_the_apps_secret_nor_a_recovery_code_is_readable(clinic: Clinic) -> None:
    user = member(roles.RECEPTION)
    key, secret = key_shown_to(user)
    codes = enrolled(user)
    assert len(codes) == 8
    sought = [key, secret.hex(), base64.b64encode(secret).decode(), secret.decode("latin-1")]
    everything = whole_database()
    assert [text for text in sought if text.lower() in everything.lower()] == []
    assert [code for code in codes if code in everything] == []


@pytest.mark.database_bound
@pytest.mark.django_db(transaction=True)
def test_control_the_same_search_finds_what_is_kept_in_clear(clinic: Clinic) -> None:
    user = member(roles.RECEPTION)
    key, secret = key_shown_to(user)
    User.objects.filter(pk=user.pk).update(first_name=key, last_name=secret.hex())
    everything = whole_database()
    assert key in everything
    assert secret.hex() in everything
