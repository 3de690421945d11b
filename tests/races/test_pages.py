"""The same race through the pages: one person is led on, ninety-nine are offered other times."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from clinic_site.foundation.outbox.models import Notification
from intake.models import Booking, Practitioner, Room, Service
from intake.sample import load as load_sample_diary
from tests.intake.journey import Patient
from tests.races import browsing
from tests.races.harness import Clients, Failure

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound, pytest.mark.race]

ROUNDS = 20
CLIENTS = 100


@pytest.fixture
def service(transactional_db: None, sample_clinic: object) -> Service:
    """A service that one person gives in one room, so that a time can be had once."""
    load_sample_diary()
    first = Practitioner.objects.order_by("pk")[0]
    Practitioner.objects.exclude(pk=first.pk).update(is_active=False)
    service = Service.objects.get(slug="consultation")
    room = Room.objects.filter(kind=service.room_kind).order_by("pk")[0]
    Room.objects.exclude(pk=room.pk).update(is_active=False)
    return service


def test_hundred_browsers_and_one_time_twenty_rounds(clients: Clients, service: Service) -> None:
    browsers: list[browsing.Cookies] = [{} for _number in range(CLIENTS)]
    for number in range(ROUNDS):
        start = Patient().walk("times", service.pk).offered()[0]
        ready = clients.run(browsing.arrive, [(service.pk, start, each) for each in browsers])
        assert [outcome.text for outcome in ready if isinstance(outcome, Failure)] == []

        answers = clients.run(browsing.send, [(cookies,) for cookies in ready])

        assert [outcome.text for outcome in answers if isinstance(outcome, Failure)] == []
        led_on = [a for a in answers if a.leads_to == reverse("intake:held")]
        refused = [a for a in answers if not a.leads_to]
        assert (len(led_on), len(refused)) == (1, CLIENTS - 1)
        assert {a.status for a in refused} == {HTTPStatus.CONFLICT}
        assert all(a.offered > 0 for a in refused)
        assert Booking.objects.count() == number + 1
        browsers = [{} if a.leads_to else a.cookies for a in answers]
    assert Notification.objects.filter(to_staff=False).count() == ROUNDS
