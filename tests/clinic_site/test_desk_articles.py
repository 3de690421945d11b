"""The articles' part of the desk: what waits for whom, and quiet where nothing does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition
from clinic_site import roles
from tests.articles.factories import (
    LATER,
    article,
    publish,
    published,
    sign_off,
    signed,
    staff,
)
from tests.articles.workflow import edit, submit
from tests.clinic_site.desks import counted, desk, part
from tests.clinic_site.staff import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

TO_PUBLISH = "signed off, waiting to be published"
IN_REVIEW, UNSIGNED = "in clinical review", "shown without a sign-off"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def editor() -> Client:
    return signed_in(member(roles.EDITOR))


def test_desk_is_quiet_while_nothing_waits(editor: Client) -> None:
    signed("walking")
    text = desk(editor)
    assert counted(text) == {}
    assert "Nothing waits for you here." in text


def test_every_tile_leads_to_its_own_list(editor: Client) -> None:
    published("walking")
    sign_off(article("sitting"))
    text = desk(editor)
    keys = [tile.split('"')[0] for tile in text.split('class="tile" href="#')[1:]]
    assert keys == ["to-publish", "unsigned"]
    assert all(f'<h2 id="{key}">' in text for key in keys)


def test_editor_is_told_what_is_signed_off_and_publishes_it(editor: Client) -> None:
    made = published("walking").article
    assert counted(desk(editor)) == {UNSIGNED: "1"}

    sign_off(made)
    text = desk(editor)
    assert counted(text)[TO_PUBLISH] == "1"
    assert "Signed off on March 1, 2027 by a therapist." in part(text, "to-publish")
    address = f"{reverse('admin:articles_publish')}?article={made.pk}"
    assert f'href="{address}">Publish as edition 2' in part(text, "to-publish")

    publish(made, now=LATER)
    assert counted(desk(editor)) == {}


def test_text_that_was_changed_after_it_was_signed_off_does_not_wait(editor: Client) -> None:
    sign_off(article("walking"))
    assert TO_PUBLISH in counted(desk(editor))
    Article.objects.update(summary="Other words.")
    assert TO_PUBLISH not in counted(desk(editor))


def test_text_that_went_back_to_what_readers_see_does_not_wait(editor: Client) -> None:
    made = article("walking", summary="Old words.")
    sign_off(made)
    publish(made)
    Article.objects.update(summary="New words.")
    sign_off(made, now=LATER)
    assert TO_PUBLISH in counted(desk(editor))
    Article.objects.update(summary="Old words.")
    assert TO_PUBLISH not in counted(desk(editor))


@pytest.mark.parametrize("role", [roles.CLINICAL_REVIEWER, roles.MANAGER])
def test_only_who_may_publish_is_asked_to(role: str) -> None:
    sign_off(published("walking").article)
    assert TO_PUBLISH not in counted(desk(signed_in(member(role))))


def test_draft_in_review_waits_for_the_reviewer_and_shows_the_editor_where_it_is(
    editor: Client,
) -> None:
    made = article("walking")
    submit(made, staff("submit_article"))
    asked = member(roles.CLINICAL_REVIEWER)
    reviewer = signed_in(asked)
    text = desk(reviewer)
    assert counted(text)[IN_REVIEW] == "1"
    assert "Sent to review on March 1, 2027." in part(text, "in-review")
    assert reverse("admin:articles_sign_off", args=[made.pk]) in part(text, "in-review")
    text = desk(editor)
    assert counted(text)[IN_REVIEW] == "1"
    assert reverse("admin:articles_sign_off", args=[made.pk]) not in text
    assert IN_REVIEW not in counted(desk(signed_in(member(roles.MANAGER))))
    # Who was the last to edit it is told so, and not sent to a page that would refuse them.
    Article.objects.update(edited_by=asked)
    text = part(desk(reviewer), "in-review")
    assert "You edited it last, so another reviewer has to sign it off." in text
    assert reverse("admin:articles_sign_off", args=[made.pk]) not in text


def test_draft_that_was_changed_after_it_was_sent_to_review_does_not_wait(editor: Client) -> None:
    made = article("walking")
    submit(made, staff("submit_article"))
    edit(made, summary="Other words.")
    assert IN_REVIEW not in counted(desk(editor))


@pytest.mark.parametrize(
    ("days", "key"),
    [(31, None), (30, "due-soon"), (0, "due-soon"), (-1, "overdue"), (-400, "overdue")],
)
def test_review_moves_from_quiet_to_due_to_overdue(
    editor: Client, days: int, key: str | None
) -> None:
    due = signed("walking").review_due
    assert due is not None
    noon = LATER.replace(year=due.year, month=due.month, day=due.day, hour=16)
    with time_machine.travel(noon - days * DAY, tick=False):
        text = desk(signed_in(member(roles.CLINICAL_REVIEWER, "again")))
    assert [each for each in ("due-soon", "overdue") if f'id="{each}"' in text] == (
        [key] if key else []
    )
    if key:
        assert "Walking" in part(text, key)
        assert "Review the whole page" in part(text, key)


def test_day_of_a_review_is_the_clinics_own(editor: Client) -> None:
    due = signed("walking").review_due
    assert due is not None
    # Past midnight in UTC it is still the evening before at the clinic.
    late = LATER.replace(year=due.year, month=due.month, day=due.day, hour=3) + DAY
    with time_machine.travel(late, tick=False):
        text = desk(signed_in(member(roles.EDITOR, "again")))
    assert "reviews due within 30 days" in counted(text)
    assert "reviews overdue" not in counted(text)


def test_reviewer_and_editor_learn_when_the_text_goes_live(editor: Client) -> None:
    made = published("walking").article
    reviewer = signed_in(member(roles.CLINICAL_REVIEWER))
    address = reverse("admin:articles_sign_off", args=[made.pk])
    seen = reviewer.get(address).context["form"]["seen"].value()
    answers = {"seen": seen, "role": "a therapist", "agreed": "on"}
    told = "It goes live when it is published as edition 2."
    shown = reviewer.post(address, answers, follow=True).content.decode()
    assert f"Walking: Signed off. {told}" in shown
    form = reverse("admin:articles_article_change", args=[made.pk])
    assert told in editor.get(form).content.decode()
    publish(made, now=LATER)
    shown = editor.get(form).content.decode()
    assert "Readers see edition 2" in shown
    assert "It goes live" not in shown
    assert Edition.objects.count() == 2
