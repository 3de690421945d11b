"""The editor's part of the desk: what a clinician signed off waits here to be published."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from articles.models import Article, Edition
from clinic_site import roles
from tests.articles.factories import LATER, article, publish, published, sign_off
from tests.clinic_site.staff import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

DESK = "/staff/"
HEADING = "Signed off, waiting to be published"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def editor() -> Client:
    return signed_in(member(roles.EDITOR))


def counted(text: str) -> dict[str, str]:
    """The numbers of the tiles, by what they count."""
    tiles = text.split('<span class="tile__count">')[1:]
    return {
        tile.split('tile__label">')[1].split("<")[0]: tile.split("<", maxsplit=1)[0]
        for tile in tiles
    }


def test_editor_is_told_what_is_signed_off_and_publishes_it(editor: Client) -> None:
    made = published("walking").article
    text = editor.get(DESK).content.decode()
    assert HEADING not in text
    assert counted(text)["signed off, waiting to be published"] == "0"
    assert counted(text)["articles await sign-off"] == "1"

    sign_off(made)
    text = editor.get(DESK).content.decode()
    assert HEADING in text
    assert counted(text)["signed off, waiting to be published"] == "1"
    assert counted(text)["articles await sign-off"] == "0"
    assert "Signed off on June 1, 2026 by a therapist." in text
    assert f'<a href="{reverse("admin:articles_publish")}?article={made.pk}">Publish as e' in text

    publish(made, now=LATER)
    text = editor.get(DESK).content.decode()
    assert HEADING not in text
    assert counted(text)["signed off, waiting to be published"] == "0"


def test_text_that_was_changed_after_it_was_signed_off_does_not_wait(editor: Client) -> None:
    sign_off(article("walking"))
    assert HEADING in editor.get(DESK).content.decode()
    Article.objects.update(summary="Other words.")
    assert HEADING not in editor.get(DESK).content.decode()


def test_text_that_went_back_to_what_readers_see_does_not_wait(editor: Client) -> None:
    made = article("walking", summary="Old words.")
    sign_off(made)
    publish(made)
    Article.objects.update(summary="New words.")
    sign_off(made, now=LATER)
    assert HEADING in editor.get(DESK).content.decode()
    Article.objects.update(summary="Old words.")
    assert HEADING not in editor.get(DESK).content.decode()


@pytest.mark.parametrize("role", [roles.CLINICAL_REVIEWER, roles.MANAGER])
def test_only_who_may_publish_is_asked_to(role: str) -> None:
    sign_off(published("walking").article)
    text = signed_in(member(role)).get(DESK).content.decode()
    assert HEADING not in text
    assert "signed off, waiting to be published" not in counted(text)
    assert counted(text)["articles await sign-off"] == "0"


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
