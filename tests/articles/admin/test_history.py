"""What staff see of the past of an article: every edition, and what differs between two texts."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from articles.differences.wording import difference
from articles.editions.publishing import unschedule, withdraw
from articles.models import Article, Edition, GlossaryTerm, Section
from tests.articles.editors import action_page, change_page, list_page, signed_in
from tests.articles.factories import NOW, REASON, article, publish, published, sign_off

SOON = NOW + timedelta(minutes=5)


pytestmark = pytest.mark.usefixtures("editor")


def history(made: Article) -> str:
    return action_page("editions", made)


def compared(made: Article, query: str = "") -> str:
    return action_page("difference", made) + query


def reworded(edition: Edition, words: str, **options: Any) -> Edition:
    """Publish the article again with another text."""
    Section.objects.filter(article=edition.article).update(body=f"<p>{words}</p>")
    return publish(edition.article, **options)


def test_every_edition_is_listed_with_all_that_is_kept_of_it(client: Client, editor: User) -> None:
    made = article("walking", not_known="")
    sign_off(made)
    publish(made, by=editor, what_changed="The very first.")
    with time_machine.travel(SOON, tick=False):
        second = reworded(made.editions.get(), "Walk on.", now=SOON, what_changed="Mended a word.")
        withdraw(second.pk, by=editor, now=SOON, reason="Was wrong.")
        shown = client.get(history(made)).text
    for part in (
        "Edition 2", "Mended a word.", "Withdrawn", "Was wrong.", "The very first.",
        "Nothing is said about what is not known.", REASON, "a therapist", str(editor),
        "March 1, 2028", "Replaced by a later one", "Not signed off",
    ):  # fmt: skip
        assert (part in shown) == (part != "Not signed off"), part
    assert shown.index("Edition 2") < shown.index("The very first.")
    for edition in Edition.objects.all():
        assert reverse("admin:articles_edition_page", args=[edition.pk]) in shown


def test_history_says_what_readers_see_and_what_is_to_come(client: Client, editor: User) -> None:
    first = published("walking")
    coming = reworded(first, "Walk on.", at=NOW + timedelta(days=3))
    shown = client.get(history(first.article)).text
    assert "Readers see this now" in shown
    assert "Scheduled" in shown
    unschedule(coming.pk, by=editor, now=NOW)
    assert "Taken off the schedule" in client.get(history(first.article)).text


def test_an_article_without_editions_has_an_empty_history(client: Client) -> None:
    assert "Nothing was published yet." in client.get(history(article())).text


def test_asked_for_nothing_the_draft_stands_beside_what_readers_see(client: Client) -> None:
    first = published("walking", body="<p>Try a short walk.</p>")
    Section.objects.update(body="<p>Try a long walk.</p>")
    shown = client.get(compared(first.article))
    assert "Edition 1 beside The draft." in shown.text
    assert "<del>" in shown.text
    assert "<ins>" in shown.text
    (part,) = shown.context["difference"].changed
    assert part.name == "Walking may help"


def test_an_edition_stands_beside_the_one_before_or_any_other_asked_for(client: Client) -> None:
    first = published("walking", body="<p>Try a short walk.</p>")
    reworded(first, "Try a long walk.")
    reworded(first, "Try a slow walk.")
    assert "Edition 2 beside Edition 3." in client.get(compared(first.article, "?to=3")).text
    assert "so all of it is new." in client.get(compared(first.article, "?to=1")).text
    shown = client.get(compared(first.article, "?from=3&to=1"))
    assert "Edition 3 beside Edition 1." in shown.text
    (row,) = [
        each
        for _kind, each in shown.context["difference"].changed[0].rows
        if each.change == "changed"
    ]
    assert [run.text.strip() for run in row.before if run.mark == "removed"] == ["slow"]
    assert "Nothing differs." in client.get(compared(first.article, "?from=2&to=2")).text


def test_a_text_that_is_not_there_is_not_found(client: Client) -> None:
    made = published("walking").article
    for place in ("from", "to"):
        for asked in ("0", "99", "-1", "x", "9" * 30, "１", "1 ", "%00", "1;--"):
            answer = client.get(compared(made, f"?{place}={asked}"))
            assert answer.status_code in (400, 404), (place, asked)


def test_an_edition_of_another_article_is_not_shown(client: Client) -> None:
    first, other = published("walking"), published("resting")
    reworded(other, "Rest.")
    assert client.get(compared(first.article, "?to=2")).status_code == 404
    assert client.get(compared(other.article, "?to=2")).status_code == 200


def test_a_word_explained_differs_too(client: Client) -> None:
    made = published("walking", body="<p>Mind the disc.</p>").article
    GlossaryTerm.objects.create(term="disc", definition="A cushion.")
    shown = client.get(compared(made))
    assert [part.name for part in shown.context["difference"].changed] == ["Words explained"]
    assert "A cushion." in shown.text


@pytest.mark.parametrize(
    ("digest", "said"), [("one", "Nothing differs."), ("other", "are words from elsewhere")]
)
def test_pages_that_differ_elsewhere_are_not_called_the_same(digest: str, said: str) -> None:
    snapshot = {"title": "Walking"}
    before, after = (Edition(snapshot=snapshot, digest=each) for each in ("one", digest))
    found = difference(before, after)
    assert said in render_to_string("articles/difference.html", {"difference": found})


def test_history_needs_both_permissions_to_look(client: Client) -> None:
    made = published("walking").article
    for address in (history(made), compared(made)):
        for permissions in (["view_article"], ["view_edition"], []):
            signed_in(client, *permissions)
            assert client.get(address).status_code == 403, (address, permissions)
        signed_in(client, "view_article", "view_edition")
        assert client.get(address).status_code == 200


def test_editions_can_be_read_and_not_changed(client: Client) -> None:
    edition = publish(article(body="<p>Old words.</p>", not_known=""))
    Section.objects.update(body="<p>New words.</p>")
    address = change_page(edition)
    shown = client.get(address).text
    assert "Nothing is said about what is not known." in shown
    assert REASON in shown
    assert 'name="_save"' not in shown
    assert client.post(address, {"title": "Forged"}).status_code == 403
    assert client.get(reverse("admin:articles_edition_add")).status_code == 403
    deletion = reverse("admin:articles_edition_delete", args=[edition.pk])
    assert client.post(deletion, {"post": "yes"}).status_code == 403
    page = client.get(reverse("admin:articles_edition_page", args=[edition.pk])).text
    assert "Old words." in page
    assert "New words." not in page
    assert client.get(reverse("admin:articles_edition_page", args=[0])).status_code == 404
    of_article = f"{list_page('edition')}?article__id__exact={edition.article_id}"
    assert client.get(of_article).context["cl"].result_count == 1


def test_edition_page_needs_permission(client: Client) -> None:
    edition = published()
    signed_in(client, "view_article")
    assert client.get(reverse("admin:articles_edition_page", args=[edition.pk])).status_code == 404
