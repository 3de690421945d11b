"""Roles: every staff address x role x method, the table, and what a demo's accounts may do."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from clinic_site import roles
from clinic_site.foundation.accounts.models import DemoAccount
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.sending import deliver_due
from clinic_site.management.commands.quickstart import DEMO_STAFF, add_demo_staff
from intake.models import ReadLog
from intake.transitions.table import TRANSITIONS
from tests.articles.factories import article, publish, sign_off
from tests.clinic_site.staff import member, signed_in
from tests.clinic_site.staff_addresses import (
    NOBODY,
    REFUSED_WITH_404,
    ROLES,
    RULES,
    SUPERUSER,
    UNNAMED,
    WITHOUT_SIGNING_IN,
    addresses,
    addresses_with_rows,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

METHODS = ("GET", "POST")
LOGIN = "/staff/login/"


@pytest.fixture
def where() -> dict[str, str]:
    return addresses_with_rows()


def test_every_staff_address_has_an_expectation() -> None:
    unknown = {
        f"{name} {route}"
        for name, route in addresses()
        if name not in RULES
        and name not in WITHOUT_SIGNING_IN
        and not (name == "" and route.endswith(UNNAMED))
    }
    assert unknown == set()
    gone = (set(RULES) | WITHOUT_SIGNING_IN) - {name for name, _route in addresses()}
    assert gone == set()


def test_every_transition_of_the_staff_has_an_address() -> None:
    names = {name for name, _route in addresses()}
    by_staff = {transition.name for transition in TRANSITIONS if "staff" in transition.actors}
    for name in {transition.name for transition in TRANSITIONS}:
        assert (f"admin:intake_booking_{name}" in names) == (name in by_staff)


def expected(name: str, role: str, method: str) -> set[int]:
    """The statuses that are right.

    400: allowed, but nothing was sent; 409: allowed, but not possible for the booking as it stands.
    """
    rule = RULES[name]
    allowed = {"GET": rule.read, "POST": rule.post}.get(method)
    if allowed is None:
        return {405}
    if role in allowed:
        return {200, 302, 400, 409}
    return {404 if name in REFUSED_WITH_404 else 403}


def test_every_address_answers_each_role_and_method_as_expected(where: dict[str, str]) -> None:
    wrong = []
    for role in ROLES:
        browser = signed_in(member(None if role == NOBODY else role, f"tester {role}"))
        browser.raise_request_exception = False
        for name, address in sorted(where.items()):
            for method in (*METHODS, "PUT", "DELETE"):
                answer = browser.generic(method, address)
                if answer.status_code not in expected(name, role, method) or _asks_to_sign_in(
                    answer
                ):
                    wrong.append(f"{role}: {method} {name}: {answer.status_code}")
    assert wrong == []


def test_without_a_staff_account_everything_leads_to_signing_in(where: dict[str, str]) -> None:
    wrong = []
    for browser in (Client(), signed_in(User.objects.create_user("patient"))):
        for name, address in where.items():
            for method in METHODS:
                answer = browser.generic(method, address)
                if answer.status_code != 405 and not _asks_to_sign_in(answer):
                    wrong.append(f"{method} {name}: {answer.status_code}")
    assert wrong == []


def _asks_to_sign_in(answer: HttpResponseBase) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(LOGIN)


def test_reading_changes_nothing_but_the_read_log(where: dict[str, str]) -> None:
    member(roles.CLINICIAN, "reader")
    browser = signed_in(member(SUPERUSER))
    before = _everything()
    for address in where.values():
        browser.get(address)
        browser.head(address)
    assert _everything() == before


def _everything() -> dict[str, list[Any]]:
    ours = [m for app in ("intake", "articles", "clinic", "outbox") for m in _models(app)]
    watched: list[type[Model]] = [LogEntry, *(model for model in ours if model is not ReadLog)]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in watched
    }


def _models(app: str) -> list[type[Model]]:
    return list(apps.get_app_config(app).get_models())


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_table_of_roles_is_what_the_database_says(role: str) -> None:
    held = {
        f"{app}.{codename}"
        for app, codename in Group.objects.get(name=role).permissions.values_list(
            "content_type__app_label", "codename"
        )
    }
    assert held == roles.ROLES[role]


def test_applying_the_table_again_takes_back_what_it_does_not_say() -> None:
    group = Group.objects.get(name=roles.EDITOR)
    group.permissions.add(*Group.objects.get(name=roles.CLINICIAN).permissions.all())
    roles.apply()
    labels = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
    assert labels == roles.ROLES[roles.EDITOR]


def test_nobody_but_clinicians_reads_answers() -> None:
    holders = {role for role, held in roles.ROLES.items() if "intake.read_answers" in held}
    assert holders == {roles.CLINICIAN}


# --- The accounts of a demo -----------------------------------------------------------------------

PASSWORD = "only-for-tests"
BACKEND = "clinic_site.foundation.accounts.backends.StaffBackend"


@pytest.fixture
def demo_staff(clinic: Clinic, settings: Settings) -> None:
    settings.DEMO_PASSWORD = PASSWORD
    add_demo_staff()


def let_in(username: str, password: str = PASSWORD) -> bool:
    answer = Client().post(LOGIN, {"username": username, "password": password})
    return answer.status_code == 302


@pytest.mark.usefixtures("demo_staff")
def test_demo_accounts_sign_in_during_the_demo_and_never_after_it(settings: Settings) -> None:
    real = User.objects.create_user("ann", password=PASSWORD, is_staff=True)
    assert all(map(let_in, DEMO_STAFF))
    settings.DEMO = False
    assert not any(map(let_in, DEMO_STAFF))
    # The control: it is the mark that shuts them out.
    assert let_in("ann")
    DemoAccount.objects.create(user=real)
    assert not let_in("ann")


@pytest.mark.usefixtures("demo_staff")
def test_whoever_is_signed_in_when_the_demo_ends_is_signed_out(settings: Settings) -> None:
    browser = signed_in(User.objects.get(username="manager"))
    assert browser.get("/staff/").status_code == 200
    settings.DEMO = False
    assert browser.get("/staff/")["Location"].startswith(LOGIN)


@pytest.mark.usefixtures("demo_staff")
def test_a_new_password_makes_no_real_account(settings: Settings) -> None:
    boss = signed_in(member("superuser", password=PASSWORD))
    demo = User.objects.get(username="reception")
    new = dict.fromkeys(("new_password1", "new_password2"), "quiet-harbor-dawn")
    new["your_password"] = PASSWORD
    address = reverse("admin:auth_user_password_change", args=[demo.pk])
    changed = boss.post(address, new, follow=True)
    assert "Add a new account for a real person" in changed.text
    assert let_in("reception", "quiet-harbor-dawn")
    settings.DEMO = False
    assert not let_in("reception", "quiet-harbor-dawn")


@pytest.mark.usefixtures("demo_staff")
@pytest.mark.parametrize("demo", [True, False])
def test_password_reset_is_sent_to_those_who_can_sign_in(demo: bool, settings: Settings) -> None:
    User.objects.filter(username="manager").update(email="manager@clinic.example")
    User.objects.create_user("ann", "ann@clinic.example", PASSWORD, is_staff=True)
    settings.DEMO = demo
    answers = [
        Client().post(reverse("admin_password_reset"), {"email": f"{name}@clinic.example"})
        for name in ("manager", "ann", "nobody")
    ]
    assert {answer["Location"] for answer in answers} == {reverse("password_reset_done")}
    deliver_due(timezone.now())
    written = sorted(message.to[0] for message in mail.outbox)
    assert written == ["ann@clinic.example"] + ["manager@clinic.example"] * demo


@pytest.mark.usefixtures("demo_staff")
def test_demo_accounts_hold_no_right_after_the_demo(settings: Settings) -> None:
    real = member(roles.RECEPTION, "ann")

    def deciders() -> set[str]:
        found = User.objects.with_perm("intake.decide_booking", backend=BACKEND)
        return set(found.values_list("username", flat=True))

    assert deciders() == {"ann", "manager", "reception", "clinician"}
    settings.DEMO = False
    assert deciders() == {real.username}


@pytest.mark.usefixtures("demo_staff")
@pytest.mark.parametrize("username", ["reviewer", "real"])
def test_what_a_demo_account_signed_off_is_gone_after_the_demo(
    username: str, settings: Settings
) -> None:
    made = article("walking")
    member(roles.CLINICAL_REVIEWER, "real")
    sign_off(made, by=User.objects.get(username=username))
    edition = publish(made)
    addresses = ["/", "/feed/", "/search/?q=walk", edition.get_absolute_url()]

    def shown() -> list[bool]:
        answers = [Client().get(address) for address in addresses]
        return [edition.title in answer.text for answer in answers]

    assert shown() == [True] * 4
    settings.DEMO = False
    assert shown() == [username == "real"] * 4


@pytest.mark.usefixtures("demo_staff")
def test_staff_list_says_which_accounts_end_with_the_demo() -> None:
    boss = signed_in(member("superuser"))
    listed = reverse("admin:auth_user_changelist")
    assert boss.get(listed).text.count(">demo account<") == len(DEMO_STAFF)
    demo, real = User.objects.get(username="editor"), member(roles.EDITOR, "ann")
    pages = {
        user: boss.get(reverse("admin:auth_user_change", args=[user.pk])).text
        for user in (demo, real)
    }
    assert "A demo account: it ends with the demo." in pages[demo]
    assert "A member of staff." in pages[real]


@pytest.mark.usefixtures("demo_staff")
def test_account_that_a_demo_account_makes_ends_with_the_demo_too(settings: Settings) -> None:
    def adds(by: User, username: str) -> User:
        form = {"username": username, "usable_password": "true", "password1": "quiet-harbor-dawn"}
        form |= {"password2": form["password1"], "your_password": PASSWORD}
        signed_in(by).post(reverse("admin:auth_user_add"), form)
        return User.objects.get(username=username)

    demo = User.objects.get(username="manager")
    demo.set_password(PASSWORD)
    demo.save()
    adds(demo, "by-demo")
    adds(member(roles.MANAGER, "real-manager", password=PASSWORD), "by-manager")
    settings.DEMO = False
    assert not let_in("by-demo", "quiet-harbor-dawn")
    assert let_in("by-manager", "quiet-harbor-dawn")
