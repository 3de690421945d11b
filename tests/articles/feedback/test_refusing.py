"""What is not kept as an answer: said plainly, with everything typed still in the form."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import Settings

from articles.feedback import answers
from articles.models import Feedback
from clinic_site.foundation.web.models import Count
from clinic_site.foundation.web.tokens import sign
from tests.articles.factories import NOW, answered, published
from tests.articles.feedback.reader import ORIGIN, Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

WORDS = "How far <b>should</b> I walk?"
KEPT = "How far &lt;b&gt;should&lt;/b&gt; I walk?"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def reader() -> Reader:
    published("walking", now=NOW - DAY)
    return Reader()


def assert_refused(response: Any, status: int, says: str) -> None:
    """Nothing was kept, the page says why, and the reader's words and choice are still there."""
    assert response.status_code == status
    assert says in response.text
    assert KEPT in response.text
    assert 'value="no"' in response.text.split("checked")[0].rpartition("<input")[2]
    assert "Thank you" not in response.text
    assert "<title>Error:" in response.text
    assert Feedback.objects.count() == 0


FROM_ELSEWHERE: list[dict[str, str]] = [
    {},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "null"},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver:81"},
    {"Origin": "http://testserver.elsewhere.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {**ORIGIN, "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "same-origin"},
]
OUR_OWN = [ORIGIN, {"Sec-Fetch-Site": "same-origin"}, {**ORIGIN, "Sec-Fetch-Site": "same-origin"}]


def test_form_from_elsewhere_is_refused_and_from_our_own_page_is_taken(reader: Reader) -> None:
    for headers in FROM_ELSEWHERE:
        sent = reader.send(reader.open(), "no", WORDS, headers=headers)
        assert sent.status_code == 403, headers
        assert_refused(sent, 403, "could not tell that this came from our own page")
    # The control: what it sends would be kept.
    for count, headers in enumerate(OUR_OWN, start=1):
        assert reader.send(reader.open(), "no", WORDS, headers=headers).status_code == 302, headers
        assert Feedback.objects.count() == count, headers


def test_origin_that_the_operator_names_is_our_own(reader: Reader, settings: Settings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://clinic.example"]
    sent = reader.send(reader.open(), headers={"Origin": "https://clinic.example"})
    assert sent.status_code == 302


def test_no_other_page_takes_a_form_without_the_csrf_check(reader: Reader) -> None:
    def exempt(patterns: Any, room: str = "") -> Any:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from exempt(pattern.url_patterns, pattern.namespace or room)
            elif getattr(pattern.callback, "csrf_exempt", False):
                yield f"{room}:{pattern.name}" if room else pattern.name, pattern

    known = {"slug": "walking", "article": 1, "number": 1, "token": "x", "name": "x.jpg"}
    taking = []
    for name, pattern in exempt(get_resolver().url_patterns):
        kwargs = {each: known[each] for each in pattern.pattern.regex.groupindex}
        if reader.browser.post(reverse(name, kwargs=kwargs), headers=ORIGIN).status_code != 405:
            taking.append(name)
    assert "home" in [name for name, _pattern in exempt(get_resolver().url_patterns)]
    assert taking == ["articles:useful"]


def test_slip_that_is_not_ours_is_refused(reader: Reader) -> None:
    for slip in ("", "1.2.3", "x" * 10_000, sign([1, 1, "1"], "other"), "\x00", "é"):
        sent = reader.send(slip, "no", WORDS)
        assert sent.status_code == 400, slip[:20]
        assert_refused(sent, 400, "Please send it once more.")


@pytest.mark.parametrize("late", [DAY + MINUTE, -6 * MINUTE])
def test_form_that_is_older_than_a_day_or_of_tomorrow_is_refused_and_goes_through_again(
    reader: Reader, late: timedelta
) -> None:
    slip = reader.open()
    with time_machine.travel(NOW + late, tick=False):
        sent = reader.send(slip, "no", WORDS)
        assert_refused(sent, 400, "open for more than a day")
        assert reader.send(reader.slip_of(sent), "no", WORDS).status_code == 302
    assert Feedback.objects.get().reason == WORDS


def test_slip_of_another_article_is_refused(reader: Reader) -> None:
    other = published("sitting")
    assert_refused(reader.send(answers.write_slip(other.pk, NOW), "no", WORDS), 400, "once more")


def test_answer_that_is_neither_is_asked_for(reader: Reader) -> None:
    for answer in ("", "maybe", "yes\x00", "1"):
        sent = reader.send(reader.open(), answer, WORDS)
        assert sent.status_code == 400, answer
        assert "Choose yes or no." in sent.text, answer
        assert KEPT in sent.text, answer


def test_reason_that_is_too_long_is_not_cut(reader: Reader) -> None:
    for length in (301, 1_000, 100_000):
        long = "a" * length
        sent = reader.send(reader.open(), "no", long)
        assert sent.status_code == 400, length
        assert f"Use 300 characters or fewer; this has {length}." in sent.text
        assert long in sent.text, length


def test_forty_people_behind_one_address_are_all_heard(reader: Reader) -> None:
    for _person in range(40):
        assert reader.send(reader.open()).status_code == 302
    assert Feedback.objects.count() == 40


def test_sender_over_the_limit_is_told_so_and_the_others_are_not_held_back(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "EACH_SENDER", 0)
    sent = reader.send(reader.open(), "no", WORDS)
    assert_refused(sent, 429, "Please send it again in an hour.")
    assert sent["Retry-After"] == "3601"
    assert Count.objects.count() == 0
    monkeypatch.setattr(answers, "EACH_SENDER", 1)
    slip = reader.open()
    assert reader.send(slip, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert reader.send(reader.open(), REMOTE_ADDR="192.0.2.7").status_code == 429
    assert reader.send(reader.open(), REMOTE_ADDR="192.0.2.8").status_code == 302
    # The same form again was kept before, and is not an answer more.
    assert reader.send(slip, REMOTE_ADDR="192.0.2.7").status_code == 302
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert reader.send(reader.open(), REMOTE_ADDR="192.0.2.7").status_code == 302
    assert Feedback.objects.count() == 3


def test_all_together_have_a_limit_too(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "EVERYBODY", 1)
    edition = published("sitting")
    answered(edition, now=NOW)
    sent = reader.send(reader.open(), "no", WORDS, REMOTE_ADDR="192.0.2.7")
    assert sent.status_code == 429
    assert Feedback.objects.count() == 1


def test_other_methods_are_refused(client: Client, reader: Reader) -> None:
    for method in ("put", "patch", "delete", "options"):
        answer = getattr(client, method)("/useful/walking/", headers=ORIGIN)
        assert answer.status_code == 405, method
    assert client.post("/useful/walking/thanks/", headers=ORIGIN).status_code == 405
