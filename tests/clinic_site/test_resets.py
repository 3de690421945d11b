"""A forgotten password is replaced by notification, and nobody learns who has an account."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import Traveller

from clinic_site import roles
from clinic_site.foundation.accounts import resets
from clinic_site.foundation.accounts.attempts import ACCOUNT_AND_LINE
from clinic_site.foundation.accounts.models import ResetRequest
from clinic_site.foundation.accounts.resets import ADDRESS, EVERYBODY, KEPT, KIND, LINE
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import deliver_due
from clinic_site.foundation.web import counting
from clinic_site.foundation.web.models import Count
from clinic_site.management.commands.work import one_round
from tests.clinic_site.staff import STEP, enrolled, member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

ASK, DONE = reverse("admin_password_reset"), reverse("password_reset_done")
MAIL = "desk@clinic.example"
OLD, NEW = "right-password-here", "quiet-harbor-morning"
TYPED = {"new_password1": NEW, "new_password2": NEW}
TOO_MANY = 429


@pytest.fixture
def receptionist() -> User:
    return member(roles.RECEPTION, email=MAIL, password=OLD)


def ask(email: str = MAIL, seen: str = "203.0.113.7") -> Any:
    return Client().post(ASK, {"email": email}, REMOTE_ADDR=seen)


def links() -> list[str]:
    """The links of every notification that goes out now."""
    deliver_due(timezone.now(), limit=100)
    found = [
        re.findall(r"http://testserver(/\S+)", str(notification.body))
        for notification in mail.outbox
    ]
    return [link for notification in found for link in notification]


def choose(link: str, browser: Client | None = None) -> Any:
    browser = browser or Client()
    shown: Any = browser.get(link, follow=True)
    return browser.post(shown.redirect_chain[-1][0], TYPED) if shown.redirect_chain else shown


def test_forgotten_password_is_replaced_by_notification(receptionist: User, settings: Any) -> None:
    settings.DEMO = False
    enrolled(receptionist)
    elsewhere = signed_in(receptionist)
    assert ASK in Client().get("/staff/login/").text
    assert ask(" Desk@Clinic.example ")["Location"] == DONE
    assert mail.outbox == []
    [link] = links()
    assert mail.outbox[0].to == [MAIL]
    for _wrong in range(ACCOUNT_AND_LINE.most):
        sign_in(OLD + "!")
    assert sign_in(OLD).status_code == TOO_MANY
    assert choose(link)["Location"] == reverse("password_reset_complete")
    # Who was signed in with the old one is not any more, and the second step is still asked for.
    assert elsewhere.get(STEP)["Location"].startswith("/staff/login/")
    browser = Client()
    assert sign_in(NEW, browser)["Location"] == "/staff/"
    assert browser.get("/staff/")["Location"].startswith(STEP)
    # The link has worked once.
    assert "This link no longer works" in choose(link).text


def sign_in(password: str, browser: Client | None = None) -> Any:
    form = {"username": "reception", "password": password}
    return (browser or Client()).post("/staff/login/", form)


def test_link_is_too_old_after_three_hours(receptionist: User, at_now: Traveller) -> None:
    ask()
    [link] = links()
    assert "The link works once, for 3 hours." in str(mail.outbox[0].body)
    at_now.shift(timedelta(hours=3, seconds=1))
    assert "This link no longer works" in choose(link).text
    receptionist.refresh_from_db()
    assert receptionist.check_password(OLD)


def test_answer_and_work_are_the_same_whether_or_not_there_is_an_account(
    receptionist: User,
) -> None:
    asked = []
    for email in (MAIL, "nobody@clinic.example"):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(email)
        said = [re.sub(r"'[^']*'|\d+", "…", each["sql"]) for each in queries.captured_queries]
        asked.append((answer.status_code, answer.headers, answer.content, said))
    assert asked[0] == asked[1]
    assert asked[0][3]
    assert not any("auth_user" in sql for sql in asked[0][3])
    # The control: who writes the notification does look, and only one of the two goes out.
    with CaptureQueriesContext(connection) as queries:
        assert len(links()) == 1
    assert any("auth_user" in each["sql"] for each in queries.captured_queries)
    assert set(Notification.objects.values_list("kind", "status")) == {
        (KIND, "sent"),
        (KIND, "dropped"),
    }


@pytest.mark.parametrize(
    "facts", [{"is_active": False}, {"password": None}, {"email": ""}], ids=str
)
def test_account_that_cannot_be_used_gets_nothing(facts: dict[str, Any]) -> None:
    member(roles.RECEPTION, **{"email": MAIL, "password": OLD, **facts})
    ask()
    assert links() == []


def test_notification_names_each_account_of_the_address_and_goes_to_it_alone() -> None:
    mailbox = "desk@strasse.example"
    # The last one's address is nearly the same, and somebody else's.
    for name, email in (("ann", mailbox), ("bob", mailbox.title()), ("eve", "desk@straße.example")):
        member(roles.RECEPTION, name, email=email, password=OLD)
    ask(mailbox)
    assert len(links()) == 2
    [notification] = mail.outbox
    assert notification.to == [mailbox]
    assert [name in str(notification.body) for name in ("ann", "bob", "eve")] == [True, True, False]


def test_too_many_notifications_are_refused_and_lose_nothing_typed() -> None:
    for _notification in range(ADDRESS.most):
        assert ask().status_code == 302
    refused = ask(seen="203.0.113.8")
    assert (refused.status_code, refused["Retry-After"]) == (TOO_MANY, "3600")
    assert f'value="{MAIL}"' in refused.text
    # The control: it is this address that got enough, and the refused one counted for nobody.
    assert ask("other@clinic.example").status_code == 302
    for number in range(LINE.most - ADDRESS.most - 1):
        assert ask(f"{number}@clinic.example").status_code == 302
    assert ask("more@clinic.example").status_code == TOO_MANY
    assert ask("more@clinic.example", "203.0.113.8").status_code == 302
    assert ResetRequest.objects.count() == Notification.objects.count() == LINE.most + 1


def test_notifications_of_many_senders_do_not_keep_patients_notifications_waiting(
    at_now: Traveller,
) -> None:
    for number in range(EVERYBODY.most):
        assert resets.request_reset(f"{number}@x.test", f"198.51.100.{number}", timezone.now())
    assert ask().status_code == TOO_MANY
    at_now.shift(EVERYBODY.window)
    assert ask().status_code == 302


@pytest.mark.parametrize("typed", ["", "nonsense", "a@b", "x" * 300 + "@clinic.example", "a\0@b.c"])
def test_what_is_no_address_is_said_so(typed: str) -> None:
    assert ask(typed).status_code == 200
    assert not ResetRequest.objects.exists()


def test_what_was_typed_is_kept_as_fingerprint_and_purged_after_a_day(
    receptionist: User, at_now: Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("canarymail@example.org")
    ask()
    kept = [*Count.objects.values(), *ResetRequest.objects.values(), *Notification.objects.values()]
    assert not any(each in str(kept) for each in ("canary", MAIL, "203.0.113"))
    at_now.shift(KEPT - timedelta(seconds=1))
    assert resets.purge(timezone.now()) == 0
    at_now.shift(1)
    # Too late even if nothing was purged: the notification waited for a day.
    assert links() == []
    monkeypatch.setattr("clinic_site.management.commands.work.close_old_connections", lambda: None)
    one_round(timezone.now(), purge_too=True)
    assert not ResetRequest.objects.exists()
    assert not Count.objects.exists()
    assert counting.purge_counts(timezone.now()) == 0
