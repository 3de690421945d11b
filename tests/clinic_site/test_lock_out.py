"""Guessing passwords: strangers are slowed down and refused, and never at the staff's cost."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from clinic_site.foundation.accounts.attempts import (
    ACCOUNT,
    ACCOUNT_AND_LINE,
    DEVICE,
    LASTS,
    LINE,
    STRANGERS_AT_ONCE,
    Verdict,
    forgive,
    verify_password,
)
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.web import counting
from clinic_site.foundation.web.models import Count

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]

GUESS = "guess"
PASSWORD = "a long enough password"
HERE = "203.0.113.7"
IN, WRONG, LOCKED, BUSY = 302, 200, 429, 429
ENCODE = MD5PasswordHasher.encode
PATIENCE = 30


@pytest.fixture
def desk(clinic: Clinic) -> User:
    return User.objects.create_user("desk", password=PASSWORD, is_staff=True)


class Hashing:
    """Counts the passwords that are hashed, and holds them up while `go` is not set."""

    def __init__(self) -> None:
        self.count = 0
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        self.go.set()

    def encode(self, hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        self.count += 1
        self.begun.release()
        assert self.go.wait(PATIENCE)
        return ENCODE(hasher, password, salt)


@pytest.fixture
def hashing(monkeypatch: pytest.MonkeyPatch, desk: User) -> Iterator[Hashing]:
    watch = Hashing()
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: watch.encode(*given))
    yield watch
    watch.go.set()


def sign_in(
    password: str = GUESS, seen: str = HERE, name: str = "desk", browser: Client | None = None
) -> HttpResponseBase:
    form = {"username": name, "password": password}
    return (browser or Client()).post(reverse("admin:login"), form, REMOTE_ADDR=seen)


def guess(seen: str, name: str = "desk") -> Verdict:
    """The same without the pages."""
    request = RequestFactory().post("/", REMOTE_ADDR=seen)
    return verify_password(request, name, GUESS, timezone.now())


def known_browser() -> Client:
    """A browser that has signed in with this account and out again."""
    browser = Client()
    assert sign_in(PASSWORD, browser=browser).status_code == IN
    browser.post(reverse("admin:logout"))
    return browser


def lock_out(seen: str = HERE) -> None:
    answers = [sign_in(seen=seen).status_code for _wrong in range(ACCOUNT_AND_LINE.most)]
    assert answers == [WRONG] * (ACCOUNT_AND_LINE.most - 1) + [LOCKED]


def test_too_many_wrong_passwords_lock_even_the_right_one_out() -> None:
    lock_out()
    refused: Any = sign_in(PASSWORD)
    assert (refused.status_code, refused["Retry-After"]) == (LOCKED, "900")
    assert "Please wait 15 minutes" in refused.text
    with travel(timezone.now() + ACCOUNT_AND_LINE.window + timedelta(seconds=1)):
        assert sign_in(PASSWORD).status_code == IN


def test_control_fewer_wrong_passwords_do_not() -> None:
    for _wrong in range(ACCOUNT_AND_LINE.most - 1):
        sign_in()
    assert sign_in(PASSWORD).status_code == IN
    # The right one has cleared the count.
    assert [sign_in().status_code for _wrong in range(2)] == [WRONG, WRONG]


@pytest.mark.parametrize("name", ["DESK", " desk", "ｄｅｓｋ"])
def test_other_spellings_of_a_name_give_no_further_tries(name: str) -> None:
    lock_out()
    assert sign_in(name=name).status_code == LOCKED


def test_a_stranger_locks_out_nobody_on_another_line() -> None:
    lock_out("198.51.100.1")
    assert sign_in(PASSWORD).status_code == IN


def test_one_address_over_many_names_is_slowed() -> None:
    verdicts = [guess(HERE, f"name-{number}") for number in range(LINE.most + 1)]
    assert verdicts == [Verdict.WRONG] * (LINE.most - 1) + [Verdict.LOCKED] * 2
    assert sign_in(PASSWORD).status_code == LOCKED
    # The control: it is the address that is slowed.
    assert sign_in(PASSWORD, "203.0.113.8").status_code == IN


def test_right_passwords_of_ones_own_do_not_reset_the_count_of_the_line(desk: User) -> None:
    for number in range(LINE.most - 1):
        guess(HERE, f"name-{number}")
        if number % 10 == 0:
            assert sign_in(PASSWORD).status_code == IN
    assert sign_in(name="one-more").status_code == LOCKED


def test_ipv6_is_counted_by_its_line_of_64_bits() -> None:
    for number in range(ACCOUNT_AND_LINE.most):
        sign_in(seen=f"2001:db8::{number:x}")
    assert sign_in(PASSWORD, "2001:db8::ffff").status_code == LOCKED
    assert sign_in(PASSWORD, "2001:db8:0:1::1").status_code == IN


def test_strangers_from_200_addresses_cannot_keep_a_known_device_out(hashing: Hashing) -> None:
    browser = known_browser()
    before = hashing.count
    verdicts = Counter(guess(f"198.51.100.{number}") for number in range(200))
    # Nor do they guess on: with the hundredth the name is closed to all strangers.
    assert verdicts == {Verdict.WRONG: ACCOUNT.most - 1, Verdict.LOCKED: 201 - ACCOUNT.most}
    assert hashing.count - before == ACCOUNT.most
    assert sign_in(PASSWORD, "198.51.100.250").status_code == LOCKED
    assert sign_in(PASSWORD, browser=browser).status_code == IN
    # The control: the same browser without the cookie is a stranger.
    browser.post(reverse("admin:logout"))
    del browser.cookies[site.KNOWN_DEVICE_COOKIE_NAME]
    assert sign_in(PASSWORD, browser=browser).status_code == LOCKED
    # Who has chosen a new password by mail is let in on any device.
    forgive(RequestFactory().get("/", REMOTE_ADDR=HERE), "desk", timezone.now())
    assert sign_in(PASSWORD, browser=browser).status_code == IN


def test_known_device_is_counted_by_itself() -> None:
    browser, colleague = known_browser(), known_browser()
    for _wrong in range(DEVICE.most):
        sign_in(browser=browser)
    assert sign_in(PASSWORD, browser=browser).status_code == LOCKED
    assert sign_in(PASSWORD, browser=colleague).status_code == IN
    assert sign_in(PASSWORD).status_code == IN


def test_device_is_known_for_its_accounts_only_and_for_90_days() -> None:
    User.objects.create_user("manager", password=PASSWORD, is_staff=True)
    browser = known_browser()
    for number in range(ACCOUNT.most):
        guess(f"198.51.100.{number}", "manager")
    assert sign_in(PASSWORD, name="manager", browser=browser).status_code == LOCKED
    with travel(timezone.now() + timedelta(hours=2)):
        assert sign_in(PASSWORD, name="manager", browser=browser).status_code == IN
        browser.post(reverse("admin:logout"))
        # A desk's computer is known for both now.
        lock_out()
        assert sign_in(PASSWORD, browser=browser).status_code == IN
        browser.post(reverse("admin:logout"))
    with travel(timezone.now() + LASTS + timedelta(days=1)):
        lock_out()
        assert sign_in(PASSWORD, browser=browser).status_code == LOCKED


@pytest.mark.parametrize("forged", ["", "nonsense", "WyJhIix7fV0:1w:x"])
def test_forged_cookie_makes_no_device_known(forged: str) -> None:
    lock_out()
    stranger = Client()
    stranger.cookies[site.KNOWN_DEVICE_COOKIE_NAME] = forged
    assert sign_in(PASSWORD, browser=stranger).status_code == LOCKED


def test_cookie_lasts_90_days_and_is_out_of_reach_of_scripts_and_other_sites() -> None:
    browser = Client()
    sign_in(PASSWORD, browser=browser)
    cookie = browser.cookies[site.KNOWN_DEVICE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 90 * 24 * 60 * 60
    assert "desk" not in cookie.value


def test_refused_attempts_are_not_hashed(hashing: Hashing) -> None:
    lock_out()
    hashing.count = 0
    for password in ("guess", PASSWORD):
        assert sign_in(password).status_code == LOCKED
    assert hashing.count == 0
    # The control: a name that nobody has costs as much as one that exists.
    sign_in(name="nobody")
    assert hashing.count == 1


def test_nothing_of_an_attempt_is_kept_and_its_count_is_purged_after_its_window() -> None:
    sign_in("Canarypassword", name="canaryname")
    kept = str(list(Count.objects.values()))
    assert Count.objects.count() == 3
    assert not any(each in kept.lower() for each in ("canary", HERE))
    counting.purge_counts(timezone.now())
    assert Count.objects.count() == 3
    counting.purge_counts(timezone.now() + LINE.window + timedelta(seconds=1))
    assert not Count.objects.exists()


def test_wrong_old_passwords_are_counted_as_well() -> None:
    browser = Client()
    sign_in(PASSWORD, browser=browser)
    change = reverse("admin:password_change")
    new = {"new_password1": "quiet-harbor-morning", "new_password2": "quiet-harbor-morning"}
    for _wrong in range(DEVICE.most):
        assert browser.post(change, {"old_password": GUESS, **new}).status_code == 200
    shut = browser.post(change, {"old_password": PASSWORD, **new})
    assert "Wait 15 minutes" in shut.text
    with travel(timezone.now() + timedelta(minutes=16)):
        sign_in(PASSWORD, browser=browser)
        assert browser.post(change, {"old_password": PASSWORD, **new}).status_code == 302


def in_threads(*targets: Callable[[], object]) -> list[threading.Thread]:
    def run(target: Callable[[], object]) -> None:
        target()
        connection.close()

    threads = [threading.Thread(target=run, args=[target]) for target in targets]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.django_db(transaction=True)
def test_two_passwords_of_strangers_are_hashed_at_once_and_the_next_is_told_to_wait(
    hashing: Hashing,
) -> None:
    browser = known_browser()
    before, hashing.begun = hashing.count, threading.Semaphore(0)
    hashing.go.clear()
    threads = in_threads(*[lambda: guess("198.51.100.1")] * STRANGERS_AT_ONCE)
    for _each in threads:
        assert hashing.begun.acquire(timeout=PATIENCE)
    refused: Any = sign_in(PASSWORD)
    assert (refused.status_code, refused["Retry-After"]) == (BUSY, "5")
    # What was typed stands there, except for the password.
    assert ('value="desk"' in refused.text, PASSWORD in refused.text) == (True, False)
    assert hashing.count - before == STRANGERS_AT_ONCE
    # The known device has a slot of its own: its password is looked at meanwhile.
    answers: list[HttpResponseBase] = []
    threads += in_threads(lambda: answers.append(sign_in(PASSWORD, browser=browser)))
    assert hashing.begun.acquire(timeout=PATIENCE)
    hashing.go.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert [answer.status_code for answer in answers] == [IN]
    # Nothing was counted against who was told to wait, and the slots are free again.
    assert sign_in(PASSWORD).status_code == IN


@pytest.mark.database_bound
@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_counted_exactly() -> None:
    keys, now = dict([counting.key(ACCOUNT_AND_LINE, "desk", HERE)]), timezone.now()
    together = threading.Barrier(ACCOUNT_AND_LINE.most * 2)
    taken: list[bool] = []

    def attempt() -> None:
        together.wait(PATIENCE)
        taken.append(counting.take(keys, now))

    for thread in in_threads(*[attempt] * together.parties):
        thread.join(PATIENCE)
    assert sorted(taken) == [False] * ACCOUNT_AND_LINE.most + [True] * ACCOUNT_AND_LINE.most
    assert Count.objects.get().tries == ACCOUNT_AND_LINE.most


@pytest.mark.database_bound
def test_try_that_meets_a_full_count_changes_no_other() -> None:
    now = timezone.now()
    full, other = counting.key(DEVICE, "full"), counting.key(LINE, "other")
    for _try in range(DEVICE.most):
        assert counting.take(dict([full]), now)
    assert not counting.take(dict([full, other]), now)
    assert Count.objects.count() == 1
    later = now + DEVICE.window
    assert counting.take(dict([full, other]), later)
    assert set(Count.objects.values_list("tries", flat=True)) == {1}
