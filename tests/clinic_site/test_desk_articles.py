"""The articles' part of the desk: what waits for whom, and quiet where nothing does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition, SearchMiss
from clinic_site import roles
from clinic_site.desk.article_workflow import LONGEST
from tests.articles.factories import (
    LATER,
    NOW,
    answered,
    article,
    publish,
    published,
    sign_off,
    signed,
    staff,
)
from tests.articles.reviewers import invite, remark
from tests.articles.workflow import edit, submit
from tests.clinic_site.staff import DESK, counted, desk, member, part, signed_in

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


MOST_QUERIES = 35


def test_remarks_of_invited_reviewers_wait_for_who_may_fix_them(editor: Client) -> None:
    made = signed("walking").article
    token = invite(made)
    remark(token)
    remark(token, text="And the third.")
    text = part(desk(editor), "remarks")
    assert "2 open remarks" in text
    assert reverse("admin:articles_reviewers", args=[made.pk]) in text
    assert "remarks" not in desk(signed_in(member(roles.RECEPTION)))


def test_link_to_a_page_that_was_taken_down_is_listed_by_its_page(editor: Client) -> None:
    sitting = signed("sitting")
    link = '<p>Sit well: <a href="/articles/sitting/">how</a>.</p>'
    signed("walking", body=link)
    assert "with links that fail" not in counted(desk(editor))
    with_link = Edition.objects.get(slug="walking")
    Article.objects.filter(pk=sitting.article_id).update(slug="sitting-well")
    publish(sitting.article, now=LATER)
    text = part(desk(editor), "links")
    assert "/articles/sitting/ has moved and still opens." in text
    assert reverse("admin:articles_article_change", args=[with_link.article_id]) in text


def test_words_searched_for_in_vain_are_for_the_editors(editor: Client) -> None:
    SearchMiss.objects.create(day=NOW.date(), words="lumbago", searches=3)
    SearchMiss.objects.create(day=LATER.date(), words="lumbago", searches=2)
    SearchMiss.objects.create(day=LATER.date() - 40 * DAY, words="old news")
    text = desk(editor)
    assert "lumbago" in part(text, "searches")
    assert "5 searches" in part(text, "searches")
    assert "old news" not in text
    assert "lumbago" not in desk(signed_in(member(roles.CLINICAL_REVIEWER)))


def test_what_readers_wrote_is_shown_and_bare_answers_are_not(editor: Client) -> None:
    edition = signed("walking")
    answered(edition, useful=False)
    assert "answers" not in str(counted(desk(editor)))
    answered(edition, useful=False, reason="How far <b>should</b> I walk?")
    text = part(desk(editor), "answers")
    assert "Walking, edition 1" in text
    assert "Not useful. “How far &lt;b&gt;should&lt;/b&gt; I walk?”" in text


def test_long_list_is_cut_and_its_tile_counts_all(editor: Client) -> None:
    asking = staff("submit_article")
    for number in range(LONGEST + 2):
        SearchMiss.objects.create(day=NOW.date(), words=f"word{number}")
        submit(article(f"walking-{number}"), asking)
    text = desk(editor)
    assert counted(text)[IN_REVIEW] == str(LONGEST + 2)
    assert counted(text)["searched for, not found"] == str(LONGEST + 2)
    assert "and 2 more" in part(text, "in-review")


@pytest.mark.parametrize("role", [roles.RECEPTION, roles.CLINICIAN])
def test_who_has_no_business_with_articles_sees_none(role: str) -> None:
    answered(published("walking"), reason="Fine.")
    text = desk(signed_in(member(role)))
    assert "Fine." not in text
    assert UNSIGNED not in counted(text)


def test_desk_takes_as_many_queries_for_many_articles_as_for_few(
    django_assert_max_num_queries: Any,
) -> None:
    browser = signed_in(member("superuser"))
    sitting = published("sitting").article
    for number in range(8):
        made = published(f"page-{number}", body='<p><a href="/articles/sitting/">Sit.</a></p>')
        answered(made, reason="Fine.")
        SearchMiss.objects.create(day=NOW.date(), words=f"word{number}")
    Article.objects.filter(pk=sitting.pk).update(slug="sitting-well")
    publish(sitting, now=LATER)
    browser.get(DESK)
    with django_assert_max_num_queries(MOST_QUERIES):
        text = desk(browser)
    assert counted(text)["with links that fail"] == "8"
