"""How a staff session ends, and getting in again after too many tries or a forgotten password."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.accounts.models import AccountEvent
from clinic_site.sign_in.middleware import IDLE_LIMIT, LONGEST_SESSION
from tests.clinic_site.staff import member, signed_in

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)
DESK = "/staff/"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def receptionist() -> User:
    return member(roles.RECEPTION)


@pytest.mark.usefixtures("clinic")
def test_idle_session_ends_and_comes_back_to_the_same_page(
    receptionist: User, clock: time_machine.Traveller
) -> None:
    browser = signed_in(receptionist)
    wanted = reverse("admin:intake_booking_changelist")
    assert browser.get(wanted).status_code == 200
    clock.shift(IDLE_LIMIT)
    assert browser.get(wanted).status_code == 200
    clock.shift(IDLE_LIMIT + timedelta(seconds=1))
    answer = browser.get(wanted)
    assert unquote(answer["Location"]) == f"/staff/login/?next={wanted}"
    assert "You were away for a while" in browser.get(answer["Location"]).content.decode()


@pytest.mark.usefixtures("clinic")
def test_session_ends_after_a_working_day(
    receptionist: User, clock: time_machine.Traveller, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 100 * 60 * 60
    browser = signed_in(receptionist)
    step = IDLE_LIMIT - timedelta(minutes=1)
    for _click in range(int(LONGEST_SESSION / step) + 1):
        assert browser.get(reverse("admin:password_change")).status_code == 200
        clock.shift(step)
    assert browser.get(DESK)["Location"].startswith("/staff/login/")


@pytest.mark.usefixtures("clinic", "clock")
def test_lost_role_and_lost_job_count_from_the_next_click(receptionist: User) -> None:
    browser = signed_in(receptionist)
    listing = reverse("admin:intake_booking_changelist")
    assert browser.get(listing).status_code == 200
    receptionist.groups.clear()
    assert browser.get(listing).status_code == 403
    User.objects.filter(pk=receptionist.pk).update(is_active=False)
    assert browser.get(listing)["Location"].startswith("/staff/login/")


@pytest.mark.usefixtures("clinic")
def test_six_wrong_passwords_close_the_door_for_a_while(clock: time_machine.Traveller) -> None:
    user = member(roles.RECEPTION, password="right-password-here")
    browser = Client()
    form = {"username": user.username, "password": "wrong"}
    statuses = [browser.post("/staff/login/", form).status_code for _try in range(6)]
    assert statuses == [200] * 5 + [429]
    form["password"] = "right-password-here"
    page = browser.post("/staff/login/", form)
    assert page.status_code == 429
    assert "Please wait 15 minutes" in page.content.decode()
    clock.shift(timedelta(minutes=16))
    assert browser.post("/staff/login/", form).status_code == 302


@pytest.mark.usefixtures("clinic", "clock")
def test_forgotten_password_is_replaced_by_mail() -> None:
    user = member(roles.RECEPTION, email="desk@clinic.example", password="right-password-here")
    browser, elsewhere = Client(), signed_in(user)
    assert elsewhere.get(DESK).status_code == 200
    page = browser.get("/staff/login/").content.decode()
    assert reverse("admin_password_reset") in page
    for address in ("desk@clinic.example", "nobody@clinic.example"):
        answer = browser.post(reverse("admin_password_reset"), {"email": address})
        assert answer["Location"] == reverse("password_reset_done")
    assert [letter.to for letter in mail.outbox] == [["desk@clinic.example"]]
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = browser.get(link[1], follow=True)
    new = {"new_password1": "quiet-harbor-morning", "new_password2": "quiet-harbor-morning"}
    done = browser.post(form.redirect_chain[-1][0], new, follow=True)
    assert done.status_code == 200
    user.refresh_from_db()
    assert user.check_password("quiet-harbor-morning")
    assert elsewhere.get(DESK).status_code == 302
    assert AccountEvent.objects.filter(kind="password_set", account=user, by=user).exists()
