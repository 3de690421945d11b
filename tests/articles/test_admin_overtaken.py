"""An action on a text that has changed since it was shown: refused, and done after another look."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Edition, SignOff
from tests.articles.editors import action_page
from tests.articles.factories import article
from tests.articles.workflow import edit
from tests.articles.writing import Form, fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic", "editor")]

TYPED = {
    "publish": {"what_changed": "First."},
    "submit": {"note": "Look at the end."},
    "sign_off": {"role": "a therapist", "agreed": "on"},
}


def refused(client: Client, name: str, made: Article) -> Form:
    """Fill in the form, let a colleague save, send it, and return what comes back."""
    form = {**fields_of(client.get(action_page(name, made)).content.decode()), **TYPED[name]}
    edit(made, title="Words of a colleague")
    answer = client.post(action_page(name, made), form)
    assert answer.status_code == 409
    assert "Look again, then decide." in answer.content.decode()
    return fields_of(answer.content.decode())


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
    field, value = next(iter(TYPED[name].items()))
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
