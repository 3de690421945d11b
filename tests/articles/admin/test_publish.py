"""Publishing from the admin: with a reason, together, and later at a time that was shown."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Edition
from tests.articles.editors import action_page, filled, list_page
from tests.articles.factories import NOW, article, publish, published, sign_off
from tests.articles.workflow import proposal_of

pytestmark = pytest.mark.usefixtures("editor")


def test_publish_needs_what_the_person_saw(client: Client) -> None:
    made = article()
    address = action_page("publish", made)
    answers = filled(client, address, what_changed="Mine.")
    publish(made)
    made.sections.update(heading="Another heading")
    answer = client.post(address, answers)
    assert answer.status_code == 409
    assert "Someone changed or published this" in answer.text
    assert "Mine." in answer.text
    assert Edition.objects.count() == 1


def test_publish_with_warnings_asks_for_a_reason(client: Client, editor: User) -> None:
    address = action_page("publish", article(not_known=""))
    answers = filled(client, address, what_changed="x")
    shown = client.get(address).text
    assert "Publish now as edition 1" in shown
    assert "Nothing is said about what is not known." in shown
    assert client.post(address, answers).status_code == 200
    client.post(address, {**answers, "override_reason": "All is known."})
    edition = Edition.objects.get()
    assert (edition.override_reason, edition.published_by) == ("All is known.", editor)


def test_publish_says_so_and_links_to_the_page(client: Client) -> None:
    address = action_page("publish", article("walking"))
    shown = client.post(address, filled(client, address, what_changed="First."), follow=True).text
    page = '<a href="/articles/walking/">See the page</a>'
    assert f"Walking: Published edition 1. {page}" in shown
    assert client.get("/articles/walking/").status_code == 200


def test_publish_with_errors_is_refused_and_says_why(client: Client) -> None:
    address = action_page("publish", article(body="<p>This will cure you.</p>"))
    answer = client.post(address, filled(client, address, what_changed="x"))
    assert answer.status_code == 409
    assert "The word “cure” promises too much" in answer.text
    assert not Edition.objects.exists()


def test_publish_together_from_the_list(client: Client) -> None:
    one = article("one", body='<p>Try <a href="/articles/two/">two</a>.</p>')
    chosen = {"action": "publish_together", "_selected_action": [one.pk, article("two").pk]}
    address = client.post(list_page("article"), chosen)["Location"]
    answers = filled(client, address, what_changed="Both.")
    assert len([name for name in answers if name.startswith("seen_")]) == 2
    client.post(address, answers)
    assert Edition.objects.count() == 2


def test_a_page_reviewed_again_proposes_its_own_word_to_readers(client: Client) -> None:
    made = published().article
    sign_off(made)
    assert "Reviewed. Nothing changed." in client.get(action_page("publish", made)).text


# Later.


def answers_of(made: Article, **more: str) -> dict[str, str]:
    return {f"seen_{made.pk}": proposal_of(made).token, "what_changed": "First.", **more}


def later(day: str = "2027-07-01", hour: str = "09:00", **more: str) -> dict[str, str]:
    return {"day": day, "hour": hour, **more}


def test_a_time_is_put_on_the_button_before_anything_is_scheduled(client: Client) -> None:
    made = article()
    address = action_page("publish", made)
    shown = client.post(address, answers_of(made, **later(action="show-time")))
    assert "Schedule for July 1, 2027, 9:00 AM as edition 1" in shown.text
    assert "First." in shown.text
    assert not Edition.objects.exists()
    told = shown.context["form"].told
    # Another time than the one on the button is put there first.
    other = answers_of(made, **later("2027-07-02", action="schedule", told=told))
    assert "for July 1" not in client.post(address, other).text
    assert not Edition.objects.exists()
    sent = answers_of(made, **later(action="schedule", told=told))
    done = client.post(address, sent, follow=True).text
    assert "Scheduled edition 1 for July 1, 2027, 9:00 AM." in done
    # The sample clinic's clock is that of New York.
    assert Edition.objects.get().published_at.isoformat() == "2027-07-01T13:00:00+00:00"
    assert client.get(f"/articles/{made.slug}/").status_code == 404


def test_a_time_that_has_passed_is_put_on_no_button(client: Client) -> None:
    made = article()
    asked = answers_of(made, **later("2020-01-01", action="show-time"))
    shown = client.post(action_page("publish", made), asked).text
    assert "This time has passed." in shown
    assert "Schedule for" not in shown
    assert "Publish now as edition 1" in shown


NO_SUCH_TIMES = [
    (later(action="now"), "To publish now, empty the day."),
    (later("2026-05-01", action="schedule", told="2026-05-01T13:00:00+00:00"), "has passed"),
    (later("2027-03-14", "02:30", action="show-time"), "skip this time"),
    (later("2026-11-01", "01:30", action="show-time"), "comes twice"),
    (later("", action="show-time"), "Give the day too."),
    (later("", "", action="show-time"), "Give the day too."),
    (later("9999-99-99", action="show-time"), "Enter a valid date."),
    (later("9999-12-31", "23:59", action="show-time"), "Choose a day that the calendar knows."),
    (later("2027-07-01", "25:00", action="show-time"), "Enter a valid time."),
]


def test_a_time_that_cannot_be_meant_is_refused_with_words(client: Client) -> None:
    made = article()
    for sent, said in NO_SUCH_TIMES:
        answer = client.post(action_page("publish", made), answers_of(made, **sent))
        assert said in answer.text, sent
        assert "First." in answer.text, sent
        assert answer.status_code in (200, 409), sent
        assert not Edition.objects.exists(), sent


def test_publish_now_instead_forgets_the_time(client: Client) -> None:
    made = article()
    client.post(action_page("publish", made), answers_of(made, **later(action="now-instead")))
    assert Edition.objects.get().published_at == NOW
