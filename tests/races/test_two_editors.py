"""Many editors save one article at the same moment: one does, the others are asked first."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from articles.models import Article
from tests.articles.editors import EVERYTHING, change_page, open_form, signed_in
from tests.articles.factories import article
from tests.races import editing
from tests.races.harness import Clients

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database_bound,
    pytest.mark.race,
    pytest.mark.usefixtures("clinic"),
]

ROUNDS = 3
EDITORS = 10
SAVED, ASKED, FAULT = 302, 409, 500

Job = Callable[..., tuple[int, str]]


@pytest.fixture
def clients() -> Iterator[Clients]:
    with Clients(processes=2, threads=EDITORS) as started:
        yield started


def race(clients: Clients, job: Job) -> tuple[Article, list[tuple[int, str]]]:
    """Let every editor open the form of a new article, and then all save it at once."""
    made = article()
    orders = []
    for number in range(EDITORS):
        browser = Client()
        signed_in(browser, *EVERYTHING)
        form = open_form(browser, made)
        name = settings.SESSION_COOKIE_NAME
        cookies = {name: browser.cookies[name].value}
        orders.append((change_page(made), cookies, form, f"Title {number}"))
    outcomes = clients.run(job, orders)
    made.refresh_from_db()
    return made, outcomes


def test_one_saves_and_the_others_are_asked(clients: Clients) -> None:
    for _round in range(ROUNDS):
        made, outcomes = race(clients, editing.save)
        assert [title for status, title in outcomes if status == SAVED] == [made.title]
        assert sorted(status for status, _title in outcomes) == [SAVED, *[ASKED] * (EDITORS - 1)]
        assert made.version == 2


def test_control_the_save_itself_compares(clients: Clients) -> None:
    """Without the friendly look nobody is asked kindly, and still nothing is lost."""
    made, outcomes = race(clients, editing.save_without_looking)
    assert [title for status, title in outcomes if status == SAVED] == [made.title]
    assert sorted(status for status, _title in outcomes) == [SAVED, *[FAULT] * (EDITORS - 1)]


def test_control_without_comparing_words_are_lost(clients: Clients) -> None:
    _made, outcomes = race(clients, editing.save_without_comparing)
    assert [status for status, _title in outcomes] == [SAVED] * EDITORS
