"""What is never kept of a reader: who they are, where they are, and what they let slip."""

import pytest
from django.db import connection

from articles.models import Feedback
from clinic_site.foundation.web.models import Count
from tests.articles.factories import published
from tests.articles.feedback.reader import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


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
    # The control: a cookie would be seen.
    assert reader.browser.get("/book/safety/").cookies
    # Robots are kept out.
    assert "Disallow: /useful/" in reader.browser.get("/robots.txt").text


def test_no_cache_may_keep_the_form_and_no_compression_measures_it(reader: Reader) -> None:
    zipped = {"Accept-Encoding": "gzip, br"}
    for address in ("/useful/walking/?answer=yes", "/useful/walking/", "/useful/walking/thanks/"):
        response = reader.browser.get(address, headers=zipped)
        assert response["Cache-Control"] == "no-store, private"
        assert not response.has_header("Content-Encoding")
        assert '<meta name="robots" content="noindex">' in response.text
    asked = reader.get("/useful/walking/?answer=no").text
    assert "Please write nothing about yourself" in asked
    assert "We do not know who you are and cannot write back." in asked
    # The control: other pages of the same browser are compressed.
    assert reader.browser.get("/articles/walking/", headers=zipped)["Content-Encoding"] == "br"


PERSONAL = [
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
]
HARMLESS = [
    "6 in 10 people, 10,000 of them",
    "L4-L5 and S1, 3-4 times a day",
    "Zu lang für mich – schade.",
    "می‌خواهم بدانم",
    "=HYPERLINK(1)",
    "Is 30 minutes at 2.5 km/h enough?",
]


def test_personal_details_and_hidden_characters_go_and_other_words_stay(reader: Reader) -> None:
    wanted = [*PERSONAL, *((typed, typed) for typed in HARMLESS)]
    for typed, _kept in wanted:
        assert reader.send(reader.open(), "no", typed).status_code == 302, typed
    found = Feedback.objects.order_by("pk").values_list("reason", flat=True)
    assert list(found) == [kept for _typed, kept in wanted]


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
