"""What staff see of readers' answers and vain searches: counts for each edition, and read-only."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.feedback.answers import answer_counts
from articles.models import Article, Feedback, SearchMiss
from clinic_site import roles
from tests.articles.factories import LATER, NOW, answered, article, publish, published
from tests.clinic_site.staff import member, signed_in

ANSWERS = "/staff/articles/feedback/"
SEARCHES = "/staff/articles/searchmiss/"


@pytest.fixture
def editor() -> Client:
    return signed_in(member(roles.EDITOR))


def test_answers_are_counted_for_each_edition(editor: Client) -> None:
    made = article("walking")
    first = publish(made)
    for useful, reason in ((True, ""), (True, ""), (False, "Too long."), (True, "Fine.")):
        answered(first, useful=useful, reason=reason)
    Article.objects.update(summary="Other words.")
    answered(publish(made, now=LATER), useful=False)
    published("nobody-answered")
    found = [(each.edition.number, each.yes, each.no, each.percent) for each in answer_counts(9)]
    assert found == [(2, 0, 1, 0), (1, 3, 1, 75)]
    text = " ".join(editor.get(ANSWERS).text.split())
    assert "Walking, edition 1" in text
    assert "3 yes, 1 no: 75% found it useful. 2 say why." in text
    assert "Nobody answered" not in text


def test_an_empty_list_says_what_will_stand_there(editor: Client) -> None:
    assert "Each article ends with" in editor.get(ANSWERS).text
    assert "without who asked" in editor.get(SEARCHES).text


def test_counts_take_two_queries(django_assert_num_queries: Any) -> None:
    for slug in ("walking", "sitting", "lying"):
        answered(published(slug))
    with django_assert_num_queries(2):
        assert len(answer_counts(2)) == 2


def test_reasons_stand_newest_first_and_can_be_had_alone(editor: Client) -> None:
    edition = published("walking")
    for reason in ("First.", "", "<b>Second</b>."):
        answered(edition, reason=reason)
    text = editor.get(ANSWERS).text
    assert text.index("&lt;b&gt;Second&lt;/b&gt;.") < text.index("First.")
    assert "3 readers’ answers" in text
    assert "2 readers’ answers" in editor.get(f"{ANSWERS}?why=said").text


def test_nobody_can_change_or_add_an_answer_or_a_search() -> None:
    answered(published("walking"), reason="Fine.")
    SearchMiss.objects.create(day=NOW.date(), words="lumbago")
    above_all = signed_in(member("superuser"))
    for model, row in (
        ("feedback", Feedback.objects.get()),
        ("searchmiss", SearchMiss.objects.get()),
    ):
        change = reverse(f"admin:articles_{model}_change", args=[row.pk])
        assert above_all.get(change).status_code == 200
        assert above_all.post(change, {"reason": "Other."}).status_code == 403
        assert above_all.get(reverse(f"admin:articles_{model}_add")).status_code == 403
    assert Feedback.objects.get().reason == "Fine."


def test_manager_deletes_words_that_name_a_person_and_no_log_repeats_them() -> None:
    answer = answered(published("walking"), reason="Dr Canary was kind.")
    address = reverse("admin:articles_feedback_delete", args=[answer.pk])
    assert signed_in(member(roles.EDITOR)).post(address, {"post": "yes"}).status_code == 403
    manager = signed_in(member(roles.MANAGER))
    assert manager.post(address, {"post": "yes"}).status_code == 302
    assert Feedback.objects.count() == 0
    entry = LogEntry.objects.get()
    assert "Canary" not in f"{entry.object_repr} {entry.change_message}"
    assert "Canary" not in manager.get(ANSWERS).text


def test_vain_searches_are_listed_for_editors(editor: Client) -> None:
    SearchMiss.objects.create(day=NOW.date(), words="lumbago", searches=7)
    text = editor.get(SEARCHES).text
    assert "lumbago" in text
    assert "7" in text
    assert editor.get(f"{SEARCHES}?q=%3Cscript%3E").status_code == 200
