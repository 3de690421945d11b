"""Several people move one booking at the same moment: one does, the others are told."""

from itertools import cycle, islice

import pytest

from clinic_site.foundation.outbox.models import Notification
from intake.models import Booking, Event, TimeCell
from intake.transitions.statuses import Actor, NotificationKind
from tests.intake.factories import make_booking, make_clinic, make_staff
from tests.moments import DAY, START
from tests.races import jobs
from tests.races.harness import Clients

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound, pytest.mark.race]

ROUNDS = 5


CONFIRM = ("confirm", Actor.STAFF, "ada")
DECLINE = ("decline", Actor.STAFF, "ben")
WITHDRAW = ("withdraw", Actor.PATIENT, "")


@pytest.mark.parametrize(
    "rivals",
    [(CONFIRM, DECLINE), (CONFIRM, WITHDRAW), (DECLINE, WITHDRAW), (CONFIRM, CONFIRM)],
    ids=["two-staff", "confirm-withdraw", "decline-withdraw", "double-click"],
)
def test_one_wins_and_the_others_are_told(
    clients: Clients, rivals: tuple[tuple[str, Actor, str], ...]
) -> None:
    make_clinic()
    for username in ("ada", "ben"):
        make_staff(username)
    for number in range(ROUNDS):
        booking = make_booking(start=START + number * DAY)
        orders = [(name, actor, booking.id, who) for name, actor, who in islice(cycle(rivals), 20)]
        outcomes = clients.run(jobs.reschedule, orders)

        after = Booking.objects.get(pk=booking.pk)
        winners = [outcome for outcome in outcomes if isinstance(outcome, jobs.Moved)]
        told = [outcome for outcome in outcomes if isinstance(outcome, jobs.TooLate)]
        assert winners == [jobs.Moved(after.status)]
        assert told == [jobs.TooLate(after.status)] * 19
        assert after.version == 2
        assert Event.objects.filter(booking=booking).count() == 2
        patients = Notification.objects.filter(subject=booking.id, version=2, to_staff=False)
        assert patients.exclude(kind=NotificationKind.REMINDER).count() == 1
        assert TimeCell.objects.filter(booking=booking).exists() is (after.status == "confirmed")
