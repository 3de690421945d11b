"""How a staff session ends, and where a person is signed in: listed, and ended only by them."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site import roles
from clinic_site.foundation.accounts import sessions
from clinic_site.foundation.accounts.models import OpenSession
from clinic_site.foundation.accounts.sessions import browser_name
from clinic_site.management.commands.work import forget_sessions
from clinic_site.sign_in.middleware import IDLE_LIMIT, LONGEST_SESSION
from tests.clinic_site.staff import member, signed_in
from tests.moments import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

DESK, PAGE = "/staff/", "/staff/sessions/"
PASSWORD = "quiet-harbor-morning"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"
)


@pytest.fixture
def receptionist() -> User:
    return member(roles.RECEPTION, "rae", password=PASSWORD)


def at_work(user: User, browser: str = FIREFOX) -> Client:
    """A browser in which the person has just opened the desk."""
    client = Client(headers={"user-agent": browser})
    client.post("/staff/login/", {"username": user.username, "password": PASSWORD})
    client.get(DESK)
    return client


def ends(page: str) -> list[str]:
    """What the buttons of the page send, but for the one that ends all others."""
    return re.findall(r'name="end" value="([0-9a-f-]{36})"', page)


def test_idle_session_ends_and_comes_back_to_the_same_page(
    receptionist: User, at_now: time_machine.Traveller
) -> None:
    browser = signed_in(receptionist)
    wanted = reverse("admin:intake_booking_changelist")
    assert browser.get(wanted).status_code == 200
    at_now.shift(IDLE_LIMIT)
    assert browser.get(wanted).status_code == 200
    at_now.shift(IDLE_LIMIT + timedelta(seconds=1))
    answer = browser.get(wanted)
    assert unquote(answer["Location"]) == f"/staff/login/?next={wanted}"
    assert "You were away for a while" in browser.get(answer["Location"]).content.decode()


def test_session_ends_after_a_working_day(
    receptionist: User, at_now: time_machine.Traveller, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 100 * 60 * 60
    browser = signed_in(receptionist)
    step = IDLE_LIMIT - timedelta(minutes=1)
    for _click in range(int(LONGEST_SESSION / step) + 1):
        assert browser.get(reverse("admin:password_change")).status_code == 200
        at_now.shift(step)
    assert browser.get(DESK)["Location"].startswith("/staff/login/")


def test_lost_role_and_lost_job_count_from_the_next_click(receptionist: User) -> None:
    browser = signed_in(receptionist)
    listing = reverse("admin:intake_booking_changelist")
    assert browser.get(listing).status_code == 200
    receptionist.groups.clear()
    assert browser.get(listing).status_code == 403
    User.objects.filter(pk=receptionist.pk).update(is_active=False)
    assert browser.get(listing)["Location"].startswith("/staff/login/")


def test_person_sees_where_they_are_signed_in_and_ends_one(receptionist: User) -> None:
    here, phone, third = at_work(receptionist), at_work(receptionist, PHONE), at_work(receptionist)
    page = here.get(PAGE).text
    assert "Safari on iPhone" in page
    assert page.count("Firefox on Windows</th>") == 2
    assert page.count("The one you are using") == 1
    assert len(ends(page)) == 2
    on_phone = OpenSession.objects.get(browser="Safari on iPhone")
    assert here.post(PAGE, {"end": on_phone.pk}).status_code == 302
    assert phone.get(DESK)["Location"].startswith("/staff/login/")
    assert third.get(DESK).status_code == 200
    assert "Safari on iPhone" not in here.get(PAGE).text


def test_session_that_has_only_shown_the_password_is_listed_and_ended_too(
    receptionist: User, settings: Any
) -> None:
    settings.DEMO = False
    thief = Client()
    thief.post("/staff/login/", {"username": receptionist.username, "password": PASSWORD})
    assert sessions.end_all(receptionist, by=receptionist, now=timezone.now()) == 1
    assert thief.get(DESK)["Location"].startswith("/staff/login/")


def test_all_others_end_at_once_and_this_one_goes_on(receptionist: User) -> None:
    here, *others = [at_work(receptionist) for _browser in range(3)]
    here.post(PAGE, {"end": "others"})
    assert [other.get(DESK).status_code for other in others] == [302, 302]
    assert here.get(DESK).status_code == 200


def test_nobody_ends_somebody_elses_session_nor_by_what_makes_no_sense(receptionist: User) -> None:
    here, colleague = at_work(receptionist), at_work(member(roles.CLINICIAN, password=PASSWORD))
    theirs = OpenSession.objects.exclude(account=receptionist).get()
    mine = OpenSession.objects.get(account=receptionist)
    for sent in (str(theirs.pk), str(mine.pk), "x", "", "00000000"):
        assert here.post(PAGE, {"end": sent}).status_code == 302
    assert here.post(PAGE).status_code == 302
    assert colleague.get(DESK).status_code == 200
    assert here.get(DESK).status_code == 200


def test_session_left_idle_is_not_shown_and_its_row_goes_with_it(
    receptionist: User, at_now: time_machine.Traveller
) -> None:
    at_work(receptionist)
    at_now.shift(timedelta(minutes=20))
    assert ends(at_work(receptionist).get(PAGE).text) == []
    assert OpenSession.objects.count() == 2
    at_now.shift(timedelta(hours=9))
    forget_sessions(NOW + timedelta(hours=10))
    assert not Session.objects.exists()
    assert not OpenSession.objects.exists()


def test_use_is_noted_once_a_minute(receptionist: User, at_now: time_machine.Traveller) -> None:
    browser = at_work(receptionist)
    at_now.shift(30)
    browser.get(DESK)
    assert OpenSession.objects.get().seen_at == NOW
    at_now.shift(30)
    browser.get(DESK)
    assert OpenSession.objects.get().seen_at == NOW + timedelta(minutes=1)


def test_new_password_of_ones_own_ends_the_other_sessions(receptionist: User) -> None:
    here, other = at_work(receptionist), at_work(receptionist)
    new = {"new_password1": "lantern-quiet-oak", "new_password2": "lantern-quiet-oak"}
    here.post(reverse("admin:password_change"), {"old_password": PASSWORD, **new})
    assert other.get(DESK).status_code == 302
    assert here.get(DESK).status_code == 200
    assert ends(here.get(PAGE).text) == []


def test_manager_ends_all_sessions_of_an_account_with_their_password(receptionist: User) -> None:
    theirs = at_work(receptionist)
    browser = signed_in(member(roles.MANAGER, password=PASSWORD))
    page = reverse("admin:auth_user_end_sessions", args=[receptionist.pk])
    for wrong in ("guess", f"{PASSWORD} ", f" {PASSWORD}"):
        assert browser.post(page, {"your_password": wrong}).status_code == 200, wrong
    assert theirs.get(DESK).status_code == 200
    assert browser.post(page, {"your_password": PASSWORD}).status_code == 302
    assert theirs.get(DESK).status_code == 302


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        (EDGE, "Edge on Mac"),
        ("curl/8.5.0", "A browser"),
        ("", "A browser"),
        ("Firefox/" * 10_000, "Firefox"),
    ],
)
def test_browser_is_named_as_its_owner_would(sent: str, name: str) -> None:
    assert browser_name(sent) == name
