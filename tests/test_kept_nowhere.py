"""Marker strings in what the staff type on their way in: none is kept, whatever goes wrong there.

The notes are about a patient, and a mistyped password is nearly a right one.
"""

import logging
import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as site
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import Traveller, travel

from clinic_site import roles
from clinic_site.foundation.accounts.attempts import ACCOUNT_AND_LINE
from clinic_site.foundation.outbox.sending import deliver_due
from clinic_site.management.commands.work import one_round
from clinic_site.sign_in.middleware import IDLE_LIMIT
from intake.models import Booking
from tests.canary import found_in, whole_database
from tests.clinic_site.staff import STEP, code_of, enrolled, member
from tests.intake.factories import make_booking, make_clinic
from tests.moments import NOW

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database_bound,
    pytest.mark.usefixtures("empty_log"),
]

MAIL = "desk@clinic.example"
RIGHT, MISTYPED, NEXT = "Canaryright words here", "Canarymistyped words here", "Canarynext words"
NOTE = "Canarynote about a patient"
HERE, HERE_MARK = "203.0.113.77", "203.0.113"


class Walk:
    """A receptionist's browser, what it was given, and what it carried along."""

    def __init__(self, clock: Traveller) -> None:
        self.clock = clock
        self.person = member(roles.RECEPTION, "desk", email=MAIL, password=RIGHT)
        self.booking = make_booking()
        self.browser = Client(REMOTE_ADDR=HERE, headers={"user-agent": "Canarybrowser"})
        self.jar: list[str] = []
        self.carried: list[str] = []
        self.files: list[str] = []
        enrolled(self.person)
        self.elsewhere = set(Session.objects.values_list("pk", flat=True))

    def post(self, address: str, fields: dict[str, str], page: Any = None) -> Any:
        answer: Any = self.browser.post(address, {**self.hidden(page), **fields})
        self.jar += [cookie.value for cookie in self.browser.cookies.values()]
        self.carried += [each for each in self.hidden(answer).values() if len(each) > 100]
        return answer

    def hidden(self, page: Any) -> dict[str, str]:
        text = page.text if page is not None else ""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
        return {name: unescape(value) for name, value in found}

    def sign_in(self, password: str, page: Any = None, name: str = "desk") -> Any:
        typed = {"username": name, "password": password}
        return self.post(reverse("admin:login"), typed, page)

    def code(self, page: Any = None) -> Any:
        self.clock.shift(timedelta(minutes=1))
        return self.post(STEP, {"code": code_of(self.person)}, page)

    def late_note(self) -> Any:
        self.clock.shift(IDLE_LIMIT + timedelta(minutes=1))
        return self.post(self.page_of("note"), {"note": NOTE})

    def page_of(self, name: str) -> str:
        return reverse(f"admin:intake_booking_{name}", args=[self.booking.pk])


@pytest.fixture
def walk(
    settings: Any, caplog: pytest.LogCaptureFixture, monkeypatch: Any, tmp_path: Path
) -> Iterator[Walk]:
    """Every way of failing to get in, then in, with a note about a patient carried along."""
    settings.DEMO = False
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    with travel(NOW, tick=False) as clock:
        make_clinic()
        walk = Walk(clock)
        assert walk.sign_in(RIGHT).status_code == 302
        assert walk.code().status_code == 302
        page = walk.late_note()
        for _wrong in range(ACCOUNT_AND_LINE.most):
            page = walk.sign_in(MISTYPED, page)
        assert page.status_code == 429
        clock.shift(ACCOUNT_AND_LINE.window + timedelta(minutes=1))
        page = walk.sign_in(RIGHT, walk.sign_in(MISTYPED, walk.late_note(), "canaryname"))
        page = walk.post(STEP, {"code": "canarycode"}, page)
        page = walk.code(page)
        assert NOTE in page.text
        kept = walk.post(walk.page_of("note"), walk.hidden(page))
        assert kept.status_code == 302
        yield walk


def test_nothing_that_was_typed_on_the_way_in_is_kept(
    walk: Walk, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    everything = whole_database()
    assert found_in(everything) == []
    assert HERE_MARK not in everything
    assert walk.carried
    assert not any(each[:60] in everything for each in walk.carried)
    assert found_in(caplog.text) == []
    assert found_in("\n".join(walk.jar)) == []
    assert list(tmp_path.iterdir()) == []
    assert found_in(str([notification.message() for notification in mail.outbox])) == []


def test_control_a_table_that_keeps_a_post_is_found_out(walk: Walk) -> None:
    """As django-axes kept it: the fields as they came, among them the form that was carried."""
    post = {"username": "canaryname", "note": NOTE, "resubmission": walk.carried[0]}
    LogEntry.objects.create(
        user=walk.person, object_repr="", action_flag=CHANGE, change_message=urlencode(post)
    )
    everything = whole_database()
    assert found_in(everything) == ["canary"]
    assert walk.carried[0][:60] in everything


def test_new_password_and_the_address_typed_for_it_are_nowhere(
    walk: Walk, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = Client(REMOTE_ADDR=HERE)
    for typed in ("canarymail@example.org", MAIL):
        stranger.post(reverse("admin_password_reset"), {"email": typed})
    deliver_due(timezone.now())
    [notification] = [each for each in mail.outbox if each.subject == "Choose a new password"]
    link = re.search(r"http://testserver(/\S+)", str(notification.body))
    assert link is not None
    form: Any = stranger.get(link[1], follow=True)
    for second in (f"{NEXT}!", NEXT):
        chosen = {"new_password1": NEXT, "new_password2": second}
        stranger.post(form.redirect_chain[-1][0], chosen)
    assert User.objects.get(pk=walk.person.pk).check_password(NEXT)
    everything = whole_database()
    assert found_in(everything) == []
    # The link is nowhere either: not in the outbox, a session or a line of the log.
    token = link[1].rstrip("/").rpartition("/")[2]
    assert token not in everything
    assert token not in str([session.get_decoded() for session in Session.objects.all()])
    assert found_in(caplog.text) == []


def test_files_for_other_programs_hold_nothing_private(walk: Walk) -> None:
    day = str(walk.booking.start.date()) if walk.booking.start else ""
    again = {"your_password": RIGHT}
    table: Any = walk.post(
        reverse("admin:intake_booking_table"), {**again, "first": day, "last": day}
    )
    assert walk.booking.reference in table.text
    made = walk.post(reverse("admin:intake_diaryfeed"), {**again, "practitioner": ""})
    address = re.search(r"(/book/diary/[^\"<\s]+)", made.text)
    assert address is not None
    feed: Any = Client().get(address[1])
    assert walk.booking.reference in feed.text
    assert found_in(table.text + feed.text) == []
    assert found_in(whole_database()) == []
    # The address of the feed is not kept in clear either.
    assert address[1].split("/")[3] not in whole_database()


def test_mail_about_an_error_tells_nothing_that_was_sent(
    walk: Walk, settings: Any, monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ADMINS = [("Operator", "operator@clinic.example")]

    def broken(*_given: object) -> None:
        raise RuntimeError(f"{MISTYPED} {NOTE}")

    monkeypatch.setattr("clinic_site.sign_in.passwords.verify_password", broken)
    page = walk.late_note()
    before = len(mail.outbox)
    walk.browser.raise_request_exception = False
    failed = walk.sign_in(MISTYPED, page)
    assert failed.status_code == 500
    assert found_in(failed.text) == []
    [notification] = mail.outbox[before:]
    # Its places name this file, and so this file may not be called after its markers.
    assert notification.to == ["operator@clinic.example"]
    assert "passwords.py" in str(notification.message())
    assert found_in(str(notification.message())) == []
    assert found_in(whole_database()) == []


def test_sessions_and_counts_of_the_way_in_go_with_the_clock(walk: Walk, monkeypatch: Any) -> None:
    monkeypatch.setattr("clinic_site.management.commands.work.close_old_connections", lambda: None)
    key = walk.browser.cookies[site.SESSION_COOKIE_NAME].value
    held = Session.objects.get(pk=key).get_decoded()
    assert not any(found_in(str(value)) for value in held.values())
    # Signing in has changed the key, and left no row behind under the old ones.
    assert set(Session.objects.values_list("pk", flat=True)) - walk.elsewhere == {key}
    assert Booking.objects.exists()
    one_round(timezone.now() + timedelta(hours=9), purge_too=True)
    assert not Session.objects.exists()
