"""The accounts of a demo end with the demo: whoever knows its password gets in nowhere."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from clinic_site import roles
from clinic_site.foundation.accounts.models import DemoAccount
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.sending import deliver_due
from clinic_site.management.commands.quickstart import DEMO_STAFF, add_demo_staff
from tests.articles.factories import article, publish, sign_off
from tests.clinic_site.staff import member, signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "only-for-tests"
LOGIN = "/staff/login/"
BACKEND = "clinic_site.foundation.accounts.backends.StaffBackend"


@pytest.fixture(autouse=True)
def _demo(clinic: Clinic, settings: Settings) -> None:
    settings.DEMO_PASSWORD = PASSWORD
    add_demo_staff()


def let_in(username: str, password: str = PASSWORD) -> bool:
    answer = Client().post(LOGIN, {"username": username, "password": password})
    return answer.status_code == 302


def test_demo_accounts_sign_in_during_the_demo_and_never_after_it(settings: Settings) -> None:
    real = User.objects.create_user("ann", password=PASSWORD, is_staff=True)
    assert all(map(let_in, DEMO_STAFF))
    settings.DEMO = False
    assert not any(map(let_in, DEMO_STAFF))
    # The control: it is the mark that shuts them out.
    assert let_in("ann")
    DemoAccount.objects.create(user=real)
    assert not let_in("ann")


def test_whoever_is_signed_in_when_the_demo_ends_is_signed_out(settings: Settings) -> None:
    browser = signed_in(User.objects.get(username="manager"))
    assert browser.get("/staff/").status_code == 200
    settings.DEMO = False
    assert browser.get("/staff/")["Location"].startswith(LOGIN)


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


def test_demo_accounts_hold_no_right_after_the_demo(settings: Settings) -> None:
    real = member(roles.RECEPTION, "ann")

    def deciders() -> set[str]:
        found = User.objects.with_perm("intake.decide_booking", backend=BACKEND)
        return set(found.values_list("username", flat=True))

    assert deciders() == {"ann", "manager", "reception", "clinician"}
    settings.DEMO = False
    assert deciders() == {real.username}


@pytest.mark.usefixtures("at_now")
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
