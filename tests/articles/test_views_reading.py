"""What holds for every page that readers open."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.articles.factories import article, publish, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

PAGES = ["/topics/", "/topics/treatments/", "/articles/walking/", "/search/?q=walk", "/feed/"]


@pytest.mark.parametrize("address", PAGES)
def test_reading_gives_no_cookie_and_refuses_post(client: Client, address: str) -> None:
    published("walking")
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.head(address).status_code == 200
    if address != "/feed/":
        assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/articles/walking/", 4),
        ("/topics/treatments/", 4),
        ("/topics/", 4),
        ("/search/?q=walk", 5),
        ("/feed/", 3),
        ("/sitemap.xml", 4),
    ],
)
@pytest.mark.parametrize("count", [1, 12])
def test_reading_needs_few_queries_for_any_number_of_articles(
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
    most: int,
    count: int,
) -> None:
    made = article("walking")
    for _each in range(count):
        made.related.add(published().article)
    publish(made)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_reading_changes_nothing(client: Client, address: str) -> None:
    published("walking")
    with connection.execute_wrapper(_refuse_writes):
        client.get(address)


def _refuse_writes(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    assert sql.lstrip().upper().startswith(("SELECT", "WITH")), sql
    return execute(sql, params, many, context)
