"""A reminder is written with what it reminds of, and sent only while that is still true."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import deliver_due
from intake.models import Booking
from intake.transitions.statuses import NotificationKind, Status
from tests.intake.factories import act, make_booking, make_clinic, make_staff
from tests.moments import DAY, HOUR, NOW, SECOND, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

DUE = START - timedelta(hours=24)


def reminders() -> list[tuple[int, datetime]]:
    rows = Notification.objects.filter(kind=NotificationKind.REMINDER).order_by("version")
    return list(rows.values_list("version", "next_attempt_at"))


def sent(now: datetime) -> list[str]:
    """What reminds among the notifications that go out by then."""
    while deliver_due(now):
        pass
    subjects = [str(m.subject) for m in mail.outbox]
    return [subject for subject in subjects if subject.startswith("Your appointment is soon")]


def test_reminder_waits_for_the_clinics_lead_before_the_visit() -> None:
    booking = make_booking(Status.CONFIRMED)
    assert reminders() == [(2, DUE)]
    assert sent(DUE - SECOND) == []
    assert sent(DUE) == [f"Your appointment is soon: {booking.reference}"]


def test_lead_is_counted_in_wall_time() -> None:
    # The night before this Sunday has an hour less.
    sunday = datetime.fromisoformat("2027-03-14T09:00-04:00")
    make_booking(Status.CONFIRMED, start=sunday)
    assert reminders() == [(2, datetime.fromisoformat("2027-03-13T09:00-05:00"))]


@pytest.mark.parametrize("lead", [0, 48])
def test_no_reminder_without_a_lead_nor_when_its_moment_is_past(lead: int) -> None:
    make_clinic(reminder_lead_hours=lead)
    make_booking(Status.CONFIRMED)
    assert reminders() == []


def test_canceled_or_withdrawn_before_the_reminder_sends_none() -> None:
    staff = make_staff("mover")
    first = make_booking(Status.CONFIRMED)
    second = make_booking(Status.CONFIRMED, start=START + HOUR)
    act("cancel", first.id, version=2, by=staff, now=NOW, note="Ill")
    act("withdraw", second.id, version=2, now=NOW)
    assert sent(START) == []
    assert set(
        Notification.objects.filter(kind=NotificationKind.REMINDER).values_list("status", flat=True)
    ) == {"dropped"}


def test_moved_visit_is_reminded_of_once_and_before_its_new_time() -> None:
    booking = make_booking(Status.CONFIRMED)
    act("reschedule", booking.id, version=2, now=NOW, to=(None, START + 5 * DAY))
    assert reminders() == [(2, DUE), (3, DUE + 5 * DAY)]
    assert sent(DUE) == []
    assert sent(DUE + 5 * DAY) == [f"Your appointment is soon: {booking.reference}"]
    assert "Monday, March 8" in str(mail.outbox[-1].body)


def test_notification_that_a_later_move_overtook_is_not_sent() -> None:
    booking = make_booking(Status.CONFIRMED)
    act("reschedule", booking.id, version=2, now=NOW, to=(None, START + 5 * DAY))
    deliver_due(NOW)
    assert set(Notification.objects.filter(status="sent").values_list("kind", flat=True)) == {
        "booking.rescheduled_by_patient"
    }
    [notification] = [m for m in mail.outbox if m.to == ["ana@example.org"]]
    assert "SEQUENCE:1" in str(notification.message())


def test_nobody_has_to_phone_only_to_remind() -> None:
    contact = {"email": "", "phone": "+1 212-555-0199", "reach_by": "phone"}
    make_booking(Status.CONFIRMED, contact=contact)
    assert sent(DUE) == []
    assert Notification.objects.get(kind=NotificationKind.REMINDER).status == "dropped"
    assert Booking.objects.count() == 1
