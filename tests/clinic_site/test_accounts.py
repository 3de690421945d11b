"""Accounts: nobody rises above their roles, and who takes one over is noticed."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.sending import deliver_due
from clinic_site.sign_in.resubmission import Resubmission
from tests.clinic_site.staff import member, signed_in
from tests.clinic_site.staff_addresses import SUPERUSER
from tests.moments import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

PASSWORD = "quiet-harbor-morning"


@pytest.fixture
def manager() -> User:
    return member(roles.MANAGER, "max", password=PASSWORD, email="max@clinic.example")


@pytest.fixture
def second_manager() -> User:
    return member(roles.MANAGER, "mia", password="another-password", email="mia@clinic.example")


def change(
    browser: Client, account: User, *given: str, password: str = PASSWORD, **facts: str
) -> int:
    """Send the form of an account with these roles; return the status."""
    form = {"username": account.username, "is_active": "on", "your_password": password, **facts}
    chosen = [str(Group.objects.get(name=role).pk) for role in given]
    address = reverse("admin:auth_user_change", args=[account.pk])
    return browser.post(address, {**form, "groups": chosen}).status_code


def roles_of(account: User) -> set[str]:
    return set(account.groups.values_list("name", flat=True))


def notifications() -> list[tuple[tuple[str, ...], str]]:
    """Everything that is sent now: the addresses, and the whole text."""
    deliver_due(NOW)
    return [(tuple(one.to), f"{one.subject}\n{one.body}") for one in mail.outbox]


def test_manager_cannot_rise_above_all_roles(manager: User) -> None:
    browser = signed_in(manager)
    above = member(SUPERUSER)
    someone = member(username="someone")
    assert change(browser, someone, roles.RECEPTION, is_superuser="on", is_staff="on") == 302
    someone.refresh_from_db()
    assert not someone.is_superuser
    assert roles_of(someone) == {roles.RECEPTION}
    for name in ("change", "password_change", "reset_second_step", "end_sessions"):
        address = reverse(f"admin:auth_user_{name}", args=[above.pk])
        assert browser.post(address, {"your_password": PASSWORD}).status_code == 403
    new = {"username": "new", "your_password": PASSWORD}
    browser.post(reverse("admin:auth_user_add"), {**new, "password1": "a" * 9, "password2": "a"})
    assert not User.objects.filter(username="new").exists()
    new |= {"password1": "quiet-harbor-evening", "password2": "quiet-harbor-evening"}
    browser.post(reverse("admin:auth_user_add"), {**new, "groups": "1", "is_superuser": "on"})
    made = User.objects.get(username="new")
    assert (made.is_staff, made.is_superuser, roles_of(made)) == (True, False, set())


@pytest.mark.parametrize("role", [roles.MANAGER, SUPERUSER])
def test_nobody_changes_their_own_roles_or_switches_their_own_account(role: str) -> None:
    person = member(role, "ann", password=PASSWORD)
    had = roles_of(person)
    browser = signed_in(person)
    sent = {"is_active": "", "is_staff": "", "is_superuser": "on", "first_name": "Ann"}
    assert change(browser, person, roles.CLINICIAN, roles.MANAGER, **sent) == 302
    person.refresh_from_db()
    assert roles_of(person) == had
    assert (person.is_active, person.is_staff) == (True, True)
    assert person.is_superuser == (role == SUPERUSER)
    # The control: the same form was good for what one may change.
    assert person.first_name == "Ann"


def test_answers_are_given_to_a_second_account_only_with_the_password_and_all_managers_are_told(
    manager: User, second_manager: User
) -> None:
    browser = signed_in(manager)
    other = member(username="other")
    for wrong in ("", "guess"):
        assert change(browser, other, roles.CLINICIAN, password=wrong) == 200
    assert roles_of(other) == set()
    assert notifications() == []
    assert change(browser, other, roles.CLINICIAN) == 302
    assert roles_of(other) == {roles.CLINICIAN}
    ((to, text),) = notifications()
    assert set(to) == {"max@clinic.example", "mia@clinic.example"}
    assert "other: was given a role: Clinician" in text
    assert "Done by: max" in text


@pytest.mark.parametrize("way", ["switched off", "lost a role", "the e-mail address was changed"])
def test_other_manager_cannot_be_kept_from_the_news(
    manager: User, second_manager: User, way: str
) -> None:
    browser = signed_in(manager)
    if way == "switched off":
        change(browser, second_manager, roles.MANAGER, email=second_manager.email, is_active="")
    elif way == "lost a role":
        change(browser, second_manager, email=second_manager.email)
    else:
        change(browser, second_manager, roles.MANAGER, email="thief@example.org")
    ((to, text),) = notifications()
    assert "mia@clinic.example" in to
    assert way in text


def test_name_that_was_changed_stays_in_the_log(manager: User) -> None:
    other = member(username="eve")
    assert change(signed_in(manager), other, username="eve2") == 302
    ((_to, text),) = notifications()
    assert "was given another name: eve" in text


def test_role_that_opens_no_answers_is_given_without_a_notification(manager: User) -> None:
    other = member(username="other")
    assert change(signed_in(manager), other, roles.RECEPTION, roles.EDITOR) == 302
    assert notifications() == []


def test_nobody_with_an_address_is_nobody_to_write_to(manager: User) -> None:
    User.objects.update(email="")
    change(signed_in(manager), member(username="other"), roles.CLINICIAN)
    assert notifications() == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"email": "thief@example.org"}, "the e-mail address was changed"),
        ({"is_active": "on"}, "the account was switched on again"),
    ],
)
def test_taking_an_account_over_needs_the_password_and_is_told(
    manager: User, facts: dict[str, str], told: str
) -> None:
    other = member(roles.CLINICIAN, "other", is_active=told.startswith("the e-mail"))
    browser = signed_in(manager)
    assert change(browser, other, roles.CLINICIAN, password="guess", **facts) == 200
    before = (other.email, other.is_active)
    other.refresh_from_db()
    assert (other.email, other.is_active) == before
    assert notifications() == []
    assert change(browser, other, roles.CLINICIAN, **facts) == 302
    ((_to, text),) = notifications()
    assert told in text


def test_new_password_for_a_colleague_needs_ones_own_and_signs_them_out(manager: User) -> None:
    other = member(roles.CLINICIAN, "other", password="forgotten-password")
    theirs = signed_in(other)
    assert theirs.get("/staff/").status_code == 200
    page = reverse("admin:auth_user_password_change", args=[other.pk])
    new = {"new_password1": "lantern-quiet-oak", "new_password2": "lantern-quiet-oak"}
    browser = signed_in(manager)
    for wrong in ("", "guess"):
        refused = browser.post(page, {**new, "your_password": wrong})
        assert refused.status_code == 200
        assert "lantern-quiet-oak" not in refused.text
    other.refresh_from_db()
    assert other.check_password("forgotten-password")
    assert browser.post(page, {**new, "your_password": PASSWORD}).status_code == 302
    other.refresh_from_db()
    assert other.check_password("lantern-quiet-oak")
    assert theirs.get("/staff/").status_code == 302
    assert "a new password was set" in notifications()[0][1]


def test_switching_an_account_off_signs_it_out(manager: User) -> None:
    other = member(roles.CLINICIAN, "other")
    theirs = signed_in(other)
    assert theirs.get("/staff/").status_code == 200
    change(signed_in(manager), other, roles.CLINICIAN, is_active="")
    assert theirs.get("/staff/").status_code == 302
    assert theirs.session.is_empty()


def test_password_asked_for_again_is_not_carried_by_a_form_that_came_too_late(
    manager: User,
) -> None:
    other = member(username="other")
    address = reverse("admin:auth_user_change", args=[other.pk])
    form = {"first_name": "Ann Mary", "username": "other", "your_password": PASSWORD}
    page = Client().post(address, form)
    sealed = re.search(r'name="resubmission" value="([^"]+)"', page.text)
    assert sealed is not None
    sent = Resubmission.opened(unescape(sealed[1]))
    assert dict(sent.fields) == {"first_name": "Ann Mary", "username": "other"}
    assert sent.lost_password


def test_wrong_old_password_on_ones_own_page_is_refused_in_the_same_words(manager: User) -> None:
    new = {"new_password1": "lantern-quiet-oak", "new_password2": "lantern-quiet-oak"}
    browser = signed_in(manager)
    page = reverse("admin:password_change")
    refused = browser.post(page, {**new, "old_password": "guess"})
    assert "This is not your password." in refused.text
    assert browser.post(page, {**new, "old_password": PASSWORD}).status_code == 302
    manager.refresh_from_db()
    assert manager.check_password("lantern-quiet-oak")
