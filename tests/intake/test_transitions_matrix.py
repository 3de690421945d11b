"""Every status, transition and actor: the actions do what the table says and nothing else."""

from datetime import datetime
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from clinic_site.foundation.outbox.models import Notification
from intake import envelopes
from intake.actions.checking import possible_transitions
from intake.actions.transitions import apply_transition
from intake.exceptions import IntakeError, NotAllowed
from intake.models import Booking, Event, Offer, TimeCell
from intake.transitions.statuses import LIVE, OPEN, Actor, NotificationKind, Status
from intake.transitions.table import TRANSITION_NAMES, TRANSITIONS, find_transition
from intake.transitions.transition import Time, Timing, Transition
from tests.intake.factories import answer_to, make_booking, make_clinic, make_staff
from tests.moments import HOUR, NOW

pytestmark = pytest.mark.django_db

SOON = NOW + HOUR


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


def _counts() -> tuple[int, int, int]:
    return Event.objects.count(), Notification.objects.count(), TimeCell.objects.count()


def _check_made(
    booking: Booking, transition: Transition, name: str, actor: Actor, staff: User
) -> None:
    moved = _try(booking, name, actor, staff, _when(booking, transition))
    status = Status(booking.status)
    target = transition.target_from(status)
    assert moved.status == target
    assert moved.version == booking.version + 1
    assert (moved.closed_at is None) is (target in OPEN)
    owns = moved.start is not None and transition.time is not Time.FREE
    stays_over = target is status and status not in OPEN
    has_time = TimeCell.objects.filter(booking=moved, offer=None).exists()
    assert has_time is (owns and not stays_over)
    assert Offer.objects.filter(booking=moved).exists() is (target is Status.OFFERED)
    event = Event.objects.get(booking=moved, version=moved.version)
    happened = (event.transition, event.actor, event.source, event.target)
    assert happened == (name, actor, status, target)
    assert event.user == (staff if actor is Actor.STAFF else None)
    sent = Notification.objects.filter(subject=moved.id, version=moved.version)
    assert set(sent.values_list("kind", "to_staff")) == _notifications(transition, actor)
    kinds = ("note-0001", "approval-0001")
    assert any(envelopes.exists(moved.id, kind) for kind in kinds)


def _check_refused(booking: Booking, name: str, actor: Actor, staff: User) -> None:
    before = _counts()
    with pytest.raises(NotAllowed):
        _try(booking, name, actor, staff)
    same = Booking.objects.get(pk=booking.pk)
    assert (same.status, same.version) == (booking.status, booking.version)
    assert _counts() == before


@pytest.mark.parametrize("status", list(Status))
def test_actions_do_what_the_table_says_and_nothing_else(status: Status) -> None:
    make_clinic()
    staff = make_staff("reviewer")
    # Somebody else brought it to where it stands, so that anybody may look at it again.
    booking = make_booking(status, by=make_staff("decider"), flagged=True)
    broken = []
    for name, actor in product(TRANSITION_NAMES, Actor):
        transition = find_transition(name, status, actor)
        fresh = Booking.objects.select_related("service").get(pk=booking.pk)
        undo = transaction.savepoint()
        try:
            if transition is None:
                _check_refused(fresh, name, actor, staff)
            else:
                _check_made(fresh, transition, name, actor, staff)
        except (AssertionError, IntakeError, pytest.fail.Exception) as error:
            broken.append(f"{name} by {actor}: {error!r}")
        transaction.savepoint_rollback(undo)
    assert broken == []


@pytest.mark.parametrize("status", list(Status))
def test_what_is_possible_is_what_the_table_allows_now(status: Status) -> None:
    make_clinic()
    staff = make_staff("reviewer")
    booking = make_booking(status, by=make_staff("decider"), flagged=True)
    broken = []
    for actor, now in product(Actor, (SOON, booking.turning_point or SOON)):
        by = staff if actor is Actor.STAFF else None
        found = possible_transitions(booking, actor=actor, by=by, now=now)
        for name in TRANSITION_NAMES:
            if find_transition(name, status, actor) in found:
                continue
            try:
                with transaction.atomic():
                    _try(booking, name, actor, staff, now)
            except NotAllowed:
                continue
            broken.append(f"{name} by {actor} at {now}")
            booking = Booking.objects.get(pk=booking.pk)
    assert broken == []


@pytest.mark.parametrize("name", TRANSITION_NAMES)
def test_staff_without_the_permission_change_nothing(name: str) -> None:
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
