"""The stages in the admin: who is offered what, and that each button says what it does."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.editions.publishing import withdraw
from articles.models import Article, Edition, SignOff
from articles.stages import Stage
from tests.articles.editors import EVERYTHING, action_page, signed_in
from tests.articles.factories import NOW, article, publish, published, sign_off, staff
from tests.articles.workflow import edit, proposal_of, stage_of, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic"), pytest.mark.quick]

ACTIONS = {
    "submit": "submit_article",
    "cancel_review": "submit_article",
    "unschedule": "publish_edition",
}


def ready(name: str) -> Article:
    made = article()
    if name == "cancel_review":
        submit(made, staff("submit_article"))
    if name == "unschedule":
        publish(made, at=NOW + timedelta(days=2))
    return made


def answers(made: Article, **more: str) -> dict[str, str]:
    token = proposal_of(made).token
    return {f"seen_{made.pk}": token, "seen": token, "what_changed": "First.", **more}


@pytest.mark.parametrize("name", ACTIONS)
def test_action_shows_on_get_and_acts_on_post(client: Client, editor: User, name: str) -> None:
    made = ready(name)
    before = stage_of(made)
    assert client.get(action_page(name, made)).status_code == 200
    assert stage_of(made) == before
    sent = answers(made, note="A word.")
    assert client.post(action_page(name, made), sent)["Location"] == action_page("check", made)
    assert stage_of(made) != before


@pytest.mark.parametrize("name", ACTIONS)
def test_action_needs_its_own_permission(client: Client, name: str) -> None:
    made = ready(name)
    before = stage_of(made)
    signed_in(client, "view_article")
    assert client.get(action_page(name, made)).status_code == 403
    assert client.post(action_page(name, made), answers(made)).status_code == 403
    assert stage_of(made) == before


@pytest.mark.parametrize("name", ["cancel_review", "unschedule"])
def test_action_that_is_no_longer_possible_leads_to_how_things_stand(
    client: Client, editor: User, name: str
) -> None:
    response = client.post(action_page(name, article()), follow=True)
    assert "No" in response.content.decode() or "not in review" in response.content.decode()
    assert response.redirect_chain


def test_a_review_goes_from_the_editor_to_the_reviewer_and_back(client: Client) -> None:
    made = article()
    signed_in(client, "view_article", "submit_article", "publish_edition")
    client.post(action_page("submit", made), answers(made, note="Is the dose right?"))
    signed_in(client, "view_article", "sign_off_edition")
    shown = client.get(action_page("check", made)).content.decode()
    for part in ("In clinical review", "Is the dose right?", "Review and sign off", "Give it back"):
        assert part in shown
    assert "Publish as edition" not in shown
    client.post(action_page("cancel_review", made), {"note": "Say how often."})
    shown = client.get(action_page("check", made)).content.decode()
    assert "Say how often." in shown
    assert "Give it back" not in shown


def test_the_last_editor_is_told_that_somebody_else_signs_off(client: Client) -> None:
    made = article()
    reviewer = signed_in(client, "view_article", "sign_off_edition")
    edit(made, reviewer)
    assert "another clinical reviewer" in client.get(action_page("check", made)).content.decode()
    assert "I reviewed the whole page" not in client.get(action_page("sign_off", made)).text
    sent = {**answers(made), "role": "a physical therapist", "agreed": "on"}
    response = client.post(action_page("sign_off", made), sent)
    assert response.status_code == 409
    assert "You were the last to edit this text" in response.content.decode()
    assert not SignOff.objects.exists()


def test_a_text_with_errors_leads_to_mending_before_the_review(
    client: Client, editor: User
) -> None:
    made = article(body="<p>This cures everybody.</p>")
    shown = client.get(action_page("check", made)).text
    assert shown.index("Fix the text") < shown.index("Ask for the clinical review")
    assert "1 thing to fix before it can be published" in shown
    assert "Fix the text" not in client.get(action_page("check", article("resting"))).text


def test_sign_off_needs_the_tick_that_the_whole_page_was_reviewed(
    client: Client, editor: User
) -> None:
    made = article()
    sent = {**answers(made), "role": "a physical therapist"}
    response = client.post(action_page("sign_off", made), sent)
    assert "I reviewed the whole page" in response.content.decode()
    assert not SignOff.objects.exists()


def later(day: str = "2027-07-01", hour: str = "09:00", **more: str) -> dict[str, str]:
    return {"day": day, "hour": hour, **more}


def test_a_time_is_put_on_the_button_before_anything_is_scheduled(
    client: Client, editor: User
) -> None:
    made = article()
    shown = client.post(action_page("publish", made), answers(made, **later(action="show-time")))
    text = shown.content.decode()
    assert "Schedule for July 1, 2027, 9:00 AM as edition 1" in text
    assert "First." in text
    assert not Edition.objects.exists()
    told = shown.context["form"].told
    # Another time than the one on the button is put there first.
    other = answers(made, **later("2027-07-02", action="schedule", told=told))
    assert "for July 1" not in client.post(action_page("publish", made), other).content.decode()
    assert not Edition.objects.exists()
    sent = answers(made, **later(action="schedule", told=told))
    done = client.post(action_page("publish", made), sent, follow=True).content.decode()
    assert "Scheduled edition 1 for July 1, 2027, 9:00 AM." in done
    # The sample clinic's clock is that of New York.
    assert Edition.objects.get().published_at.isoformat() == "2027-07-01T13:00:00+00:00"
    assert client.get(f"/articles/{made.slug}/").status_code == 404


def test_a_time_that_has_passed_is_put_on_no_button(client: Client, editor: User) -> None:
    made = article()
    asked = answers(made, **later("2020-01-01", action="show-time"))
    shown = client.post(action_page("publish", made), asked).text
    assert "This time has passed." in shown
    assert "Schedule for" not in shown
    assert "Publish now as edition 1" in shown


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (later(action="now"), "To publish now, empty the day."),
        (later("2026-05-01", action="schedule", told="2026-05-01T13:00:00+00:00"), "has passed"),
        (later("2027-03-14", "02:30", action="show-time"), "skip this time"),
        (later("2026-11-01", "01:30", action="show-time"), "comes twice"),
        (later("", action="show-time"), "Give the day too."),
        (later("", "", action="show-time"), "Give the day too."),
        (later("9999-99-99", action="show-time"), "Enter a valid date."),
        (later("9999-12-31", "23:59", action="show-time"), "Choose a day that the calendar knows."),
        (later("2027-07-01", "25:00", action="show-time"), "Enter a valid time."),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused_with_words(
    client: Client, editor: User, sent: dict[str, Any], said: str
) -> None:
    made = article()
    response = client.post(action_page("publish", made), answers(made, **sent))
    text = response.content.decode()
    assert said in text
    assert "First." in text
    assert response.status_code in (200, 409)
    assert not Edition.objects.exists()


def test_publish_now_instead_forgets_the_time(client: Client, editor: User) -> None:
    made = article()
    client.post(action_page("publish", made), answers(made, **later(action="now-instead")))
    assert Edition.objects.get().published_at == NOW


def test_a_page_reviewed_again_proposes_its_own_word_to_readers(
    client: Client, editor: User
) -> None:
    made = article()
    publish(made)
    sign_off(made)
    assert "Reviewed. Nothing changed." in client.get(action_page("publish", made)).content.decode()


def test_list_shows_the_stage_and_filters_by_it(client: Client, editor: User) -> None:
    published("live")
    submit(article("asked"), staff("submit_article"))
    sign_off(article("signed"))
    publish(article("later"), at=NOW + timedelta(days=1))
    gone = published("gone")
    withdraw(gone.pk, by=None, now=NOW, reason="x")
    article("fresh")
    address = reverse("admin:articles_article_changelist")
    shown = client.get(address).content.decode()
    for stage in (Stage.PUBLISHED, Stage.IN_REVIEW, Stage.SIGNED_OFF, Stage.SCHEDULED):
        assert f"stage--{stage}" in shown
    rows = client.get(address, {"stage": "in-review"}).context["cl"].result_list
    assert [row.slug for row in rows] == ["asked"]
    assert client.get(address, {"stage": "no-such"}).status_code == 200


@pytest.mark.parametrize(
    ("permissions", "wanted"),
    [
        (["sign_off_edition"], ["asked"]),
        (["publish_edition"], ["signed"]),
        (["submit_article"], ["fresh", "mine"]),
        ([], []),
    ],
)
def test_list_of_what_needs_me(client: Client, permissions: list[str], wanted: list[str]) -> None:
    person = signed_in(client, "view_article", *permissions)
    published("live")
    submit(article("asked"), staff("submit_article"))
    sign_off(article("signed"))
    article("fresh")
    mine = article("mine")
    edit(mine, person)
    address = reverse("admin:articles_article_changelist")
    rows = client.get(address, {"needs": "me"}).context["cl"].result_list
    assert sorted(row.slug for row in rows) == wanted


def test_everything_a_person_may_do_is_on_the_check_page(client: Client) -> None:
    signed_in(client, *EVERYTHING)
    made = article()
    publish(made, at=NOW + timedelta(days=1))
    edit(made, title="Newer")
    shown = client.get(action_page("check", made)).content.decode()
    for part in ("Take edition 1 off the schedule", "Publish as edition 2", "Ask for the clinical"):
        assert part in shown
    assert "It does not say what this draft says." in shown
