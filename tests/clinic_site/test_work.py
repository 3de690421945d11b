"""The worker does each duty, and one that fails does not stop the others."""

import logging
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command

from articles.feedback.answers import REASONS_KEPT
from articles.models import Feedback, SearchMiss
from articles.search import misses
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.web.models import Count
from clinic_site.management.commands import work
from intake.privacy.deletion import last_purge
from tests.articles.factories import NOW, answered, published

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _connection_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's connection is in a transaction, and to close it would end the test."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)


@pytest.mark.django_db
def test_one_round_runs_on_an_empty_clinic(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        call_command("work", once=True)
    assert caplog.messages == []
    assert last_purge() is not None


@pytest.mark.django_db
def test_sessions_that_are_over_are_deleted_with_the_purge(now: datetime) -> None:
    for key, expires in (("over", now), ("alive", now + timedelta(seconds=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    work.one_round(now, purge_too=False)
    assert Session.objects.count() == 2
    work.one_round(now, purge_too=True)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["alive"]


@pytest.mark.django_db
def test_duty_that_fails_does_not_stop_the_others(
    now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done = []

    def broken(at: datetime) -> None:
        raise RuntimeError("pat@example.com")

    def deliver(at: datetime) -> None:
        done.append(at)

    monkeypatch.setattr(work, "lapse_due", broken)
    monkeypatch.setattr(work, "deliver_due", deliver)
    with caplog.at_level(logging.ERROR):
        work.one_round(now, purge_too=False)
    assert done == [now]
    assert "broken failed: RuntimeError" in caplog.text
    assert "pat@example.com" not in caplog.text


def test_worker_stops_when_asked(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", SAYS_WHEN_READY], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "round done\n"
    child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 0


# The real loop, with a round that only says that it ran.
SAYS_WHEN_READY = """
import django
import tests.environment
django.setup()
from django.core.management import call_command
from clinic_site.management.commands import work
work.one_round = lambda now, purge_too: print("round done", flush=True)
call_command("work")
"""


DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.django_db
@pytest.mark.usefixtures("clinic")
def test_worker_writes_the_notifications_of_the_week() -> None:
    work.one_round(NOW, purge_too=True)
    assert Notification.objects.filter(kind__startswith="articles.digest.").count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("clinic")
def test_senders_are_forgotten_within_two_hours_and_answers_are_not() -> None:
    answered(published("walking"), reason="Fine.", now=NOW)
    work.one_round(NOW + HOUR / 2, purge_too=True)
    assert Count.objects.count() == 2
    work.one_round(NOW + 2 * HOUR, purge_too=True)
    assert Count.objects.count() == 0
    assert Feedback.objects.get().reason == "Fine."


@pytest.mark.django_db
@pytest.mark.usefixtures("clinic")
def test_reasons_go_after_a_year_and_the_bare_answer_stays() -> None:
    answered(published("walking"), useful=False, reason="Fine.", now=NOW)
    work.one_round(NOW + REASONS_KEPT, purge_too=True)
    assert Feedback.objects.get().reason == "Fine."
    work.one_round(NOW + REASONS_KEPT + DAY, purge_too=True)
    kept = Feedback.objects.get()
    assert (kept.reason, kept.useful) == ("", False)


@pytest.mark.django_db
@pytest.mark.usefixtures("clinic")
def test_searches_are_forgotten_after_ninety_days() -> None:
    misses.note_miss("lumbago", NOW)
    work.one_round(NOW + misses.MISSES_KEPT, purge_too=True)
    assert SearchMiss.objects.count() == 1
    work.one_round(NOW + misses.MISSES_KEPT + DAY, purge_too=True)
    assert SearchMiss.objects.count() == 0
