"""What happens to the staff's accounts is noted, shown to managers, and holds nothing else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from clinic_site import roles
from clinic_site.foundation.accounts import attempts
from clinic_site.foundation.accounts.attempts import Verdict
from clinic_site.foundation.accounts.models import AccountEvent
from clinic_site.sign_in.middleware import IDLE_LIMIT
from tests.clinic_site.staff import STEP, code_of, enrolled, member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

PASSWORD = "quiet-harbor-morning"
DESK = "/staff/"
Kind = AccountEvent.Kind


@pytest.fixture
def receptionist() -> User:
    return member(roles.RECEPTION, "rae", password=PASSWORD)


def noted() -> list[tuple[str, str, str | None, str]]:
    """Every event, oldest first: what, which account, who did it, details."""
    rows = AccountEvent.objects.order_by("at")
    return [
        (row.kind, row.account.username, row.by.username if row.by else None, row.detail)
        for row in rows.select_related("account", "by")
    ]


def test_signing_in_and_out_and_a_session_that_ran_out_are_noted(
    receptionist: User, at_now: time_machine.Traveller
) -> None:
    browser = Client()
    form = {"username": "rae", "password": "wrong"}
    assert browser.post("/staff/login/", form).status_code == 200
    assert noted() == []
    assert browser.post("/staff/login/", {**form, "password": PASSWORD}).status_code == 302
    # A page of signing in that is only looked at is no sign-in.
    assert browser.get("/staff/login/").status_code == 302
    at_now.shift(1)
    browser.post(reverse("admin:logout"))
    at_now.shift(1)
    browser.post("/staff/login/", {**form, "password": PASSWORD})
    browser.get(DESK)
    at_now.shift(IDLE_LIMIT + timedelta(seconds=1))
    browser.get(DESK)
    assert noted() == [
        (Kind.SIGNED_IN, "rae", "rae", ""),
        (Kind.SIGNED_OUT, "rae", "rae", ""),
        (Kind.SIGNED_IN, "rae", "rae", ""),
        (Kind.SESSION_ENDED, "rae", None, ""),
    ]


def test_password_alone_is_told_from_a_complete_sign_in(
    receptionist: User, at_now: time_machine.Traveller, settings: Any
) -> None:
    settings.DEMO = False
    enrolled(receptionist)
    at_now.shift(60)
    browser = Client()
    browser.post("/staff/login/", {"username": "rae", "password": PASSWORD})
    for _again in range(2):
        browser.post(STEP, {"code": "000000"})
    at_now.shift(60)
    browser.post(STEP, {"code": code_of(receptionist)})
    kinds = [kind for kind, *_who in noted()]
    assert kinds[kinds.index(Kind.PASSWORD_ACCEPTED) :] == [
        Kind.PASSWORD_ACCEPTED,
        Kind.CODE_REFUSED,
        Kind.SIGNED_IN,
    ]


def test_refused_page_is_noted_by_its_name_and_once_a_minute(
    receptionist: User, at_now: time_machine.Traveller
) -> None:
    browser = signed_in(receptionist)
    address = reverse("admin:auth_user_change", args=[receptionist.pk])
    for _click in range(3):
        assert browser.get(f"{address}?q=secret").status_code == 403
        at_now.shift(1)
    assert noted() == [(Kind.REFUSED, "rae", "rae", "admin:auth_user_change")]
    at_now.shift(60)
    browser.post(address)
    assert len(noted()) == 2


def test_stranger_and_a_page_that_opens_are_no_refusals(receptionist: User) -> None:
    Client().get(reverse("admin:auth_user_changelist"))
    signed_in(receptionist).get(DESK)
    assert noted() == []


def test_second_step_is_noted_when_set_up_and_reset_and_must_then_be_set_up_anew(
    receptionist: User, settings: Settings, at_now: time_machine.Traveller
) -> None:
    settings.DEMO = False
    manager = member(roles.MANAGER, "max", password=PASSWORD)
    paper = enrolled(receptionist)
    theirs, browser = signed_in(receptionist), signed_in(manager)
    theirs.post(STEP, {"code": paper[0]})
    assert theirs.get(DESK).status_code == 200
    browser.post(STEP, {"code": enrolled(manager)[0]})
    page = reverse("admin:auth_user_reset_second_step", args=[receptionist.pk])
    assert "This is not your password" in browser.post(page, {"your_password": "guess"}).text
    assert theirs.get(DESK).status_code == 200
    at_now.shift(1)
    assert browser.post(page, {"your_password": PASSWORD}).status_code == 302
    assert noted()[-1] == (Kind.SECOND_STEP_RESET, "rae", "max", "")
    assert (Kind.SECOND_STEP_SET_UP, "rae", "rae", "") in noted()
    # Signed out everywhere: no session that somebody else holds sets up the next app.
    assert theirs.get(DESK)["Location"].startswith("/staff/login/")
    assert signed_in(receptionist).get(STEP)["Location"] == "/staff/second-step/set-up/"


def test_manager_finds_it_in_the_log_and_on_the_desk_and_others_do_not(receptionist: User) -> None:
    manager = member(roles.MANAGER, "max", password=PASSWORD)
    browser = signed_in(manager)
    page = reverse("admin:intake_booking_table")
    browser.post(page, {"first": "2026-06-01", "last": "2026-06-02", "your_password": PASSWORD})
    log = browser.get(reverse("admin:accounts_accountevent_changelist")).text
    assert "took out a table of bookings" in log
    assert "took out a table of bookings" in browser.get(DESK).text
    assert "took out a table" not in signed_in(receptionist).get(DESK).text


@pytest.mark.parametrize("verdict", [Verdict.WRONG, Verdict.LOCKED, Verdict.BUSY])
def test_every_way_not_to_pass_says_what_to_do_next(verdict: Verdict) -> None:
    said = str(attempts.PROBLEMS[verdict])
    assert "Nothing was changed." in said
    assert "again" in said or "once more" in said
