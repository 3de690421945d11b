"""The week's notifications: to two roles, on Monday morning, once, and only about what waits."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from pytest_django import Settings

from articles import digests
from articles.models import Article, Reference
from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import deliver_due, name_of
from tests.articles.factories import article, sign_off, signed
from tests.articles.workflow import edit, submit
from tests.clinic_site.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

# June 1, 2026 is a Monday; at the sample clinic it is four hours earlier than in UTC.
MONDAY_8 = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def people() -> None:
    member(roles.EDITOR, email="editor@clinic.example")
    member(roles.CLINICAL_REVIEWER, email="reviewer@clinic.example")
    member(roles.RECEPTION, email="desk@clinic.example")
    member("superuser", email="super@clinic.example")


def in_review(slug: str = "walking") -> Article:
    made = article(slug)
    submit(made, User.objects.get(email="editor@clinic.example"), MONDAY_8 - DAY)
    return made


def notifications() -> list[tuple[str, ...]]:
    return sorted(tuple(message.to) for message in mail.outbox)


def run(now: datetime) -> None:
    digests.post_due(now)
    deliver_due(now)


def test_notifications_go_to_two_roles_on_monday_at_eight_by_the_clinics_clock() -> None:
    in_review()
    run(MONDAY_8 - MINUTE)
    assert mail.outbox == []
    run(MONDAY_8)
    assert notifications() == [("editor@clinic.example",), ("reviewer@clinic.example",)]


def test_notifications_go_once_a_week_however_often_the_clock_runs() -> None:
    in_review()
    for minutes in (0, 5, 60, 24 * 60, 4 * 24 * 60):
        run(MONDAY_8 + minutes * MINUTE)
    assert len(mail.outbox) == 2
    run(MONDAY_8 + 7 * DAY)
    assert len(mail.outbox) == 4


@pytest.mark.parametrize(("days", "sent"), [(1, 2), (4, 2), (5, 0), (6, 0)])
def test_clock_that_was_down_on_monday_writes_on_a_later_working_day(days: int, sent: int) -> None:
    in_review()
    run(MONDAY_8 + days * DAY)
    assert len(mail.outbox) == sent


def test_weeks_around_new_year_are_told_apart() -> None:
    in_review()
    # Monday, December 28, 2026 begins week 53; the next Monday begins week 1 of 2027.
    for day in (28, 35):
        run(datetime(2026, 12, 1, 13, 0, tzinfo=UTC) + (day - 1) * DAY)
    assert len(mail.outbox) == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.database_bound
def test_two_workers_at_once_write_each_notification_once() -> None:
    in_review()
    both = Barrier(2)

    def work() -> None:
        both.wait()
        digests.post_due(MONDAY_8)
        connection.close()

    workers = [Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(Notification.objects.values_list("kind", flat=True)) == [
        digests.EDITORS,
        digests.REVIEWERS,
    ]


def test_no_notification_is_sent_while_nothing_waits_and_none_later_that_week() -> None:
    signed("walking")
    run(MONDAY_8 + 7 * DAY)
    in_review("sitting")
    run(MONDAY_8 + 8 * DAY)
    assert mail.outbox == []
    assert {notification.status for notification in Notification.objects.all()} == {
        Notification.Status.DROPPED
    }
    run(MONDAY_8 + 14 * DAY)
    assert len(mail.outbox) == 2


def test_notification_names_what_waits_under_what_to_do() -> None:
    in_review("in-review")
    signed("overdue", review_months=1)
    signed("due-soon", review_months=2)
    sign_off(article("to-publish"))
    signed("shaken")
    Reference.objects.update(status=Reference.StatusChoice.RETRACTED)
    # Monday, April 5: past the first date, four weeks before the second.
    run(datetime(2027, 4, 5, 12, 0, tzinfo=UTC))
    by_reader = {message.to[0]: message for message in mail.outbox}
    editor = by_reader["editor@clinic.example"]
    reviewer = by_reader["reviewer@clinic.example"]
    for notification in (editor, reviewer):
        text = str(notification.body)
        assert "To be read and signed off:\n- In review\n" in text
        assert "- Overdue: was due on April 1, 2027\n" in text
        assert "- Due soon: by May 1, 2027\n" in text
        assert "- Shaken: R1\n" in text
        assert "http://testserver/staff/" in text
        assert "\n\n\n" not in text
    assert "Signed off, to be published:\n- To publish\n" in str(editor.body)
    assert "to be published" not in str(reviewer.body)
    assert editor.subject != reviewer.subject


def test_notification_is_plain_text_that_escapes_nothing() -> None:
    article("walking", title="Discs & nerves: what’s “normal”?")
    submit(Article.objects.get(), User.objects.get(email="editor@clinic.example"), MONDAY_8 - DAY)
    run(MONDAY_8)
    assert "- Discs & nerves: what’s “normal”?" in str(mail.outbox[0].body)


def test_notification_tells_of_the_moment_it_is_sent() -> None:
    made = in_review()
    digests.post_due(MONDAY_8)
    edit(made, summary="Other words.")
    deliver_due(MONDAY_8 + MINUTE)
    assert mail.outbox == []


def test_role_without_an_address_falls_back_to_the_settings(settings: Settings) -> None:
    in_review()
    User.objects.filter(email="editor@clinic.example").update(email="")
    settings.STAFF_MAIL = ["office@clinic.example"]
    run(MONDAY_8)
    assert notifications() == [("office@clinic.example",), ("reviewer@clinic.example",)]


def test_notification_that_reaches_nobody_is_not_on_the_list_of_patients_to_phone() -> None:
    in_review()
    User.objects.update(email="")
    run(MONDAY_8)
    assert mail.outbox == []
    assert {notification.to_staff for notification in Notification.objects.all()} == {True}


def test_both_notifications_have_a_name_that_staff_know() -> None:
    assert all(name_of(kind) != kind for kind in (digests.EDITORS, digests.REVIEWERS))
