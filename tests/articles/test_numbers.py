"""Numbers in addresses and forms that no row can have."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from clinic_site.foundation.text.numbers import number_in
from tests.articles.editors import action_page, change_page, open_form
from tests.articles.factories import article

HUGE = ["9" * 20, "9" * 5_000]


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("12", 12), ("9" * 9, 10**9 - 1)])
def test_number_is_read(text: str, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["", "-1", " 1", "1.5", "1_0", "٣", "²", "x", "9" * 10, *HUGE])
def test_number_that_no_row_can_have_is_none(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now", "clinic", "editor")
def test_form_with_a_huge_number_is_refused_or_passes_it_over(client: Client) -> None:
    made = article()
    form = {**open_form(client, made), "title": "New"}
    rows = ("sections-0-id", "sections-TOTAL_FORMS", "sections-INITIAL_FORMS")
    for field in ("_save_over", "seen_version", "order", *rows):
        for huge in HUGE:
            answer = client.post(change_page(made), {**form, field: huge})
            assert answer.status_code < 500, field
    assert client.post(change_page(made), {**form, "topic": HUGE[0]}).status_code == 400


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now", "clinic")
def test_action_on_an_article_with_a_huge_number_is_refused(client: Client, editor: User) -> None:
    for name in ("check", "sign_off", "submit", "cancel_review", "withdraw"):
        address = action_page(name, Article(pk=1)).replace("/1/", f"/{HUGE[0]}/")
        assert client.get(address).status_code == 404
        assert 400 <= client.post(address, {"seen": "x"}).status_code < 500


@pytest.mark.django_db
@pytest.mark.usefixtures("at_now", "clinic", "editor")
@pytest.mark.parametrize("huge", HUGE)
def test_publishing_passes_over_huge_numbers(client: Client, huge: str) -> None:
    address = action_page("publish", article())
    assert client.get(f"{address}&{urlencode({'article': huge})}").status_code == 200
    only = f"{address.partition('?')[0]}?article={huge}"
    assert client.get(only).status_code == 404
    assert client.post(only, {}).status_code == 404
