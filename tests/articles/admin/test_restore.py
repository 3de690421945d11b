"""Publishing an old edition again: the difference first, one article at a time."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from articles.editions.editing import note_edit
from articles.editions.publishing import withdraw
from articles.editions.restoring import restore
from articles.exceptions import NotSignedOff
from articles.models import Article, Edition, Reference, Section
from tests.articles.editors import EVERYTHING, action_page, filled, signed_in
from tests.articles.factories import NOW, REASON, article, publish, published

pytestmark = pytest.mark.usefixtures("editor")


@pytest.fixture
def made() -> Article:
    """An article with two editions: a short walk, then a long one."""
    edition = published("walking", body="<p>Try a short walk.</p>")
    Section.objects.update(body="<p>Try a long walk.</p>")
    publish(edition.article)
    return edition.article


def test_going_back_shows_the_difference_to_what_readers_see_and_changes_nothing(
    client: Client, made: Article
) -> None:
    shown = client.get(action_page("restore", made, 1))
    assert "Readers now see edition 2" in shown.text
    assert "Publish edition 1 again as edition 3" in shown.text
    (part,) = shown.context["difference"].changed
    runs = [run for _kind, row in part.rows for run in row.before if run.mark == "removed"]
    assert [run.text.strip() for run in runs] == ["long"]
    assert Edition.objects.count() == 2


def test_going_back_after_a_withdrawal_says_that_the_whole_page_returns(client: Client) -> None:
    gone = published("walking")
    withdraw(gone.pk, by=None, now=NOW, reason=REASON)
    shown = " ".join(client.get(action_page("restore", gone.article, 1)).text.split())
    assert "The whole page comes back. It says just what edition 1 said." in shown
    assert "Nothing differs." not in shown


def test_going_back_makes_a_new_edition_and_leaves_the_draft_and_others_alone(
    client: Client, editor: User, made: Article
) -> None:
    other = published("resting")
    Section.objects.filter(article=made).update(body="<p>Rest in bed.</p>")
    address = action_page("restore", made, 1)
    answer = client.post(address, filled(client, address))
    assert answer["Location"] == action_page("editions", made)
    newest = Edition.objects.filter(article=made).latest("number")
    assert (newest.number, newest.restored_from, newest.published_by) == (
        3, Edition.objects.get(article=made, number=1), editor,
    )  # fmt: skip
    assert "Try a short walk." in Client().get("/articles/walking/").text
    assert Section.objects.get(article=made).body == "<p>Rest in bed.</p>"
    assert Edition.objects.filter(article=other.article).count() == 1
    assert "Of edition 1, published again" in client.get(answer["Location"]).text
    assert LogEntry.objects.filter(user=editor, object_id=made.pk).count() == 1


def test_going_back_needs_what_the_person_saw(client: Client, made: Article) -> None:
    address = action_page("restore", made, 1)
    answers = filled(client, address, what_changed="My words.")
    Section.objects.update(body="<p>Walk as you like.</p>")
    publish(made)
    refused = client.post(address, answers)
    assert refused.status_code == 409
    assert "My words." in refused.text
    assert Edition.objects.count() == 3
    # The page now shows how things stand, so the same words may be sent again.
    sent_again = {field.name: field.value() for field in refused.context["form"]}
    assert client.post(address, sent_again).status_code == 302
    assert Edition.objects.latest("number").what_changed == "My words."


def test_going_back_twice_by_a_second_click_makes_one(client: Client, made: Article) -> None:
    address = action_page("restore", made, 1)
    answers = filled(client, address)
    assert [client.post(address, answers).status_code for _click in range(2)] == [302, 409]
    assert Edition.objects.count() == 3


def test_going_back_to_what_readers_see_is_not_offered(client: Client, made: Article) -> None:
    shown = client.get(action_page("restore", made, 2)).text
    assert "Readers see this text already." in shown
    assert "again as edition" not in shown
    assert 'type="submit" value="Publish' not in shown
    client.post(action_page("restore", made, 2), {"what_changed": "x", "seen": "3-forged"})
    assert Edition.objects.count() == 2


def test_what_the_gate_says_today_stands_in_the_way(client: Client, made: Article) -> None:
    Reference.objects.update(status="retracted")
    shown = client.get(action_page("restore", made, 1)).text
    assert "What speaks against it today" in shown
    assert "again as edition" not in shown
    assert action_page("copy", made, 1) in shown


def test_outside_demo_mode_an_unsigned_edition_does_not_come_back(
    settings: Settings, made: Article, client: Client, editor: User
) -> None:
    address = action_page("restore", made, 1)
    answers = filled(client, address)
    settings.DEMO = False
    with pytest.raises(NotSignedOff):
        restore(Edition.objects.get(number=1).pk, by=editor, now=NOW, override_reason=REASON)
    client.post(address, answers)
    assert Edition.objects.count() == 2


def test_copying_shows_what_the_draft_would_lose_and_then_copies(
    client: Client, editor: User, made: Article
) -> None:
    Section.objects.update(body="<p>Rest in bed.</p>")
    address = action_page("copy", made, 1)
    shown = client.get(address).text
    assert "Rest in bed." in shown
    assert Section.objects.get().body == "<p>Rest in bed.</p>"
    answer = client.post(address, filled(client, address))
    assert answer["Location"] == action_page("check", made)
    assert Section.objects.get().body == "<p>Try a short walk.</p>"
    assert Edition.objects.count() == 2
    made.refresh_from_db()
    assert made.edited_by == editor


def test_copying_names_what_could_not_come_back(client: Client, made: Article) -> None:
    Reference.objects.all().delete()
    address = action_page("copy", made, 1)
    shown = client.post(address, filled(client, address), follow=True).text
    assert "Left out, because it is no longer kept: the source R1." in shown


def test_copying_over_what_a_colleague_saved_since_is_refused(
    client: Client, editor: User, made: Article
) -> None:
    address = action_page("copy", made, 1)
    answers = filled(client, address)
    Section.objects.update(body="<p>Saved since.</p>")
    note_edit(made.pk, editor, NOW)
    assert client.post(address, answers).status_code == 409
    assert Section.objects.get().body == "<p>Saved since.</p>"


def test_a_forged_version_copies_nothing(client: Client, made: Article) -> None:
    for seen in ("", "x", "-1", "9" * 30, "\x00"):
        answer = client.post(action_page("copy", made, 1), {"seen": seen})
        assert answer.status_code in (200, 409), seen
        assert Section.objects.get().body == "<p>Try a long walk.</p>"


def test_going_back_needs_its_permission(client: Client, made: Article) -> None:
    for name, permission in (("restore", "publish_edition"), ("copy", "change_article")):
        signed_in(client, *(each for each in EVERYTHING if each != permission))
        assert client.get(action_page(name, made, 1)).status_code == 403, name
        assert client.post(action_page(name, made, 1), {}).status_code == 403, name


def test_an_edition_that_is_not_there_is_not_found(client: Client, made: Article) -> None:
    for name in ("restore", "copy"):
        for of, number in ((made, 9), (article(), 1), (made, 10**22)):
            address = action_page(name, of, number)
            assert client.get(address).status_code == 404, address
            assert client.post(address, {}).status_code == 404, address
