"""Every status, every move, every actor: the actions do what the table says and nothing else."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import User

from clinic_site.outbox.models import Letter
from intake import actions, envelopes
from intake.exceptions import IntakeError, NotAllowed
from intake.models import Booking, Claim, Event
from intake.states import LIVE, MOVES, OPEN, Actor, Move, Status, Timing
from tests.intake.factories import NOW, make_booking, make_clinic, make_staff

pytestmark = pytest.mark.django_db

MATRIX = list(product(Status, MOVES, Actor))


def _try(booking: Booking, move: Move, actor: Actor, staff: User) -> Booking:
    start = booking.start
    now = NOW + timedelta(hours=1)
    if start is not None and move.timing is Timing.FROM_START:
        now = start
    return actions.move(
        move.name,
        booking.id,
        actor=actor,
        version=booking.version,
        by=staff if actor is Actor.STAFF else None,
        now=now,
        note="A reason",
    )


@pytest.mark.parametrize(
    ("status", "move", "actor"),
    MATRIX,
    ids=[f"{status}-{move.name}-{actor}" for status, move, actor in MATRIX],
)
def test_move(status: Status, move: Move, actor: Actor) -> None:
    make_clinic()
    staff = make_staff("reviewer")
    booking = make_booking(status, by=staff)
    before = (Event.objects.count(), Letter.objects.count(), Claim.objects.count())

    if status in move.sources and actor in move.actors:
        moved = _try(booking, move, actor, staff)
        assert moved.status == move.target
        assert moved.version == booking.version + 1
        assert (moved.closed_at is None) is (move.target in OPEN)
        assert Claim.objects.filter(booking=moved).exists() is (
            moved.start is not None and not move.frees_time
        )
        event = Event.objects.get(booking=moved, version=moved.version)
        assert (event.move, event.actor, event.source, event.target) == (
            move.name,
            actor,
            status,
            move.target,
        )
        assert event.user == (staff if actor is Actor.STAFF else None)
        letters = Letter.objects.filter(subject=moved.id, version=moved.version)
        assert {(letter.kind, letter.to_staff) for letter in letters} == {
            *((kind, False) for kind in move.letters),
            *((kind, True) for kind in move.staff_letters),
        }
        assert envelopes.exists(moved.id, "note-0001")
    else:
        with pytest.raises(NotAllowed):
            _try(booking, move, actor, staff)
        same = Booking.objects.get(pk=booking.pk)
        assert (same.status, same.version) == (booking.status, booking.version)
        after = (Event.objects.count(), Letter.objects.count(), Claim.objects.count())
        assert after == before


@pytest.mark.parametrize("move", MOVES, ids=[move.name for move in MOVES])
def test_staff_without_the_permission_move_nothing(move: Move) -> None:
    make_clinic()
    booking = make_booking(next(iter(sorted(move.sources))))
    bystander = make_staff("bystander", "read_contact")
    with pytest.raises(IntakeError):
        _try(booking, move, Actor.STAFF, bystander)
    assert Booking.objects.get(pk=booking.pk).version == booking.version


@pytest.mark.parametrize("status", list(Status))
def test_only_live_bookings_and_past_visits_own_time(status: Status) -> None:
    make_clinic()
    booking = make_booking(status)
    owns = status in LIVE or status in (Status.ATTENDED, Status.MISSED)
    assert Claim.objects.filter(booking=booking).exists() is owns
