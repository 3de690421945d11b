"""Notifications are written once, sent once, retried, and given up where staff can see it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.urls import reverse
from pytest_django import Settings

from clinic_site import roles
from clinic_site.foundation.outbox import posting, sending
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.posting import post, told_by_phone
from clinic_site.foundation.outbox.sending import (
    BACK_OFF,
    LEASE,
    Message,
    NoAddress,
    deliver_due,
)
from tests.clinic_site.staff import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.quick]

WORKS, BROKEN = "django.core.mail.backends.locmem.EmailBackend", f"{__name__}.Broken"


class Broken(BaseEmailBackend):
    """A mail server with a fault. The fault is set by each test."""

    fault: Exception = ConnectionRefusedError()

    def send_messages(self, email_messages: Any) -> int:
        raise self.fault


class DropsAfterData(BaseEmailBackend):
    """A mail server that takes the notification and then hangs up."""

    taken: list[EmailMessage] = []

    def send_messages(self, email_messages: Any) -> int:
        self.taken.extend(email_messages)
        raise SMTPServerDisconnected


@pytest.fixture(autouse=True)
def renderer() -> Iterator[dict[str, Any]]:
    """What the test's notifications say: a Message, None, or an exception to raise."""
    says: dict[str, Any] = {"says": Message(("pat@example.com",), "News", "Hello")}

    def render(notification: Notification, now: datetime) -> Message | None:
        if isinstance(says["says"], Exception):
            raise says["says"]
        message: Message | None = says["says"]
        return message

    sending.register("test.", render)
    yield says
    sending._renderers.pop("test.")


def write(now: datetime, kind: str = "test.news", subject: UUID | None = None) -> UUID:
    about = subject or uuid4()
    post(kind=kind, subject=about, version=1, to_staff=False, now=now)
    return about


def test_notification_is_sent_once(now: datetime) -> None:
    write(now)
    assert [deliver_due(now), deliver_due(now)] == [1, 0]
    assert [(m.to, m.subject, m.body) for m in mail.outbox] == [
        (["pat@example.com"], "News", "Hello")
    ]


def test_posting_the_same_version_again_adds_nothing(now: datetime) -> None:
    about = write(now)
    write(now, subject=about)
    assert Notification.objects.count() == 1


def test_notification_waits_until_it_is_due(now: datetime) -> None:
    later = now + timedelta(days=1)
    post(
        kind="test.reminder", subject=uuid4(), version=1, to_staff=False, now=now, send_after=later
    )
    assert [deliver_due(now), deliver_due(later)] == [0, 1]


def test_notification_no_longer_true_is_dropped(now: datetime, renderer: dict[str, Any]) -> None:
    renderer["says"] = None
    about = write(now)
    deliver_due(now)
    assert [notification.status for notification in posting.about(about)] == ["dropped"]
    assert mail.outbox == []


def test_person_without_address_is_listed_for_a_call(
    now: datetime, renderer: dict[str, Any]
) -> None:
    renderer["says"] = NoAddress()
    about = write(now)
    deliver_due(now)
    assert [notification.subject for notification in posting.could_not_be_told()] == [about]


def test_person_who_was_phoned_leaves_the_list(now: datetime, renderer: dict[str, Any]) -> None:
    renderer["says"] = NoAddress()
    about, other = write(now), write(now)
    deliver_due(now)
    assert [told_by_phone(about, now, version=version) for version in (0, 1, 1)] == [0, 1, 0]
    assert [notification.subject for notification in posting.could_not_be_told()] == [other]


@pytest.mark.parametrize(
    "fault",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        SMTPDataError(451, b"try later"),
        SMTPDataError(554, b"no"),
    ],
    ids=["down", "hanging", "4xx", "5xx"],
)
def test_failed_notification_is_kept_and_sent_when_the_server_is_back(
    now: datetime, settings: Settings, fault: Exception
) -> None:
    settings.EMAIL_BACKEND = BROKEN
    Broken.fault = fault
    write(now)
    assert deliver_due(now) == 0
    assert deliver_due(now + timedelta(seconds=59)) == 0
    settings.EMAIL_BACKEND = WORKS
    assert deliver_due(now + BACK_OFF[0]) == 1
    assert len(mail.outbox) == 1


def test_server_that_drops_after_data_gets_the_same_message_id_twice(
    now: datetime, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DropsAfterData"
    DropsAfterData.taken.clear()
    write(now)
    deliver_due(now)
    settings.EMAIL_BACKEND = WORKS
    deliver_due(now + BACK_OFF[0])
    ids = {m.extra_headers["Message-ID"] for m in [*DropsAfterData.taken, *mail.outbox]}
    assert (len(DropsAfterData.taken), len(mail.outbox), len(ids)) == (1, 1, 1)


def test_giving_up_is_visible(now: datetime, settings: Settings) -> None:
    settings.EMAIL_BACKEND = BROKEN
    about = write(now)
    moment = now
    for wait in (*BACK_OFF, timedelta(0)):
        deliver_due(moment)
        moment += wait
    notification = posting.could_not_be_told().get()
    assert (notification.subject, notification.status, notification.attempts) == (
        about,
        "failed",
        len(BACK_OFF) + 1,
    )


def test_notification_that_struggles_is_listed_while_it_is_still_tried(
    now: datetime, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = BROKEN
    about = write(now)
    moment = now
    listed = []
    for wait in BACK_OFF[: posting.STRUGGLING]:
        deliver_due(moment)
        moment += wait
        listed.append(posting.could_not_be_told().exists())
    assert listed == [False, False, False, True]
    settings.EMAIL_BACKEND = WORKS
    assert (deliver_due(moment), posting.could_not_be_told().exists()) == (1, False)
    assert posting.about(about).get().status == "sent"


def test_last_error_never_quotes_the_address(now: datetime, settings: Settings) -> None:
    settings.EMAIL_BACKEND = BROKEN
    Broken.fault = SMTPDataError(550, b"pat@example.com unknown")
    about = write(now)
    deliver_due(now)
    assert posting.about(about).get().last_error == "SMTPDataError"


def test_notification_of_a_dead_worker_is_taken_over_after_its_lease(now: datetime) -> None:
    write(now)
    Notification.objects.update(status="sending", lease_until=now + LEASE, attempts=1)
    assert deliver_due(now) == 0
    assert deliver_due(now + LEASE) == 1


def test_one_broken_notification_does_not_stop_the_others(now: datetime) -> None:
    write(now, kind="unknown.kind")
    write(now)
    assert deliver_due(now) == 1


def test_line_breaks_in_a_subject_are_harmless(now: datetime, renderer: dict[str, Any]) -> None:
    renderer["says"] = Message(("pat@example.com",), "News\r\nBcc: eve@example.com", "Hello")
    write(now)
    deliver_due(now)
    assert mail.outbox[0].subject == "News Bcc: eve@example.com"


def test_calendar_part_is_an_alternative_and_an_attachment_and_names_its_method(
    now: datetime, renderer: dict[str, Any]
) -> None:
    calendar = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    renderer["says"] = Message(("pat@example.com",), "News", "Hello", calendar, "REQUEST")
    write(now)
    deliver_due(now)
    message = mail.outbox[0].message()
    assert [(part.get_content_type(), part.get_filename()) for part in message.walk()] == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("text/calendar", None),
        ("text/calendar", "appointment.ics"),
    ]
    lines = message.as_string().replace('"', "").splitlines()
    kinds = [line for line in lines if "text/calendar" in line]
    assert kinds == ["Content-Type: text/calendar; method=REQUEST; charset=utf-8"] * 2


def test_oldest_due_names_the_longest_wait(now: datetime) -> None:
    assert posting.oldest_due(now) is None
    write(now - timedelta(hours=2))
    write(now)
    assert posting.oldest_due(now) == now - timedelta(hours=2)


def test_oldest_due_counts_a_notification_whose_worker_died(now: datetime) -> None:
    write(now - timedelta(hours=2))
    Notification.objects.update(status="sending", lease_until=now)
    assert posting.oldest_due(now) == now - timedelta(hours=2)
    assert posting.oldest_due(now - timedelta(seconds=1)) is None


def test_staff_read_notifications_by_name(now: datetime) -> None:
    write(now, "booking.confirmed")
    write(now, "booking.declined")
    write(now, "test.news")
    desk = signed_in(member(roles.RECEPTION))
    address = reverse("admin:outbox_notification_changelist")
    text = desk.get(address).content.decode()
    for name in ("Your visit is confirmed", "We cannot offer this visit", "test.news"):
        assert f">{name}</a>" in text
    assert "booking.confirmed</" not in text
    chosen = desk.get(address, {"kind": "booking.declined"}).content.decode()
    rows = chosen[chosen.index('id="result_list"') :]
    assert "We cannot offer this visit" in rows
    assert "Your visit is confirmed</a></th>" not in rows
    notification = Notification.objects.get(kind="booking.confirmed")
    one = desk.get(reverse("admin:outbox_notification_change", args=[notification.pk]))
    assert "Your visit is confirmed" in one.content.decode()


NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("to_staff", "said"),
    [
        (True, "not sent, nobody at the clinic has an e-mail address here"),
        (False, "no e-mail address: phone this person"),
    ],
)
def test_list_asks_to_phone_patients_and_never_colleagues(to_staff: bool, said: str) -> None:
    Notification.objects.create(
        kind="booking.new_request",
        subject=uuid4(),
        version=1,
        to_staff=to_staff,
        status=Notification.Status.PHONE,
        created_at=NOW,
        next_attempt_at=NOW,
    )
    desk = signed_in(member(roles.RECEPTION))
    text = desk.get(reverse("admin:outbox_notification_changelist")).content.decode()
    row = text[text.index('id="result_list"') : text.index("</table>")]
    assert f'field-became">{said}<' in row
