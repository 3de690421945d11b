"""Pages on paper, and the list of every edition of an article."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings
from time_machine import Traveller

from articles.editions.publishing import withdraw
from articles.models import Article, Edition
from articles.reading.leaflets import leaflet_of, qr_code
from tests.articles.factories import LATER, NOW, REASON, article, publish, published, sign_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


ADDRESS = "/articles/walking/editions/"


def address(edition: Edition) -> str:
    return f"/e/{edition.article_id}-{edition.number}/"


def answer(client: Client, edition: Edition) -> str:
    response = client.get(address(edition))
    assert response.status_code == 200
    return response.content.decode()


def test_article_carries_its_edition_and_short_address_for_paper(client: Client) -> None:
    edition = published("walking")
    shown = client.get("/articles/walking/").content.decode()
    assert f"go to <strong>testserver{address(edition).rstrip('/')}</strong>" in shown
    assert f'<img src="{address(edition)}qr.svg" alt="" width="96" height="96" loading="lazy">' in (
        shown
    )


def test_copy_that_is_current_is_called_so_and_is_not_for_search_engines(client: Client) -> None:
    response = client.get(address(published("walking")))
    assert "<h1>Yes, your copy is current</h1>" in response.text
    assert "“Walking”, edition 1 of March 1, 2027." in response.text
    assert "A registered clinician has not checked it yet" in response.text
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.text


def test_copy_that_is_current_says_when_it_will_be_checked_again(
    client: Client, at_now: Traveller
) -> None:
    made = article("walking", review_months=1)
    sign_off(made)
    edition = publish(made)
    assert "We will check it again by April 1, 2027." in answer(client, edition)
    at_now.move_to(NOW.replace(month=4, day=3))
    shown = answer(client, edition)
    assert "This page was due to be checked again on April 1, 2027." in shown
    assert "We will check" not in shown


def test_copy_that_was_replaced_says_by_what_and_what_changed(
    client: Client, at_now: Traveller
) -> None:
    made = article("old")
    first = publish(made, what_changed="First.")
    for number in (2, 3):
        Article.objects.update(slug=f"new-{number}")
        publish(made, LATER, what_changed=f"Change {number}.")
    at_now.move_to(LATER)
    shown = answer(client, first)
    assert "<h1>No, there is a newer edition</h1>" in shown
    assert "Edition 3 of March 2, 2027 has taken its place." in shown
    assert shown.index("Change 3.") < shown.index("Change 2.")
    assert "First." not in shown
    assert 'href="/articles/new-3/"' in shown


def test_copy_is_current_until_the_minute_its_successor_is_live(
    client: Client, at_now: Traveller
) -> None:
    made = article("walking")
    first = publish(made)
    Article.objects.update(title="New words")
    second = publish(made, LATER, what_changed="Not yet.")
    shown = answer(client, first)
    assert "Yes, your copy is current" in shown
    assert "Not yet." not in shown
    assert client.get(address(second)).status_code == 404
    assert client.get(f"{address(second)}qr.svg").status_code == 404
    at_now.move_to(LATER - timedelta(seconds=1))
    assert b"Not yet." not in client.get(ADDRESS).content
    at_now.move_to(LATER)
    assert b"Not yet." in client.get(ADDRESS).content
    assert "No, there is a newer edition" in answer(client, first)


def test_copy_of_a_page_taken_down_is_not_to_be_used(client: Client) -> None:
    onward = published("onward")
    made = article("walking")
    first = publish(made)
    Article.objects.update(order=1, title="Again")
    second = publish(made)
    withdraw(second.pk, by=None, now=NOW, reason="Inner reason.", onward_id=onward.article_id)
    for copy in (first, second):
        shown = answer(client, copy)
        assert "<h1>No, please do not use your copy</h1>" in shown
        assert "We took down edition 2 on March 1, 2027." in shown
        assert "Inner reason." not in shown
        assert 'href="/articles/onward/"' in shown


def test_copy_taken_down_and_followed_by_another_says_both(
    client: Client, at_now: Traveller
) -> None:
    made = article("walking")
    first = publish(made, what_changed="A mistake.")
    withdraw(first.pk, by=None, now=NOW, reason="Inner reason.")
    sign_off(made, now=LATER)
    second = publish(made, LATER, what_changed="Mended.")
    at_now.move_to(LATER)
    shown = answer(client, first)
    assert "We took down edition 1 on March 1, 2027." in shown
    assert "Edition 2 of March 2, 2027 has taken its place." in shown
    assert "Mended." in shown
    assert "Yes, your copy is current" in answer(client, second)
    listed = client.get(ADDRESS).text
    assert "Taken down on March 1, 2027." in listed
    assert "Mended." in listed
    assert "A mistake." not in listed
    assert "Inner reason." not in listed


def test_copy_without_sign_off_is_unknown_outside_demo_mode(
    client: Client, settings: Settings
) -> None:
    made = article("walking")
    sign_off(made)
    signed = publish(made)
    Article.objects.update(title="Unsigned words")
    unsigned = publish(made)
    settings.DEMO = False
    assert client.get(address(unsigned)).status_code == 404
    shown = answer(client, signed)
    assert "<h1>Please do not rely on your copy</h1>" in shown
    assert "Unsigned words" not in shown


def test_copy_that_never_was_is_not_found(client: Client) -> None:
    published("walking")
    for code in ("0-0", "1-99", "99-1", "9" * 30 + "-1", "1-" + "9" * 30):
        assert client.get(f"/e/{code}/").status_code == 404, code
        assert client.get(f"/e/{code}/qr.svg").status_code == 404, code


def test_copy_and_list_need_few_queries_for_any_number_of_editions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = published("walking")
    for number in range(9):
        Article.objects.update(title=f"Walking {number}")
        publish(first.article)
    with django_assert_max_num_queries(3):
        answer(client, first)
    with django_assert_max_num_queries(3):
        assert client.get(ADDRESS).context["editions"][0].number == 10


def test_qr_code_is_a_plain_picture_that_may_be_kept(client: Client) -> None:
    edition = published("walking")
    response = client.get(f"{address(edition)}qr.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert not response.cookies
    drawing = ElementTree.fromstring(response.content)  # noqa: S314
    names = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert names == {"svg", "path"}
    assert not {"style", "class"} & {key for element in drawing.iter() for key in element.attrib}


def test_qr_code_holds_the_whole_address_and_a_draft_has_none(client: Client) -> None:
    edition = published("walking")
    leaflet = leaflet_of(edition)
    assert leaflet is not None
    assert leaflet.address == f"http://testserver{address(edition)}"
    assert client.get(leaflet.qr_address).content == qr_code(leaflet.address)
    assert qr_code(leaflet.address) != qr_code("http://testserver/")
    assert leaflet_of(Edition(number=1)) is None


def test_article_says_what_its_edition_changed_and_leads_to_all_of_them(client: Client) -> None:
    publish(article("walking"), what_changed="A <safer> start.")
    shown = client.get("/articles/walking/").content.decode()
    assert "<strong>What changed:</strong> A &lt;safer&gt; start." in shown
    assert f'href="{ADDRESS}"' in shown


def test_editions_are_listed_newest_first_with_date_role_and_change(
    client: Client, at_now: Traveller
) -> None:
    made = article("walking", body="<p>Old words.</p>")
    publish(made, what_changed="First.")
    made.sections.update(body="<p>New words.</p>")
    sign_off(made, now=LATER)
    publish(made, LATER, what_changed="A <safer> start.")
    at_now.move_to(LATER)
    shown = client.get(ADDRESS).content.decode()
    newest, oldest = (
        shown.index("Edition 2, March 2, 2027"),
        shown.index("Edition 1, March 1, 2027"),
    )
    assert newest < shown.index("A &lt;safer&gt; start.") < oldest
    assert "Reviewed March 2, 2027 by a therapist." in shown
    assert "A sample. No clinician has checked it." in shown
    assert "words" not in shown


def test_edition_that_nobody_signed_off_is_not_listed_outside_demo_mode(
    client: Client, settings: Settings
) -> None:
    made = article("walking")
    publish(made, what_changed="Unsigned words.")
    assert b"Unsigned words." in client.get(ADDRESS).content
    settings.DEMO = False
    assert client.get(ADDRESS).status_code == 404
    sign_off(made)
    publish(made, what_changed="Signed.")
    shown = client.get(ADDRESS).content
    assert (b"Signed." in shown, b"Unsigned words." in shown) == (True, False)


def test_editions_follow_their_article(client: Client) -> None:
    made = published("old").article
    Article.objects.update(slug="walking")
    last = publish(made)
    moved = client.get("/articles/old/editions/")
    assert (moved.status_code, moved["Location"]) == (301, ADDRESS)
    withdraw(last.pk, by=None, now=NOW, reason=REASON)
    assert client.get(ADDRESS).status_code == 410
    assert client.get("/articles/none/editions/").status_code == 404
