"""What is never kept of a reader: who they are, where they are, and what they let slip."""

import pytest
from django.db import connection
from django.test import Client

from articles.models import Feedback
from clinic_site.foundation.web.models import Count
from tests.articles.factories import published
from tests.articles.feedback.reader import Reader

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("at_now", "clinic"),
]


@pytest.fixture
def reader() -> Reader:
    published("walking")
    return Reader()


def test_no_answer_of_the_site_sets_a_cookie(reader: Reader) -> None:
    reader.get("/articles/walking/")
    slip = reader.open()
    reader.send(slip, "no", "Fine.")
    reader.send(slip, "", "Fine.")
    reader.send("stale")
    reader.send(slip, headers={})
    reader.get("/useful/walking/thanks/")
    reader.get("/useful/nothing/")
    assert [answer.status_code for answer in reader.answers] == [
        200, 200, 302, 400, 400, 403, 200, 404,
    ]  # fmt: skip
    assert all(not answer.cookies for answer in reader.answers)


def test_booking_does_set_one(client: Client) -> None:
    """The control of the test above: a cookie would be seen."""
    assert client.get("/book/safety/").cookies


def test_no_cache_may_keep_the_form_and_no_compression_measures_it(reader: Reader) -> None:
    zipped = {"Accept-Encoding": "gzip, br"}
    for address in ("/useful/walking/?answer=yes", "/useful/walking/", "/useful/walking/thanks/"):
        response = reader.browser.get(address, headers=zipped)
        assert response["Cache-Control"] == "no-store, private"
        assert not response.has_header("Content-Encoding")
        assert '<meta name="robots" content="noindex">' in response.text
    # The control: other pages of the same browser are compressed.
    assert reader.browser.get("/articles/walking/", headers=zipped)["Content-Encoding"] == "br"


def test_robots_are_kept_out(client: Client) -> None:
    assert "Disallow: /useful/" in client.get("/robots.txt").text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Call me: (415) 555-2671.", "Call me: […]."),
        ("+44 20 7946 0958 please", "[…] please"),
        ("4 1 5 5 5 5 2 6 7 1", "[…]"),
        ("mail pat.doe+x@example.org now", "mail […] now"),
        ("pat＠example.org", "[…]"),
        ("pat (at) example.org", "[…]"),
        ("born 12/03/1980", "born […]"),
        ("my number is 123456", "my number is […]"),
        ("٠١٢٣٤٥٦٧", "[…]"),
        ("see https://x.example/a?b=c", "see […]"),
        ("see www.example.org", "see […]"),
        ("my link /book/r/abcdef", "my link […]"),
        ("a\x00b\u202ec\u200bd\ufeffe\x07f", "abcdef"),
        ("one\r\n\r\ntwo\tthree", "one two three"),
        ("e" + "\u0301" * 40, "é\u0301\u0301\u0301\u0301"),
    ],
)
def test_personal_details_and_hidden_characters_are_not_kept(
    reader: Reader, typed: str, kept: str
) -> None:
    assert reader.send(reader.open(), "no", typed).status_code == 302
    assert Feedback.objects.get().reason == kept


@pytest.mark.parametrize(
    "typed",
    [
        "6 in 10 people, 10,000 of them",
        "L4-L5 and S1, 3-4 times a day",
        "Zu lang für mich – schade.",
        "می‌خواهم بدانم",
        "=HYPERLINK(1)",
        "Is 30 minutes at 2.5 km/h enough?",
    ],
)
def test_other_words_are_kept_as_they_are(reader: Reader, typed: str) -> None:
    assert reader.send(reader.open(), "no", typed).status_code == 302
    assert Feedback.objects.get().reason == typed


def test_form_asks_to_leave_personal_things_out(reader: Reader) -> None:
    text = reader.get("/useful/walking/?answer=no").text
    assert "Please write nothing about yourself" in text
    assert "We do not know who you are and cannot write back." in text


def test_address_of_the_sender_is_nowhere_in_the_database(reader: Reader) -> None:
    sent = reader.send(reader.open(), "no", "Fine.", REMOTE_ADDR="203.0.113.77")
    assert sent.status_code == 302
    assert Count.objects.count() == 2
    cells: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    assert "203.0.113" not in "\n".join(cells)
    # The control: what is kept is found by the same search.
    assert "Fine." in cells


def test_row_does_not_say_at_what_time_of_day(reader: Reader) -> None:
    reader.send(reader.open())
    names = {column.name for column in Feedback._meta.get_fields()}
    assert names == {"id", "edition", "useful", "reason", "day", "form"}
