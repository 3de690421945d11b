"""The claims page: what readers are told, on what grounds, from what is live."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.draft import Grade, SourceStatus
from articles.editions.publishing import withdraw
from articles.models import Article, Claim, Edition, Reference, Section
from tests.articles.factories import NOW, article, publish, published, reference, sign_off, topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

INDEX = "/claims/"
PAGE = "/claims/treatments/"


def add_claim(made: Article, text: str, grade: Grade, key: str = "", **facts: str) -> Claim:
    part = Section.objects.filter(article=made).earliest("pk")
    claim = Claim.objects.create(section=part, text=text, grade=grade, key=key, order=9, **facts)
    claim.references.add(reference())
    return claim


def test_claims_page_shows_strength_doubts_sources_and_places(client: Client) -> None:
    made = article("walks")
    add_claim(made, "Walks may ease pain.", Grade.LOW, not_known="How far to walk.")
    publish(made)
    page = client.get(PAGE).text
    for said in (
        "Walks may ease pain.", "Might be right", "How far to walk.", "Study R1.", 'href="#ref-R1"',
        'href="/articles/walks/#walking-may-help"',
    ):  # fmt: skip
        assert said in page
    # It is found from its topic and from every page.
    assert f'href="{PAGE}"' in client.get("/topics/treatments/").text
    assert f'href="{INDEX}"' in client.get("/articles/walks/").text


def test_claims_pages_read_what_is_live_and_never_the_draft(client: Client) -> None:
    published()
    Claim.objects.update(text="Only in the draft.")
    article()
    page = client.get(PAGE).text
    assert "Walking is safe for most." in page
    assert "Only in the draft." not in page
    withdraw(Edition.objects.get().pk, by=None, now=NOW, reason="Wrong.")
    assert "Walking is safe for most." not in client.get(PAGE).text
    assert reverse("articles:claims_topic", args=["treatments"]) not in client.get(INDEX).text


def test_claims_pages_need_sign_off_outside_demo_mode(client: Client, real_mode: None) -> None:
    made = article()
    Claim.objects.filter(section__article=made).update(text="Nobody signed this.")
    assert "No claims are published yet." in client.get(INDEX).text
    assert "Nobody signed this." not in client.get(PAGE).text


def test_claims_page_warns_at_once_when_a_source_is_retracted(client: Client) -> None:
    published()
    before = client.get(PAGE).text
    Reference.objects.update(status=SourceStatus.RETRACTED)
    after = client.get(PAGE).text
    assert "retracted" not in before
    assert "A source of this claim has been retracted since we published it." in after
    assert "This source has been retracted." in after


def test_claims_pages_say_and_count_the_same_fact_once_in_its_fullest_words(client: Client) -> None:
    first, second = article("one"), article("two")
    add_claim(first, "The pull may do little.", Grade.STRONG, "F9")
    add_claim(second, "The pull may do little, a small trial found.", Grade.STRONG, "F9")
    add_claim(second, "Against.", Grade.AGAINST)
    publish(first)
    publish(second)
    page = client.get(PAGE).text
    assert "The pull may do little, a small trial found." in page
    assert "The pull may do little." not in page
    assert 'href="/articles/one/#' in page
    assert 'href="/articles/two/#' in page
    assert "We are confident (1)" in page
    index = client.get(INDEX).text
    assert f'href="{PAGE}"' in index
    assert "3 claims:" in index
    assert "Guidelines advise against 1, We are confident 1, Might be right 1" in index


def test_claims_page_says_when_nothing_is_certain_or_checked(client: Client) -> None:
    made = published().article
    page = client.get(PAGE).text
    assert "None of these claims is one that we are confident of." in page
    assert "A registered clinician has not checked all of these claims yet" in page
    add_claim(made, "Walking is good.", Grade.STRONG)
    sign_off(made)
    publish(made)
    page = client.get(PAGE).text
    assert "None of these claims" not in page
    assert "A registered clinician has not checked" not in page


def test_claims_of_an_empty_topic_say_so(client: Client) -> None:
    topic("empty")
    assert client.get("/claims/nothing/").status_code == 404
    assert "No claims are published here yet." in client.get("/claims/empty/").text


@pytest.mark.parametrize(("page", "queries"), [(INDEX, 2), (PAGE, 4)])
def test_claims_pages_need_few_queries_for_any_number_and_give_no_cookie(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, page: str, queries: int
) -> None:
    for count in (1, 3):
        for _each in range(count):
            published()
        with django_assert_num_queries(queries):
            answer = client.get(page)
        assert answer.status_code == 200
        assert not answer.cookies
    assert client.post(page).status_code == 405


def test_claims_page_puts_advice_against_first_and_numbers_sources_so(client: Client) -> None:
    made = article()
    against = add_claim(made, "Guidelines advise against the pull.", Grade.AGAINST)
    against.references.set([reference("R2")])
    publish(made)
    page = client.get(PAGE).text
    assert page.index("Guidelines advise against the pull.") < page.index("Walking is safe")
    assert '<a href="#ref-R2">1</a>' in page
    assert '<a href="#ref-R1">2</a>' in page
    assert page.index('id="ref-R2"') < page.index('id="ref-R1"')
