"""What readers are told when a source of a page is withdrawn after the page was published."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.draft import SourceStatus
from articles.models import Edition, Reference
from tests.articles.factories import article, publish, published, reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

SAID = "A source of this page has been withdrawn since we published it."
AT_THE_SOURCE = '<li id="ref-R1"><strong>Withdrawn since we published this page:</strong> Study R1.'


def stands(key: str, status: SourceStatus) -> None:
    Reference.objects.filter(key=key).update(status=status)


def page(client: Client, edition: Edition) -> str:
    answer = client.get(edition.get_absolute_url())
    assert answer.status_code == 200
    return answer.text


def test_page_names_the_source_that_was_withdrawn_since(client: Client) -> None:
    edition = published("walking")
    before = page(client, edition)
    assert "withdrawn" not in before.lower()
    stands("R1", SourceStatus.RETRACTED)
    shown = page(client, edition)
    assert SAID in shown
    assert '<a href="#ref-R1">source 1</a>.' in shown
    assert AT_THE_SOURCE in shown


def test_page_tells_of_several_sources_at_once(client: Client) -> None:
    made = article("walking")
    claim = made.sections.get().claims.get()
    claim.references.set([reference("R1"), reference("R2"), reference("R3")])
    edition = publish(made)
    stands("R1", SourceStatus.RETRACTED)
    stands("R3", SourceStatus.RETRACTED)
    shown = page(client, edition)
    assert "2 sources of this page have been withdrawn" in shown
    assert '<a href="#ref-R1">source 1</a>, <a href="#ref-R3">source 3</a>.' in shown
    assert '<li id="ref-R2">Study R2.' in shown


def test_page_says_nothing_of_a_source_that_has_a_newer_one(client: Client) -> None:
    edition = published("walking")
    stands("R1", SourceStatus.SUPERSEDED)
    assert "withdrawn" not in page(client, edition).lower()


def test_page_says_nothing_of_what_it_tells_as_history(client: Client) -> None:
    made = article("walking", body="<p>One study was retracted [R24].</p>")
    made.sources.add(reference("R24"))
    edition = publish(made)
    stands("R24", SourceStatus.RETRACTED)
    shown = page(client, edition)
    assert SAID not in shown
    assert '<li id="ref-R24">Study R24.' in shown


def test_page_says_nothing_once_it_is_published_without_the_source(client: Client) -> None:
    made = article("walking")
    publish(made)
    stands("R1", SourceStatus.RETRACTED)
    made.sections.get().claims.get().references.set([reference("R2")])
    assert SAID not in page(client, publish(made))


def test_page_with_a_withdrawn_source_needs_one_query_more(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = article("walking")
    made.related.add(published().article)
    edition = publish(made)
    stands("R1", SourceStatus.RETRACTED)
    with django_assert_max_num_queries(4):
        assert SAID in page(client, edition)


def test_printed_copy_is_told_of_the_withdrawn_source(client: Client) -> None:
    edition = published("walking")
    address = f"/e/{edition.article_id}-{edition.number}/"
    assert SAID not in client.get(address).text
    stands("R1", SourceStatus.RETRACTED)
    shown = client.get(address).text
    assert SAID in shown
    assert '<a href="/articles/walking/#ref-R1">source 1</a>' in shown
