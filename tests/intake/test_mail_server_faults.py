"""Whatever the mail server does, the booking stands, no page waits, one notification comes."""

from datetime import datetime
from itertools import accumulate

import pytest
from django.utils import timezone
from pytest_django import Settings

from clinic_site.foundation.outbox import posting
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import BACK_OFF, deliver_due
from intake.models import Booking, Service, TimeCell
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import Patient
from tests.intake.mail_server import Fault, MailServer

pytestmark = pytest.mark.django_db

FAULTS = [fault for fault in Fault if fault is not Fault.NONE]
WAIT_SECONDS = 0.2


@pytest.fixture
def service() -> Service:
    make_clinic()
    # A visit that is still ahead when the last try has failed.
    service = make_service(notice_hours=48)
    make_practitioner(service)
    return service


@pytest.fixture(autouse=True)
def _posted_by_the_real_backend(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = WAIT_SECONDS
    settings.STAFF_MAIL = []


def book(service: Service) -> Booking:
    """Ask for a time through the pages, and see that the request came through."""
    patient = Patient().walk("held", service.pk)
    assert patient.get("held").status_code == 200
    return patient.booking()


def patients_notification(booking: Booking) -> Notification:
    return posting.about(booking.pk).get(kind="booking.held")


def run_worker(settings: Settings, server: MailServer, now: datetime) -> int:
    settings.EMAIL_PORT = server.port
    return deliver_due(now)


@pytest.mark.parametrize("fault", FAULTS)
def test_booking_is_made_without_a_word_to_the_mail_server(
    settings: Settings, service: Service, fault: Fault
) -> None:
    """So no page is slower than a second because of it, however long the server takes."""
    with MailServer(fault) as server:
        settings.EMAIL_PORT = server.port
        booking = book(service)
        assert server.calls == 0
    assert (booking.status, TimeCell.objects.filter(booking=booking).count()) == ("held", 6)
    assert patients_notification(booking).status == "waiting"


@pytest.mark.parametrize("fault", FAULTS)
def test_notification_is_tried_again_until_the_server_is_well(
    settings: Settings, service: Service, fault: Fault
) -> None:
    booking, now = book(service), timezone.now()
    with MailServer(fault) as broken:
        assert run_worker(settings, broken, now) == 0
        # Not again before its time, however often the worker looks.
        assert run_worker(settings, broken, now) == 0
    notification = patients_notification(booking)
    assert (notification.status, notification.attempts) == ("waiting", 1)
    assert "ann@example.org" not in notification.last_error
    with MailServer() as well:
        assert run_worker(settings, well, now + BACK_OFF[0]) == 1
        assert run_worker(settings, well, now + BACK_OFF[-1]) == 0
    assert patients_notification(booking).status == "sent"

    came = [*broken.taken, *well.taken]
    assert len(well.taken) == 1
    # A server that took the notification and hung up has it already: one more, and known as the
    # same.
    assert len(came) == (2 if fault is Fault.DROPS else 1)
    assert {m["Message-ID"] for m in came} == {notification.message_id}
    assert {m["To"] for m in came} == {"ann@example.org"}
    assert all(booking.reference in str(m["Subject"]) for m in came)
    assert Booking.objects.get().status == "held"


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.NEVER])
def test_after_a_night_of_trying_somebody_is_asked_to_phone(
    settings: Settings, service: Service, fault: Fault
) -> None:
    booking, now = book(service), timezone.now()
    moments = [now, *(now + waited for waited in accumulate(BACK_OFF))]
    with MailServer(fault) as broken:
        for moment in moments:
            assert run_worker(settings, broken, moment) == 0
    assert patients_notification(booking).status == "failed"
    assert posting.could_not_be_told().get().subject == booking.pk
    with MailServer() as well:
        assert run_worker(settings, well, moments[-1] + BACK_OFF[-1]) == 0
    assert Booking.objects.get().status == "held"


def test_control_the_worker_talks_to_the_server(settings: Settings, service: Service) -> None:
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        booking = book(service)
        assert deliver_due(timezone.now()) == 1
        assert server.calls == 1
    assert patients_notification(booking).status == "sent"
