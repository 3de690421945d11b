"""Moves do what they say, refuse kindly, and tell who was faster."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from clinic_site.foundation.outbox.models import Notification
from intake import envelopes, links
from intake.actions import checking, time_cells, transitions
from intake.actions.clock import lapse_due
from intake.actions.events import add_note
from intake.actions.requesting import request_booking
from intake.actions.transitions import apply_transition
from intake.exceptions import NotAllowed, NoteRequired, SlotTaken, StaleVersion
from intake.models import Booking, Envelope, Event, LookupKey, Service, TimeCell
from intake.queries import worklists
from intake.transitions.statuses import Actor, Status
from tests.intake.factories import act, make_booking, make_staff, make_wish
from tests.moments import HALF_HOUR, MINUTE, NOW, SECOND, START

pytestmark = [pytest.mark.database_bound, pytest.mark.quick, pytest.mark.usefixtures("clinic")]


def counts() -> tuple[int, ...]:
    return tuple(
        m.objects.count() for m in (Booking, TimeCell, Event, Envelope, LookupKey, Notification)
    )


def test_second_of_two_staff_is_told_who_was_faster() -> None:
    booking = make_booking()
    ada = make_staff("ada", first_name="Ada", last_name="Lovelace")
    ben = make_staff("ben")
    moment = NOW + timedelta(minutes=3)
    act("confirm", booking.id, version=1, by=ada, now=moment)
    before = counts()
    later = NOW + timedelta(minutes=4)
    with pytest.raises(StaleVersion) as caught:
        act("decline", booking.id, version=1, by=ben, now=later, reason="no-time")
    assert (caught.value.who, caught.value.when) == ("Ada Lovelace", moment)
    assert (caught.value.status, caught.value.actor) == (Status.CONFIRMED, "staff")
    assert counts() == before


def test_decision_on_a_withdrawn_request_is_told_that_the_patient_withdrew() -> None:
    booking = make_booking()
    act("withdraw", booking.id, version=1, now=NOW)
    with pytest.raises(StaleVersion) as caught:
        act("confirm", booking.id, version=1, by=make_staff(), now=NOW)
    assert (caught.value.who, caught.value.actor) == ("", "patient")


def test_update_that_meets_a_changed_row_is_moved_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and writing somebody else writes: the count of the update tells."""
    booking = make_booking()
    staff = make_staff()
    check = checking.check_booking

    def and_meanwhile(*given: Any, **more: Any) -> None:
        check(*given, **more)
        monkeypatch.setattr(transitions, "check_booking", check)
        act("withdraw", booking.id, version=1, now=NOW)

    monkeypatch.setattr(transitions, "check_booking", and_meanwhile)
    # The inner move is undone with the outer one, as both share this transaction.
    with pytest.raises(StaleVersion), transaction.atomic():
        act("confirm", booking.id, version=1, by=staff, now=NOW)
    assert Notification.objects.filter(kind="booking.confirmed").count() == 0


def test_offer_that_ends_while_it_is_accepted_is_moved_on(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = make_booking(Status.OFFERED)
    chosen = booking.offers.get(position=1).pk
    choose = time_cells.chosen_offer

    def but_first(*given: Any) -> Any:
        monkeypatch.setattr(time_cells, "chosen_offer", choose)
        act("refuse", booking.id, version=2, now=NOW)
        return choose(*given)

    monkeypatch.setattr(time_cells, "chosen_offer", but_first)
    with pytest.raises(StaleVersion), transaction.atomic():
        act("accept", booking.id, version=2, now=NOW, offer_id=chosen)


def test_note_is_required_kept_sealed_and_readable() -> None:
    booking = make_booking()
    staff = make_staff()
    with pytest.raises(NoteRequired):
        act("decline", booking.id, version=1, by=staff, now=NOW, reason="other", note="  ")
    act(
        "decline",
        booking.id,
        version=1,
        by=staff,
        now=NOW,
        reason="other",
        note=" Needs a scan first ",
    )
    notes = envelopes.open_notes(booking.id, by=staff, page="test", now=NOW)
    assert notes == [
        {
            "text": "Needs a scan first",
            "transition": "decline",
            "by": "reviewer",
            "at": NOW.isoformat(),
        }
    ]


def test_confirming_over_a_flag_needs_somebody_who_may_read_the_answers() -> None:
    reception = make_staff("desk", "decide_booking", "read_contact")
    flagged = make_booking(flagged=True)
    with pytest.raises(NotAllowed):
        act("confirm", flagged.id, version=1, by=reception, now=NOW, note="They sounded fine")
    plain = make_booking(start=START + HALF_HOUR)
    assert act("confirm", plain.id, version=1, by=reception, now=NOW).status == "confirmed"


def test_confirming_over_a_flag_needs_a_note() -> None:
    staff = make_staff()
    flagged = make_booking(flagged=True)
    with pytest.raises(NoteRequired):
        act("confirm", flagged.id, version=1, by=staff, now=NOW)
    assert act("confirm", flagged.id, version=1, by=staff, now=NOW, note="Seen").version == 2
    plain = make_booking(start=START + HALF_HOUR)
    assert act("confirm", plain.id, version=1, by=staff, now=NOW).status == "confirmed"


def test_declined_withdrawn_and_cancelled_time_can_be_booked_again() -> None:
    staff = make_staff()
    for _round in range(3):
        for status in (Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED):
            make_booking(status, by=staff)
    last = make_booking()
    assert set(TimeCell.objects.values_list("booking", flat=True)) == {last.pk}


def test_calendar_sequence_counts_calendar_notifications_only() -> None:
    staff = make_staff()
    booking = make_booking()
    confirmed = act("confirm", booking.id, version=1, by=staff, now=NOW)
    assert confirmed.calendar_sequence == 0
    gone = act("cancel", booking.id, version=2, by=staff, now=NOW, note="Ill")
    assert gone.calendar_sequence == 1
    never_confirmed = make_booking(Status.WITHDRAWN)
    assert never_confirmed.calendar_sequence == -1


def test_withdrawing_ends_the_link_it_came_by() -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW)
    assert links.find_link(token, NOW) == booking
    act("withdraw", booking.id, version=1, now=NOW)
    assert links.find_link(token, NOW) is None


def test_staff_cannot_pass_for_a_patient_or_the_clock() -> None:
    booking = make_booking()
    staff = make_staff()
    with pytest.raises(NotAllowed):
        apply_transition("withdraw", booking.id, actor=Actor.PATIENT, version=1, by=staff, now=NOW)
    with pytest.raises(NotAllowed):
        act("confirm", booking.id, version=1, by=None, now=NOW)
    with pytest.raises(NotAllowed):
        apply_transition("lapse", booking.id, actor=Actor.CLOCK, version=1, by=staff, now=START)


def test_unknown_booking_and_unknown_move() -> None:
    staff = make_staff()
    with pytest.raises(Booking.DoesNotExist):
        act("confirm", uuid.uuid4(), version=1, by=staff, now=NOW)
    with pytest.raises(KeyError):
        apply_transition("vanish", uuid.uuid4(), actor=Actor.STAFF, version=1, by=staff, now=NOW)


def test_why_a_flag_was_passed_is_read_by_those_who_may_read_the_answers() -> None:
    clinician = make_staff()
    desk = make_staff("desk", "decide_booking", "read_contact", "write_note")
    booking = make_booking(flagged=True)
    add_note(booking, "Prefers mornings", by=desk, now=NOW)
    later = NOW + MINUTE
    act("confirm", booking.id, version=1, by=clinician, now=later, note="The numbness is old")
    seen = {
        user: [n["text"] for n in envelopes.open_notes(booking.id, by=user, page="test", now=later)]
        for user in (clinician, desk)
    }
    assert seen == {
        clinician: ["Prefers mornings", "The numbness is old"],
        desk: ["Prefers mornings"],
    }
    with pytest.raises(NotAllowed):
        envelopes.open(booking.id, "approval-0001", by=desk, page="test", now=later)


def test_free_notes_need_the_permission_and_words() -> None:
    booking = make_booking()
    staff = make_staff()
    add_note(booking, "Phoned, no answer", by=staff, now=NOW)
    add_note(booking, "Phoned again", by=staff, now=NOW)
    notes = envelopes.open_notes(booking.id, by=staff, page="test", now=NOW)
    assert [note["text"] for note in notes] == ["Phoned, no answer", "Phoned again"]
    with pytest.raises(NoteRequired):
        add_note(booking, " ", by=staff, now=NOW)
    with pytest.raises(NotAllowed):
        add_note(booking, "Hi", by=make_staff("other", "read_contact"), now=NOW)


def test_holds_lapse_when_their_start_comes_and_not_before() -> None:
    booking = make_booking()
    later = make_booking(start=START + HALF_HOUR)
    confirmed = make_booking(Status.CONFIRMED, start=START + 2 * HALF_HOUR)
    assert lapse_due(START - SECOND) == 0
    assert lapse_due(START) == 1
    assert lapse_due(START) == 0
    statuses = Booking.objects.in_bulk([booking.pk, later.pk, confirmed.pk])
    found = {pk: row.status for pk, row in statuses.items()}
    assert found == {booking.pk: "lapsed", later.pk: "held", confirmed.pk: "confirmed"}
    assert set(
        Notification.objects.filter(subject=booking.pk, version=2).values_list("kind", "to_staff")
    ) == {("booking.lapsed", False), ("booking.lapsed_call_patient", True)}


def test_hold_whose_start_passed_cannot_be_confirmed_though_the_clock_never_ran() -> None:
    booking = make_booking()
    with pytest.raises(NotAllowed):
        act("confirm", booking.id, version=1, by=make_staff(), now=START)
    assert TimeCell.objects.filter(booking=booking).exists()
    assert list(worklists.to_decide(START)) == []


def test_decision_at_the_moment_of_lapsing_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = make_booking()
    act("withdraw", seen.id, version=1, now=NOW)
    monkeypatch.setattr("intake.queries.worklists.lapsing", lambda _now: [seen])
    assert lapse_due(START) == 0
    assert Booking.objects.get().status == "withdrawn"


def test_rebooking_after_letting_go_a_thousand_times_never_gives_two() -> None:
    """The layer that every transition goes through, by itself: it is the one that could slip."""
    owner = make_booking()
    act("withdraw", owner.pk, version=1, now=NOW)
    rival, owner = Booking.objects.get(), make_booking()
    assert rival.start == owner.start == START
    for _time in range(1_000):
        with pytest.raises(SlotTaken):
            time_cells.reclaim(rival)
        time_cells.release(owner)
        time_cells.reclaim(rival)
        owner, rival = rival, owner
        assert list(TimeCell.objects.values_list("booking", flat=True)) == [owner.pk] * 6


def test_rebooking_after_cancel_leaves_one_live_booking_each_time(service: Service) -> None:
    staff = make_staff()
    for _time in range(50):
        booking = request_booking(make_wish(service), now=NOW)
        with pytest.raises(SlotTaken):
            request_booking(make_wish(service), now=NOW)
        act("confirm", booking.pk, version=1, by=staff, now=NOW)
        assert set(TimeCell.objects.values_list("booking", flat=True)) == {booking.pk}
        act("cancel", booking.pk, version=2, by=staff, now=NOW, note="Closed")
        assert not TimeCell.objects.exists()
    assert list(Booking.objects.values_list("status", flat=True)) == ["cancelled"] * 50
