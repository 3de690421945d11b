"""Every action on an article: who may, that GET shows while POST acts, and on what was shown."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.editions import publishing
from articles.models import Article, Edition, SignOff
from tests.articles.editors import (
    EVERYTHING,
    Form,
    action_page,
    fields_of,
    filled,
    list_page,
    signed_in,
)
from tests.articles.factories import NOW, REASON, article, publish, published, staff
from tests.articles.workflow import edit, stage_of, submit

pytestmark = [pytest.mark.quick, pytest.mark.usefixtures("editor")]

# Who may, what is filled in, and where it leads.
ACTIONS: dict[str, tuple[set[str], dict[str, str], str]] = {
    "submit": ({"submit_article"}, {"note": "Look at the end."}, "check"),
    "cancel_review": ({"submit_article", "sign_off_edition"}, {"note": "A word."}, "check"),
    "sign_off": ({"sign_off_edition"}, {"role": "a therapist", "agreed": "on"}, "check"),
    "publish": ({"publish_edition"}, {"what_changed": "First."}, "list"),
    "unschedule": ({"publish_edition"}, {}, "check"),
    "withdraw": ({"withdraw_edition"}, {"reason": "Wrong."}, "list"),
}
MUST_BE_FILLED_IN = ["sign_off", "publish", "withdraw"]


def ready(name: str) -> Article:
    made = article()
    if name == "cancel_review":
        submit(made, staff("submit_article"))
    if name == "unschedule":
        publish(made, at=NOW + timedelta(days=2))
    if name == "withdraw":
        publish(made)
    return made


def state(made: Article) -> tuple[object, ...]:
    withdrawn = Edition.objects.exclude(withdrawn_at=None).count()
    return stage_of(made), Edition.objects.count(), SignOff.objects.count(), withdrawn


@pytest.mark.parametrize("name", ACTIONS)
def test_action_shows_on_get_and_acts_on_post(client: Client, editor: User, name: str) -> None:
    made = ready(name)
    before = state(made)
    _permissions, typed, onward = ACTIONS[name]
    answers = filled(client, action_page(name, made), **typed)
    assert state(made) == before
    answer = client.post(action_page(name, made), answers)
    leads_to = list_page("article") if onward == "list" else action_page(onward, made)
    assert answer["Location"] == leads_to
    assert state(made) != before
    assert LogEntry.objects.filter(user=editor, object_id=made.pk).count() == 1


@pytest.mark.parametrize("name", ACTIONS)
def test_action_needs_its_own_permission(client: Client, name: str) -> None:
    made = ready(name)
    before = state(made)
    permissions, typed, _onward = ACTIONS[name]
    for others in ([each for each in EVERYTHING if each not in permissions], ["view_article"]):
        signed_in(client, *others)
        assert client.get(action_page(name, made)).status_code == 403
        assert client.post(action_page(name, made), typed).status_code == 403
        assert state(made) == before


def test_pages_ask_strangers_to_sign_in_and_know_what_is_there(client: Client) -> None:
    made = published().article
    for name in (*ACTIONS, "check", "preview"):
        answer = Client().get(action_page(name, made))
        assert answer.status_code == 302, name
        assert reverse("admin:login") in answer["Location"], name
    signed_in(client, *EVERYTHING)
    for name in (*ACTIONS, "check", "preview"):
        if name != "unschedule":
            assert client.get(action_page(name, Article(pk=0))).status_code == 404, name


def test_looking_needs_the_permission_to_view_drafts(client: Client) -> None:
    made = article()
    signed_in(client, "publish_edition")
    for name in ("check", "preview"):
        assert client.get(action_page(name, made)).status_code == 403, name


@pytest.mark.parametrize("name", MUST_BE_FILLED_IN)
def test_action_keeps_what_was_typed_when_something_is_missing(client: Client, name: str) -> None:
    made = ready(name)
    before = state(made)
    answer = client.post(action_page(name, made), {})
    assert answer.status_code == 200
    assert "This field is required." in answer.text
    assert state(made) == before


@pytest.mark.parametrize("name", ["cancel_review", "unschedule"])
def test_action_no_longer_possible_leads_to_how_things_stand(client: Client, name: str) -> None:
    answer = client.post(action_page(name, article()), follow=True)
    said = {"cancel_review": "not in review", "unschedule": "Nothing of this article is scheduled"}
    assert said[name] in answer.text
    assert answer.redirect_chain


# Overtaken: the text changed after it was shown.


def refused(client: Client, name: str, made: Article) -> Form:
    """Fill in the form, let a colleague save, send it, and return what comes back."""
    form = {**fields_of(client.get(action_page(name, made)).text), **ACTIONS[name][1]}
    edit(made, title="Words of a colleague")
    answer = client.post(action_page(name, made), form)
    assert answer.status_code == 409
    assert "Look again, then decide." in answer.text
    return fields_of(answer.text)


def actions_done(made: Article) -> int:
    made.refresh_from_db()
    return Edition.objects.count() + SignOff.objects.count() + bool(made.submitted_at)


@pytest.mark.parametrize("name", ["publish", "submit"])
def test_refused_action_can_be_done_from_the_page_that_shows_things_as_they_are(
    client: Client, name: str
) -> None:
    made = article()
    again = refused(client, name, made)
    assert actions_done(made) == 0
    field, value = next(iter(ACTIONS[name][1].items()))
    assert again[field] == [value]
    client.post(action_page(name, made), again)
    assert actions_done(made) == 1


def test_refused_sign_off_asks_for_the_tick_anew(client: Client, editor: User) -> None:
    made = article()
    again = refused(client, "sign_off", made)
    assert again["role"] == ["a therapist"]
    # The tick was for the whole page as it was.
    assert "agreed" not in again
    client.post(action_page("sign_off", made), again)
    assert actions_done(made) == 0
    client.post(action_page("sign_off", made), {**again, "agreed": "on"})
    assert SignOff.objects.get().by == editor


def test_withdraw_twice_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = action_page("withdraw", published().article)
    answers = filled(client, address, reason="Wrong.")
    withdraw = publishing.withdraw

    def colleague_is_faster(edition_id: int, **options: object) -> None:
        withdraw(edition_id, by=None, now=NOW, reason=REASON)
        withdraw(edition_id, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "withdraw", colleague_is_faster)
    assert client.post(address, answers).status_code == 409


def test_withdraw_points_onward(client: Client, editor: User) -> None:
    edition, onward = published(), article()
    address = action_page("withdraw", edition.article)
    offered = client.get(address).context["form"].fields["onward"].queryset
    assert list(offered) == [onward]
    client.post(address, filled(client, address, reason="Wrong.", onward=onward.pk))
    edition.refresh_from_db()
    assert (edition.withdrawn_onward, edition.withdrawn_by) == (onward, editor)


def test_withdrawing_says_that_a_scheduled_edition_comes_off_too(client: Client) -> None:
    made = ready("withdraw")
    address = action_page("withdraw", made)
    assert "off the schedule too" not in client.get(address).text
    edit(made, title="Other words")
    publish(made, at=NOW + timedelta(days=2))
    assert "Edition 2 comes off the schedule too" in client.get(address).text
