"""A server clock that jumps lapses, sends and deletes nothing until a person says it is right."""

import logging
import re
import threading
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic_site import roles
from clinic_site.foundation.clinic import clock
from clinic_site.foundation.clinic.models import LastRound
from clinic_site.foundation.outbox.models import Notification
from clinic_site.management.commands import work
from intake import enquiries, envelopes
from intake.models import Booking, Enquiry
from intake.privacy.deletion import last_purge
from intake.transitions.statuses import Status
from tests.clinic_site.staff import desk, member, signed_in
from tests.intake.factories import make_booking, make_clinic, make_staff
from tests.moments import DAY, NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
THREE_DAYS_AGO = NOW - 3 * DAY
YEAR = 365 * DAY
PRESS = "/staff/clock/"


@pytest.fixture(autouse=True)
def _connection_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's connection is in a transaction, and to close it would end the test."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)


def last_round() -> datetime:
    return LastRound.objects.get().at


def at_risk() -> dict[str, object]:
    """What a jump of a year used to take away, and every notification with where it stands."""
    held = Booking.objects.filter(status=Status.HELD)
    private = Booking.objects.filter(status=Status.DECLINED, purged_at=None)
    return {
        "held": held.count(),
        "declined, with what is private": sum(envelopes.exists(b.id, "contact") for b in private),
        "enquiries": Enquiry.objects.count(),
        "notifications": sorted(Notification.objects.values_list("pk", "status")),
    }


@pytest.fixture
def busy_clinic() -> dict[str, object]:
    """Declined three days ago, held, and begun today; the worker has just done its round."""
    make_clinic()
    make_booking(Status.DECLINED, by=make_staff("decider"), now=THREE_DAYS_AGO)
    for hour in range(3):
        make_booking(start=START + hour * HOUR)
    enquiries.begin_enquiry(NOW)
    assert work.one_round(NOW, purge_too=True) is None
    return at_risk()


@pytest.mark.parametrize("jump", [YEAR, 8 * DAY, -YEAR, -11 * MINUTE], ids=str)
def test_jump_lapses_sends_and_deletes_nothing(
    busy_clinic: dict[str, object], jump: timedelta
) -> None:
    assert work.one_round(NOW + jump, purge_too=True) == NOW
    assert at_risk() == busy_clinic
    assert last_round() == NOW


def test_control_without_the_guard_the_year_takes_it_all(
    busy_clinic: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "FORWARD_AT_MOST", 2 * YEAR)
    work.one_round(NOW + YEAR, purge_too=True)
    after = at_risk()
    assert [after[what] for what in list(after)[:3]] == [0, 0, 0]
    assert after["notifications"] != busy_clinic["notifications"]


def test_round_on_hold_asks_when_the_last_one_was_and_does_nothing_else(
    busy_clinic: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So no duty can slip past the guard, whatever is added to the list of them."""
    done: list[str] = []
    monkeypatch.setattr(work, "deliver_due", lambda now: done.append("a duty without database"))
    with CaptureQueriesContext(connection) as asked:
        work.one_round(NOW + YEAR, purge_too=True)
    assert (len(asked), done) == (1, [])
    # The control: after a jump that is none, there is much to do.
    with CaptureQueriesContext(connection) as asked:
        work.one_round(NOW + HOUR, purge_too=True)
    assert len(asked) > 10
    assert done


@pytest.mark.parametrize(
    ("step", "is_trusted"),
    [
        (6 * DAY, True),
        (7 * DAY, True),
        (7 * DAY + SECOND, False),
        (8 * DAY, False),
        (-10 * MINUTE, True),
        (-10 * MINUTE - SECOND, False),
    ],
    ids=str,
)
def test_seven_days_ahead_or_ten_minutes_back_is_no_jump(step: timedelta, is_trusted: bool) -> None:
    clock.begin_round(NOW)
    assert clock.begin_round(NOW + step) == (None if is_trusted else NOW)


def test_round_is_noted_once_a_minute_and_never_taken_back() -> None:
    assert [clock.begin_round(NOW + seconds * SECOND) for seconds in (0, 5, 59)] == [None] * 3
    assert last_round() == NOW
    clock.begin_round(NOW + MINUTE)
    assert last_round() == NOW + MINUTE
    # Two small steps back are one long one.
    clock.begin_round(NOW - 8 * MINUTE)
    assert last_round() == NOW + MINUTE
    assert clock.begin_round(NOW - 16 * MINUTE) == NOW + MINUTE


def test_clock_that_is_right_again_needs_nobody(busy_clinic: dict[str, object]) -> None:
    work.one_round(NOW + YEAR, purge_too=True)
    assert work.one_round(NOW + HOUR, purge_too=True) is None
    assert last_round() == NOW + HOUR


def test_site_and_desk_say_what_is_on_hold_until_a_manager_presses(
    busy_clinic: dict[str, object], client: Client
) -> None:
    with time_machine.travel(NOW + YEAR, tick=False):
        work.one_round(NOW + YEAR, purge_too=True)
        assert (client.get("/readyz").status_code, client.get("/readyz").json()["clock"]) == (
            503,
            False,
        )
        manager = signed_in(member(roles.MANAGER))
        said = unescape(desk(manager))
        assert f"{NOW:%B %-d, %Y}" in said
        assert f"{NOW + YEAR:%B %-d, %Y}" in said
        assert "no notification or reminder is sent" in said
        assert manager.post(PRESS, shown(NOW, NOW + YEAR)).status_code == 302
        assert last_round() == NOW + YEAR
        assert LogEntry.objects.get().user.username == "manager"
        said = desk(manager)
        assert "goes on" in said
        assert "on-hold" not in said
        assert client.get("/readyz").json()["clock"] is True
    assert work.one_round(NOW + YEAR, purge_too=True) is None
    assert at_risk()["held"] == 0


def shown(last: datetime, now: datetime) -> dict[str, str]:
    return {"last_round": last.isoformat(), "now": now.isoformat()}


def test_banner_is_for_who_sees_bookings_and_the_button_for_who_may_change_the_clinic() -> None:
    make_clinic()
    clock.begin_round(NOW)
    with time_machine.travel(NOW + YEAR, tick=False):
        seen = {}
        for role in (roles.EDITOR, roles.RECEPTION, roles.CLINICIAN, roles.MANAGER):
            text = desk(signed_in(member(role)))
            seen[role] = ("on-hold" in text, PRESS in text, "A manager can say so" in text)
        assert seen == {
            roles.EDITOR: (False, False, False),
            roles.RECEPTION: (True, False, True),
            roles.CLINICIAN: (True, False, True),
            roles.MANAGER: (True, True, False),
        }
        answer = signed_in(member(roles.RECEPTION, "desk")).post(PRESS, shown(NOW, NOW + YEAR))
        assert answer.status_code == 403
    assert last_round() == NOW


def test_first_request_does_not_take_the_focus_and_scroll_past_the_banner() -> None:
    make_clinic()
    make_booking()
    clock.begin_round(NOW)
    focused = {}
    for now in (NOW, NOW - DAY):
        with time_machine.travel(now, tick=False):
            focused[now] = "autofocus" in desk(signed_in(member(roles.RECEPTION, str(now))))
    assert focused == {NOW: True, NOW - DAY: False}


def test_press_for_other_moments_writes_nothing_and_shows_both_again() -> None:
    make_clinic()
    last, now = NOW + timedelta(microseconds=7), NOW + YEAR + timedelta(microseconds=9)
    clock.begin_round(last)
    others = {
        "another round": shown(NOW, now),
        "another now": shown(last, last),
        "an old page": shown(last, now - 11 * MINUTE),
        "a page from ahead": shown(last, now + 11 * MINUTE),
        "no moments": {"last_round": "yesterday", "now": "\x00"},
        "nothing": {},
    }
    with time_machine.travel(now, tick=False):
        manager = signed_in(member(roles.MANAGER))
        for what, sent in others.items():
            answer = manager.post(PRESS, sent)
            text = answer.content.decode()
            assert (answer.status_code, "the times have changed" in text) == (409, True), what
            assert last_round() == last, what
        assert not LogEntry.objects.exists()
        # The control: what is shown again is right to the last digit.
        fields = dict(re.findall(r'name="(last_round|now)" value="([^"]+)"', text))
        assert manager.post(PRESS, fields).status_code == 302
    assert last_round() == now


def test_press_without_a_token_or_after_the_hold_does_nothing() -> None:
    make_clinic()
    clock.begin_round(NOW)
    with time_machine.travel(NOW + YEAR, tick=False):
        manager = signed_in(member(roles.MANAGER))
        manager.handler.enforce_csrf_checks = True
        assert manager.post(PRESS, shown(NOW, NOW + YEAR)).status_code == 403
    with time_machine.travel(NOW + HOUR, tick=False):
        answer = signed_in(member(roles.MANAGER, "other")).post(PRESS, shown(NOW, NOW + HOUR))
        assert answer.status_code == 302
    assert last_round() == NOW


def test_of_two_who_confirm_one_writes() -> None:
    clock.begin_round(NOW)
    assert [clock.confirm(NOW, NOW + YEAR + n * SECOND) for n in range(2)] == [True, False]
    assert last_round() == NOW + YEAR


def test_operator_confirms_with_a_command_that_does_no_round(
    busy_clinic: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    with time_machine.travel(NOW + YEAR, tick=False):
        with pytest.raises(CommandError, match="--clock-is-right"):
            call_command("work", once=True)
        call_command("work", clock_is_right=True)
        assert at_risk() == busy_clinic
        assert last_round() == NOW + YEAR
        call_command("work", clock_is_right=True)
        call_command("work", once=True)
    assert at_risk()["held"] == 0
    assert "Nothing was on hold" in capsys.readouterr().out


def test_worker_says_it_once_and_deletes_as_soon_as_it_may(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_clinic()
    clock.begin_round(NOW)
    moments = [NOW + YEAR + n * SECOND for n in range(3)] + [NOW + HOUR]
    with time_machine.travel(moments[0], tick=False) as travel, caplog.at_level(logging.WARNING):

        class StopsAtTheEnd(threading.Event):
            def wait(self, timeout: Any = None) -> bool:
                moments.pop(0)
                if moments:
                    travel.move_to(moments[0])
                else:
                    self.set()
                return self.is_set()

        work._rounds(StopsAtTheEnd())
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "Nothing is lapsed, sent or deleted" in caplog.messages[0]
    assert last_purge() == NOW + HOUR
