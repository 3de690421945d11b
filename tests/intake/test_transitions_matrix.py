"""Every status, transition and actor: the actions do what the table says and nothing else."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import User

from clinic_site.foundation.outbox.models import Notification
from intake import envelopes
from intake.actions.checking import possible_transitions
from intake.actions.transitions import apply_transition
from intake.exceptions import IntakeError, NotAllowed
from intake.models import Booking, Event, Offer, TimeCell
from intake.transitions.statuses import LIVE, OPEN, Actor, NotificationKind, Status
from intake.transitions.table import TRANSITION_NAMES, TRANSITIONS, find_transition
from intake.transitions.transition import Time, Timing, Transition
from tests.intake.factories import NOW, answer_to, make_booking, make_clinic, make_staff

pytestmark = pytest.mark.django_db

MATRIX = list(product(Status, TRANSITION_NAMES, Actor))
SOON = NOW + timedelta(hours=1)


def _when(booking: Booking, transition: Transition | None) -> datetime:
    if transition is not None and transition.timing is Timing.FROM_START:
        return booking.turning_point or SOON
    return SOON


def _try(booking: Booking, name: str, actor: Actor, staff: User, now: datetime = SOON) -> Booking:
    return apply_transition(
        name,
        booking.id,
        actor=actor,
        version=booking.version,
        by=staff if actor is Actor.STAFF else None,
        now=now,
        answer=answer_to(booking, name, now),
    )


def _notifications(transition: Transition, actor: Actor) -> set[tuple[str, bool]]:
    staff = () if actor is Actor.STAFF else transition.staff_notifications
    reminder = ((NotificationKind.REMINDER, False),) if transition.reminds else ()
    return {
        *((kind, False) for kind in transition.notifications),
        *((kind, True) for kind in staff),
        *reminder,
    }


@pytest.mark.parametrize(
    ("status", "name", "actor"),
    MATRIX,
    ids=[f"{status}-{name}-{actor}" for status, name, actor in MATRIX],
)
def test_move(status: Status, name: str, actor: Actor) -> None:
    make_clinic()
    staff = make_staff("reviewer")
    # Somebody else brought it to where it stands, so that anybody may look at it again.
    booking = make_booking(status, by=make_staff("decider"), flagged=True)
    before = (Event.objects.count(), Notification.objects.count(), TimeCell.objects.count())
    transition = find_transition(name, status, actor)

    if transition is not None:
        moved = _try(booking, name, actor, staff, _when(booking, transition))
        target = transition.target_from(status)
        assert moved.status == target
        assert moved.version == booking.version + 1
        assert (moved.closed_at is None) is (target in OPEN)
        owns = moved.start is not None and transition.time is not Time.FREE
        stays_over = target is status and status not in OPEN
        assert TimeCell.objects.filter(booking=moved, offer=None).exists() is (
            owns and not stays_over
        )
        assert Offer.objects.filter(booking=moved).exists() is (target is Status.OFFERED)
        event = Event.objects.get(booking=moved, version=moved.version)
        assert (event.transition, event.actor, event.source, event.target) == (
            name,
            actor,
            status,
            target,
        )
        assert event.user == (staff if actor is Actor.STAFF else None)
        notifications = Notification.objects.filter(subject=moved.id, version=moved.version)
        assert {
            (notification.kind, notification.to_staff) for notification in notifications
        } == _notifications(transition, actor)
        assert envelopes.exists(moved.id, "note-0001") or envelopes.exists(
            moved.id, "approval-0001"
        )
    else:
        with pytest.raises(NotAllowed):
            _try(booking, name, actor, staff)
        same = Booking.objects.get(pk=booking.pk)
        assert (same.status, same.version) == (booking.status, booking.version)
        after = (Event.objects.count(), Notification.objects.count(), TimeCell.objects.count())
        assert after == before


@pytest.mark.parametrize(("status", "actor"), list(product(Status, Actor)))
def test_what_is_possible_is_what_the_table_allows_now(status: Status, actor: Actor) -> None:
    make_clinic()
    staff = make_staff("reviewer")
    booking = make_booking(status, by=make_staff("decider"), flagged=True)
    by = staff if actor is Actor.STAFF else None
    for now in (SOON, booking.turning_point or SOON):
        found = possible_transitions(booking, actor=actor, by=by, now=now)
        for name in TRANSITION_NAMES:
            if find_transition(name, status, actor) in found:
                continue
            with pytest.raises(NotAllowed):
                _try(booking, name, actor, staff, now)


@pytest.mark.parametrize("name", TRANSITION_NAMES)
def test_staff_without_the_permission_move_nothing(name: str) -> None:
    make_clinic()
    for source in {
        source
        for transition in TRANSITIONS
        if transition.name == name
        for source in transition.sources
    }:
        booking = make_booking(source, flagged=True)
        bystander = make_staff(f"bystander-{source}", "read_contact")
        with pytest.raises(IntakeError):
            _try(booking, name, Actor.STAFF, bystander)
        assert possible_transitions(booking, actor=Actor.STAFF, by=bystander, now=SOON) == ()
        assert Booking.objects.get(pk=booking.pk).version == booking.version
        TimeCell.objects.all().delete()


@pytest.mark.parametrize("status", list(Status))
def test_only_live_bookings_and_past_visits_own_time(status: Status) -> None:
    make_clinic()
    booking = make_booking(status)
    owns = status in LIVE or status in (Status.ATTENDED, Status.MISSED)
    assert TimeCell.objects.filter(booking=booking).exists() is owns
