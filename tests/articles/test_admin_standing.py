"""What the check page says of an article that readers see: who must act, or that nobody has to."""

from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Reference
from articles.stages import ELSEWHERE, FIXING_STEPS, NEXT_STEPS, SAMPLE, Stage
from tests.articles.editors import action_page
from tests.articles.factories import article, publish, sign_off
from tests.articles.workflow import edit, stage_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic", "editor")]


def said(client: Client, made: Article) -> str:
    return unescape(client.get(action_page("check", made)).text)


def live() -> Article:
    made = article()
    sign_off(made)
    publish(made)
    return made


def test_check_page_says_that_nobody_has_to_act_on_a_page_in_order(client: Client) -> None:
    assert NEXT_STEPS[Stage.PUBLISHED] in said(client, live())


def test_check_page_of_a_sample_says_that_a_clinician_has_yet_to_read_it(client: Client) -> None:
    made = article()
    publish(made)
    shown = said(client, made)
    assert SAMPLE in shown
    assert "Nobody has to do anything" not in shown
    assert SAMPLE not in said(client, live())


def test_check_page_says_who_acts_once_a_source_of_the_page_is_retracted(client: Client) -> None:
    made = live()
    Reference.objects.update(status="retracted")
    shown = said(client, made)
    assert stage_of(made) == Stage.PUBLISHED
    assert FIXING_STEPS[Stage.PUBLISHED] in shown
    assert "Nobody has to do anything" not in shown


def test_check_page_says_that_a_text_signed_off_can_no_longer_be_published(
    client: Client, editor: User
) -> None:
    made = article()
    sign_off(made)
    assert NEXT_STEPS[Stage.SIGNED_OFF] in said(client, made)
    Reference.objects.update(status="retracted")
    assert FIXING_STEPS[Stage.SIGNED_OFF] in said(client, made)


def test_check_page_says_that_a_new_place_is_still_to_be_published(client: Client) -> None:
    made, sample = live(), article()
    publish(sample)
    edit(made, order=7)
    edit(sample, order=7)
    assert NEXT_STEPS[Stage.SIGNED_OFF] in said(client, made)
    assert ELSEWHERE in said(client, sample)


def test_check_page_of_a_newer_draft_says_what_the_draft_waits_for(client: Client) -> None:
    made = live()
    edit(made, title="Words that readers do not see")
    assert NEXT_STEPS[Stage.DRAFT] in said(client, made)
