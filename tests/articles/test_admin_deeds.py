"""Publishing, signing off, withdrawing: who may, and that GET shows while POST acts."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.editions import publishing
from articles.editions.proposals import Proposal
from articles.models import Article, Edition, SignOff
from tests.articles.editors import EVERYTHING, action_page, signed_in
from tests.articles.factories import (
    NOW,
    REASON,
    article,
    publish,
    published,
    sign_off,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]


def filled(client: Client, name: str, made: Article, **answers: Any) -> dict[str, Any]:
    """What a browser would send after this form was shown and filled in."""
    form = client.get(action_page(name, made)).context["form"]
    shown = {field.name: field.value() for field in form if field.value() is not None}
    return {**shown, **answers}


ACTIONS = {
    "publish": ("publish_edition", {"what_changed": "First."}),
    "sign_off": ("sign_off_edition", {"role": "a therapist", "agreed": "on"}),
    "withdraw": ("withdraw_edition", {"reason": "Wrong."}),
}


def state() -> tuple[object, ...]:
    withdrawn = Edition.objects.exclude(withdrawn_at=None).count()
    return Edition.objects.count(), SignOff.objects.count(), withdrawn


@pytest.mark.parametrize("name", ACTIONS)
def test_action_shows_on_get_and_acts_on_post(client: Client, editor: User, name: str) -> None:
    made = article()
    if name == "withdraw":
        publish(made)
    before = state()
    answers = filled(client, name, made, **ACTIONS[name][1])
    assert state() == before
    response = client.post(action_page(name, made), answers)
    assert response.status_code == 302
    assert state() != before
    assert LogEntry.objects.filter(user=editor, object_id=made.pk).count() == 1


@pytest.mark.parametrize("name", ACTIONS)
def test_action_needs_its_own_permission(client: Client, name: str) -> None:
    made = article()
    if name == "withdraw":
        publish(made)
    before = state()
    signed_in(client, *(each for each in EVERYTHING if each != ACTIONS[name][0]))
    assert client.get(action_page(name, made)).status_code == 403
    assert client.post(action_page(name, made), ACTIONS[name][1]).status_code == 403
    assert state() == before


@pytest.mark.parametrize("name", [*ACTIONS, "check", "preview"])
def test_action_asks_strangers_to_sign_in(client: Client, name: str) -> None:
    response = client.get(action_page(name, published().article))
    assert response.status_code == 302
    assert reverse("admin:login") in response["Location"]


@pytest.mark.parametrize("name", ["check", "preview"])
def test_looking_needs_the_permission_to_view_drafts(client: Client, name: str) -> None:
    made = article()
    signed_in(client, "publish_edition")
    assert client.get(action_page(name, made)).status_code == 403


@pytest.mark.parametrize("name", [*ACTIONS, "check", "preview"])
def test_action_to_an_article_that_is_not_there_is_not_found(
    client: Client, editor: User, name: str
) -> None:
    assert client.get(action_page(name, Article(pk=0))).status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_action_keeps_what_was_typed_when_something_is_missing(
    client: Client, editor: User, name: str
) -> None:
    made = article()
    if name == "withdraw":
        publish(made)
    before = state()
    response = client.post(action_page(name, made), {})
    assert response.status_code == 200
    assert "This field is required." in response.content.decode()
    assert state() == before


def test_publish_needs_what_the_person_saw(client: Client, editor: User) -> None:
    made = article()
    answers = filled(client, "publish", made, what_changed="Mine.")
    publish(made)
    made.sections.update(heading="Another heading")
    response = client.post(action_page("publish", made), answers)
    assert response.status_code == 409
    assert "Someone changed or published this" in response.content.decode()
    assert "Mine." in response.content.decode()
    assert Edition.objects.count() == 1


def test_publish_with_warnings_asks_for_a_reason(client: Client, editor: User) -> None:
    made = article(not_known="")
    answers = filled(client, "publish", made, what_changed="x")
    shown = client.get(action_page("publish", made)).content.decode()
    assert "Publish now as edition 1" in shown
    assert "Nothing is said about what is not known." in shown
    assert client.post(action_page("publish", made), answers).status_code == 200
    client.post(action_page("publish", made), {**answers, "override_reason": "All is known."})
    edition = Edition.objects.get()
    assert (edition.override_reason, edition.published_by) == ("All is known.", editor)


def test_publish_says_so_and_links_to_the_page(client: Client, editor: User) -> None:
    made = article("walking")
    answers = filled(client, "publish", made, what_changed="First.")
    shown = client.post(action_page("publish", made), answers, follow=True).content.decode()
    page = '<a href="/articles/walking/">See the page</a>'
    assert f"Walking: Published edition 1. {page}" in shown
    assert client.get("/articles/walking/").status_code == 200


def test_publish_with_errors_is_refused_and_says_why(client: Client, editor: User) -> None:
    made = article(body="<p>This will cure you.</p>")
    answers = filled(client, "publish", made, what_changed="x")
    response = client.post(action_page("publish", made), answers)
    assert response.status_code == 409
    assert "The word “cure” promises too much" in response.content.decode()
    assert not Edition.objects.exists()


def test_publish_together_from_the_list(client: Client, editor: User) -> None:
    one = article("one", body='<p>Try <a href="/articles/two/">two</a>.</p>')
    two = article("two")
    chosen = {"action": "publish_together", "_selected_action": [one.pk, two.pk]}
    response = client.post(reverse("admin:articles_article_changelist"), chosen)
    address = response["Location"]
    form = client.get(address).context["form"]
    tokens = {name: form[name].value() for name in form.fields if name.startswith("seen_")}
    assert len(tokens) == 2
    client.post(address, {**tokens, "what_changed": "Both."})
    assert Edition.objects.count() == 2


def test_sign_off_of_a_text_that_changed_is_refused(client: Client, editor: User) -> None:
    made = article()
    answers = filled(client, "sign_off", made, role="a therapist", agreed="on")
    Article.objects.update(title="Other")
    assert client.post(action_page("sign_off", made), answers).status_code == 409
    assert not SignOff.objects.exists()


def test_withdraw_twice_is_told(
    client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = published()
    answers = filled(client, "withdraw", edition.article, reason="Wrong.")
    withdraw = publishing.withdraw

    def somebody_is_faster(edition_id: int, **options: Any) -> None:
        withdraw(edition_id, by=None, now=NOW, reason=REASON)
        withdraw(edition_id, **options)

    monkeypatch.setattr(publishing, "withdraw", somebody_is_faster)
    assert client.post(action_page("withdraw", edition.article), answers).status_code == 409


def test_withdraw_points_onward(client: Client, editor: User) -> None:
    edition, onward = published(), article()
    form = client.get(action_page("withdraw", edition.article)).context["form"]
    assert list(form.fields["onward"].queryset) == [onward]
    answers = filled(client, "withdraw", edition.article, reason="Wrong.", onward=onward.pk)
    client.post(action_page("withdraw", edition.article), answers)
    edition.refresh_from_db()
    assert (edition.withdrawn_onward, edition.withdrawn_by) == (onward, editor)


def test_check_says_what_readers_see_and_what_can_be_done(
    client: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = article()
    shown = client.get(action_page("check", made)).content.decode()
    assert "Readers see nothing of this article yet." in shown
    assert "Publish as edition 1" in shown
    # Not through settings: leaving demo mode would ask this person for a second factor.
    monkeypatch.setattr(Proposal, "lacks_sign_off", property(lambda each: not each.sign_off))
    shown = client.get(action_page("check", made)).content.decode()
    assert "awaits a clinician" in shown
    assert "Publish as edition 1" not in shown
    sign_off(made)
    edition = publish(made)
    shown = client.get(action_page("check", made)).content.decode()
    for part in ("Readers see edition 1", "by a therapist", "exactly this text"):
        assert part in shown
    # Taking a page down stands apart from the way forward, and is quieter.
    apart = shown[shown.index("Take the page down") :]
    assert re.search(r'class="button button--quiet"[^>]*>\s*Withdraw edition 1\s*<', apart)
    assert "Withdraw edition 1" not in shown[: -len(apart)]
    publishing.withdraw(edition.pk, by=None, now=NOW, reason=REASON)
    assert "was withdrawn" in client.get(action_page("check", made)).content.decode()


def test_preview_shows_the_draft_to_staff_and_keeps_no_copy(client: Client, editor: User) -> None:
    made = article(body="<p>Draft words. Call {emergency_number}.</p>")
    response = client.get(action_page("preview", made))
    shown = response.content.decode()
    assert "Draft words. Call 911." in shown
    assert "Draft, not for patients." in shown
    assert action_page("check", made) in shown
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex"
    assert not Edition.objects.exists()
