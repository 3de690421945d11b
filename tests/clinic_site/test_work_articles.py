"""What the worker does for the articles: the week's notifications, and forgetting."""

from datetime import timedelta

import pytest

from articles.feedback.answers import REASONS_KEPT
from articles.models import Feedback, SearchMiss
from articles.search import misses
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.web.models import Count
from clinic_site.management.commands import work
from tests.articles.factories import NOW, answered, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _connection_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's connection is in a transaction, and to close it would end the test."""
    monkeypatch.setattr(work, "close_old_connections", lambda: None)


def test_worker_writes_the_notifications_of_the_week() -> None:
    work.one_round(NOW, purge_too=True)
    assert Notification.objects.filter(kind__startswith="articles.digest.").count() == 2


def test_senders_are_forgotten_within_two_hours_and_answers_are_not() -> None:
    answered(published("walking"), reason="Fine.", now=NOW)
    work.one_round(NOW + HOUR / 2, purge_too=True)
    assert Count.objects.count() == 2
    work.one_round(NOW + 2 * HOUR, purge_too=True)
    assert Count.objects.count() == 0
    assert Feedback.objects.get().reason == "Fine."


def test_reasons_go_after_a_year_and_the_bare_answer_stays() -> None:
    answered(published("walking"), useful=False, reason="Fine.", now=NOW)
    work.one_round(NOW + REASONS_KEPT, purge_too=True)
    assert Feedback.objects.get().reason == "Fine."
    work.one_round(NOW + REASONS_KEPT + DAY, purge_too=True)
    kept = Feedback.objects.get()
    assert (kept.reason, kept.useful) == ("", False)


def test_searches_are_forgotten_after_ninety_days() -> None:
    misses.note_miss("lumbago", NOW)
    work.one_round(NOW + misses.MISSES_KEPT, purge_too=True)
    assert SearchMiss.objects.count() == 1
    work.one_round(NOW + misses.MISSES_KEPT + DAY, purge_too=True)
    assert SearchMiss.objects.count() == 0
