"""Moving a visit or a hold, up to the cut-off, and undoing what was done by mistake."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from clinic_site.foundation.outbox.models import Notification
from intake import links
from intake.actions.checking import possible_transitions
from intake.actions.requesting import request_booking
from intake.actions.time_cells import Slot
from intake.exceptions import NotAllowed, NotOffered, PastCutoff, SlotTaken
from intake.models import Booking, Closure, Service, TimeCell
from intake.queries import worklists
from intake.queries.times import change_cutoff, owned_cells
from intake.transitions.statuses import Actor, Status
from tests.intake.factories import (
    act,
    make_booking,
    make_clinic,
    make_practitioner,
    make_service,
    make_staff,
    make_wish,
)
from tests.moments import DAY, HALF_HOUR, HOUR, NOW, SECOND, START

pytestmark = [pytest.mark.database_bound, pytest.mark.quick, pytest.mark.usefixtures("clinic")]

QUARTER = timedelta(minutes=15)
CUTOFF = START - timedelta(hours=24)


@pytest.fixture
def service() -> Service:
    service = make_service(start_every_minutes=15, buffer_after_minutes=10)
    make_practitioner(service)
    return service


@pytest.fixture
def staff() -> User:
    return make_staff("mover")


def cells(booking: Booking) -> set[int]:
    return set(booking.time_cells.values_list("cell", flat=True))


def test_patient_moves_a_visit_and_the_old_time_is_free(service: Service) -> None:
    booking = make_booking(Status.CONFIRMED)
    token = links.mint_link(booking, NOW)
    moved = act("reschedule", booking.id, version=2, now=NOW, to=(None, START + 50 * DAY))
    assert (moved.status, moved.start, moved.version) == ("confirmed", START + 50 * DAY, 3)
    assert moved.end == START + 50 * DAY + HALF_HOUR
    assert moved.calendar_sequence == 1
    assert cells(moved) == set(owned_cells(service, START + 50 * DAY))
    assert make_booking().start == START
    # The link goes with the visit, and lasts until after it.
    assert links.find_link(token, START + 70 * DAY) == moved


def test_visit_moves_onto_its_own_overlapping_time(service: Service, staff: User) -> None:
    booking = make_booking(Status.CONFIRMED)
    kept = cells(booking) & set(owned_cells(service, START + QUARTER))
    rows = set(booking.time_cells.filter(cell__in=kept).values_list("pk", flat=True))
    assert rows
    moved = act("reschedule", booking.id, version=2, by=staff, now=NOW, to=(None, START + QUARTER))
    assert cells(moved) == set(owned_cells(service, START + QUARTER))
    assert rows <= set(moved.time_cells.values_list("pk", flat=True))


def test_time_of_another_is_refused_and_the_own_kept(service: Service, staff: User) -> None:
    booking = make_booking(Status.CONFIRMED)
    make_booking(start=START + DAY)
    before = cells(booking)
    with pytest.raises(SlotTaken):
        act("reschedule", booking.id, version=2, by=staff, now=NOW, to=(None, START + DAY))
    booking.refresh_from_db()
    assert (booking.start, booking.version, cells(booking)) == (START, 2, before)


@pytest.mark.parametrize(
    "to", [(None, START), (None, NOW - DAY), (999_999, START + DAY)], ids=["same", "past", "nobody"]
)
def test_what_is_no_other_time_is_refused(service: Service, staff: User, to: Slot) -> None:
    booking = make_booking(Status.CONFIRMED)
    with pytest.raises(NotOffered):
        act("reschedule", booking.id, version=2, by=staff, now=NOW, to=to)


def test_patients_change_until_the_cut_off_and_staff_after_it(
    service: Service, staff: User
) -> None:
    booking = make_booking(Status.CONFIRMED)
    late = CUTOFF + SECOND
    for name, more in (("reschedule", {"to": (None, START + DAY)}), ("withdraw", {})):
        given: dict[str, Any] = more
        with pytest.raises(PastCutoff):
            act(name, booking.id, version=2, now=late, **given)
    patient = possible_transitions(booking, actor=Actor.PATIENT, by=None, now=late)
    assert patient == ()
    early = possible_transitions(booking, actor=Actor.PATIENT, by=None, now=CUTOFF - QUARTER)
    assert {transition.name for transition in early} == {"reschedule", "withdraw"}
    gone = act("withdraw", booking.id, version=2, by=staff, now=late)
    assert gone.status == Status.WITHDRAWN
    assert set(Notification.objects.filter(version=3).values_list("kind", flat=True)) == {
        "booking.withdrawn"
    }


def test_cut_off_is_the_clinics_and_in_wall_time(service: Service) -> None:
    clinic = make_clinic(change_cutoff_hours=48)
    # Sunday, March 14, 2027: the clocks go forward, so the day before has 23 hours to it.
    booking = Booking(start=START + 12 * DAY - HOUR)
    assert booking.start is not None
    cutoff = change_cutoff(booking, clinic)
    assert cutoff == booking.start - timedelta(hours=47)


def test_staff_move_a_hold_and_the_promise_stands(service: Service, staff: User) -> None:
    booking = make_booking()
    moved = act("reschedule", booking.id, version=1, by=staff, now=NOW, to=(None, START + 9 * DAY))
    assert (moved.status, moved.start) == ("held", START + 9 * DAY)
    assert moved.decide_by == booking.decide_by
    assert moved.calendar_sequence == -1


def test_rescheduling_a_hold_does_not_put_off_the_promised_answer(
    service: Service, staff: User
) -> None:
    booking = make_booking()
    promised = booking.decide_by
    assert promised is not None
    for version, (by, now, days) in enumerate(
        [(staff, NOW + HOUR, 9), (None, promised - HOUR, 10), (staff, promised - QUARTER, 11)], 1
    ):
        to = (None, START + days * DAY)
        moved = act("reschedule", booking.id, version=version, by=by, now=now, to=to)
        assert moved.decide_by == promised
    # The control: an answer that is overdue is promised anew, eight opening hours from now.
    overdue = act(
        "reschedule", booking.id, version=4, by=staff, now=promised, to=(None, START + 12 * DAY)
    )
    assert overdue.decide_by == promised + DAY


def test_patient_takes_another_time_for_a_hold_and_the_promise_stands(service: Service) -> None:
    booking = make_booking()
    moved = act("reschedule", booking.id, version=1, now=NOW, to=(None, START + 9 * DAY))
    assert (moved.status, moved.start) == ("held", START + 9 * DAY)
    assert moved.decide_by == booking.decide_by
    assert moved.calendar_sequence == -1
    assert set(Notification.objects.filter(version=2).values_list("kind", flat=True)) == {
        "booking.hold_rescheduled_by_patient",
        "booking.patient_rescheduled",
    }
    with pytest.raises(PastCutoff):
        act("reschedule", booking.id, version=2, now=START + 8 * DAY, to=(None, START + 20 * DAY))


def test_staff_need_no_notice_and_patients_do(service: Service, staff: User) -> None:
    booking = make_booking(Status.CONFIRMED)
    soon = NOW + HOUR
    with pytest.raises(NotOffered):
        act("reschedule", booking.id, version=2, now=NOW, to=(None, soon))
    assert (
        act("reschedule", booking.id, version=2, by=staff, now=NOW, to=(None, soon)).start == soon
    )


def test_sequence_counts_confirm_move_and_cancel(service: Service, staff: User) -> None:
    booking = make_booking(Status.CONFIRMED)
    assert booking.calendar_sequence == 0
    moved = act("reschedule", booking.id, version=2, now=NOW, to=(None, START + DAY))
    assert moved.calendar_sequence == 1
    gone = act("cancel", booking.id, version=3, by=staff, now=NOW, note="Ill")
    assert gone.calendar_sequence == 2


@pytest.mark.parametrize("status", [Status.ATTENDED, Status.MISSED])
def test_attended_and_missed_are_undone_silently(status: Status, staff: User) -> None:
    booking = make_booking(status)
    notifications = Notification.objects.count()
    back = act("undo", booking.id, version=3, by=staff, now=START + DAY)
    assert (back.status, back.closed_at) == ("confirmed", None)
    assert Notification.objects.count() == notifications
    assert back.calendar_sequence == 0


def test_undoing_a_decline_claims_its_own_time_again(staff: User) -> None:
    booking = make_booking(Status.DECLINED)
    assert not TimeCell.objects.exists()
    back = act("undo", booking.id, version=2, by=staff, now=NOW)
    assert (back.status, back.start, back.decline_reason) == ("held", START, "")
    assert back.time_cells.count() == 6
    assert Notification.objects.filter(version=3).values_list("kind", flat=True).get() == (
        "booking.held_again"
    )


def test_undoing_a_decline_claims_all_that_was_promised(staff: User) -> None:
    hour = make_service(length_minutes=60, buffer_after_minutes=10)
    make_practitioner(hour)
    declined = make_booking(Status.DECLINED, service=hour, by=staff)
    hour.length_minutes = 30
    hour.save()
    back = act("undo", declined.id, version=2, by=staff, now=NOW)
    assert back.end == START + HOUR
    assert back.time_cells.count() == (60 + 10) // 5
    with pytest.raises(SlotTaken):
        request_booking(make_wish(hour, START + HALF_HOUR), now=NOW)


def test_decline_whose_time_the_clinic_closed_since_stays_declined(staff: User) -> None:
    booking = make_booking(Status.DECLINED, by=staff)
    Closure.objects.create(date=START.date())
    with pytest.raises(NotOffered):
        act("undo", booking.id, version=2, by=staff, now=NOW)
    booking.refresh_from_db()
    assert (booking.status, booking.version) == ("declined", 2)
    assert not TimeCell.objects.exists()
    # The control: without the closure it is held again.
    Closure.objects.all().delete()
    assert act("undo", booking.id, version=2, by=staff, now=NOW).status == "held"


def test_decline_whose_time_is_gone_or_past_stays_declined(staff: User) -> None:
    booking = make_booking(Status.DECLINED)
    make_booking()
    with pytest.raises(SlotTaken):
        act("undo", booking.id, version=2, by=staff, now=NOW)
    with pytest.raises(NotAllowed):
        act("undo", booking.id, version=2, by=staff, now=START)
    booking.refresh_from_db()
    assert (booking.status, booking.version) == ("declined", 2)


def test_second_look_is_for_another_person_once_and_over_a_flag(staff: User) -> None:
    plain = make_booking(Status.DECLINED)
    with pytest.raises(NotAllowed):
        act("second_look", plain.id, version=2, by=make_staff("else"), now=NOW)
    flagged = make_booking(Status.DECLINED, flagged=True, by=staff)
    assert list(worklists.second_look()) == [flagged]
    with pytest.raises(NotAllowed):
        act("second_look", flagged.id, version=2, by=staff, now=NOW)
    other = make_staff("other")
    seen = act("second_look", flagged.id, version=2, by=other, now=NOW, note="Agreed")
    assert (seen.status, seen.second_look_by, seen.second_look_at) == ("declined", other, NOW)
    assert seen.closed_at == flagged.closed_at
    assert list(worklists.second_look()) == []
    with pytest.raises(NotAllowed):
        act("second_look", flagged.id, version=3, by=make_staff("third"), now=NOW)


def test_anybody_who_may_read_looks_again_at_what_the_clock_let_lapse(staff: User) -> None:
    booking = make_booking(Status.LAPSED, flagged=True)
    assert act("second_look", booking.id, version=2, by=staff, now=START).version == 3
