"""Several people at once: each action happens once, and the others are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from articles.editions.publishing import unschedule, withdraw
from articles.exceptions import StaleVersion
from articles.models import Edition
from tests.articles.factories import LATER, NOW, REASON, article, publish
from tests.articles.workflow import edit, live_slugs, proposal_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound]


def race(*actions: Callable[[], object]) -> list[str]:
    """Start all actions at once; return how each went, sorted."""
    barrier = Barrier(len(actions))

    def one(action: Callable[[], object]) -> str:
        try:
            barrier.wait()
            action()
        except StaleVersion:
            return "told"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(actions)) as people:
        return sorted(people.map(one, actions))


def test_two_people_who_publish_at_once_make_one_edition() -> None:
    made = article()
    seen = {made.pk: proposal_of(made).token}
    outcomes = race(*[lambda: publish(made, seen=seen)] * 4)
    assert outcomes == ["done", "told", "told", "told"]
    assert Edition.objects.count() == 1


def test_two_people_who_schedule_at_once_fill_one_place() -> None:
    made = article()
    seen = {made.pk: proposal_of(made).token}
    outcomes = race(*[lambda: publish(made, seen=seen, at=LATER)] * 4)
    assert outcomes == ["done", "told", "told", "told"]
    assert Edition.objects.scheduled(NOW).count() == 1


def test_of_publish_and_withdraw_the_second_is_told() -> None:
    """Nobody brings back a page without knowing that it was taken down a moment ago."""
    made = article()
    first = publish(made)
    edit(made, title="Second")
    seen = {made.pk: proposal_of(made).token}
    outcomes = race(
        lambda: publish(made, LATER, seen=seen),
        lambda: withdraw(first.pk, by=None, now=LATER, reason=REASON),
    )
    assert outcomes == ["done", "told"]
    assert len(live_slugs()) == Edition.objects.count() - 1


def test_unschedule_against_unschedule_happens_once() -> None:
    edition = publish(article(), at=LATER)
    outcomes = race(*[lambda: unschedule(edition.pk, by=None, now=NOW)] * 3)
    assert outcomes == ["done", "told", "told"]
