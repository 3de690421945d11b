"""Offering other times, and what becomes of them."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from clinic_site.foundation.outbox.models import Notification
from intake import links
from intake.actions.clock import lapse_due
from intake.actions.requesting import request_booking
from intake.actions.time_cells import Slot
from intake.exceptions import (
    BadDeadline,
    NotAllowed,
    NoteRequired,
    NotOffered,
    SlotTaken,
    StaleVersion,
)
from intake.models import Booking, Closure, Offer, RoomKind, Service, TimeCell
from intake.queries import worklists
from intake.transitions.statuses import Status
from tests.intake.factories import (
    act,
    make_booking,
    make_practitioner,
    make_room,
    make_service,
    make_staff,
    make_wish,
)
from tests.moments import DAY, HOUR, NOW, SECOND, START, ZONE

pytestmark = [pytest.mark.database_bound, pytest.mark.quick, pytest.mark.usefixtures("clinic")]

TIMES = ((None, START + DAY), (None, START + 2 * DAY), (None, START + 3 * DAY))


@pytest.fixture
def staff() -> User:
    return make_staff("offerer")


def offered(staff: User, times: tuple[Slot, ...] = TIMES) -> Booking:
    booking = make_booking()
    return act("offer", booking.id, version=1, by=staff, now=NOW, times=times, until=START)


def starts_of(booking: Booking) -> list[datetime]:
    return list(booking.offers.order_by("position").values_list("start", flat=True))


def test_offering_lets_go_of_the_held_time_and_holds_the_others(staff: User) -> None:
    booking = offered(staff)
    assert (booking.status, booking.start, booking.wished_start) == ("offered", None, START)
    assert booking.offer_until == START
    assert starts_of(booking) == [START + n * DAY for n in (1, 2, 3)]
    assert set(booking.time_cells.values_list("offer__position", flat=True)) == {1, 2, 3}
    assert TimeCell.objects.count() == 3 * 6
    # The old time is free for others, and the offered ones are not.
    assert make_booking().start == START
    with pytest.raises(SlotTaken):
        make_booking(start=START + DAY)


def test_accepting_one_frees_the_others(staff: User) -> None:
    booking = offered(staff)
    second = booking.offers.get(position=2)
    token = links.mint_link(booking, NOW)
    taken = act("accept", booking.id, version=2, now=NOW, offer_id=second.pk)
    assert (taken.status, taken.start) == ("confirmed", START + 2 * DAY)
    assert (taken.calendar_sequence, taken.offer_until) == (0, None)
    assert not Offer.objects.exists()
    assert TimeCell.objects.count() == taken.time_cells.filter(offer=None).count() == 6
    assert make_booking(start=START + DAY).status == "held"
    # The page goes on: somebody without e-mail has this link on paper.
    assert links.find_link(token, NOW) == taken
    found = set(Notification.objects.filter(version=3).values_list("kind", flat=True))
    assert found == {"booking.accepted", "booking.patient_accepted", "booking.reminder"}


def test_refusing_returns_the_request_without_a_time_and_with_a_new_deadline(staff: User) -> None:
    booking = offered(staff)
    later = NOW + timedelta(hours=6)
    back = act("refuse", booking.id, version=2, now=later)
    assert (back.status, back.start, back.offer_until) == ("held", None, None)
    # The desk has closed for today: all of its eight hours to answer lie tomorrow.
    assert booking.decide_by == NOW + DAY
    assert back.decide_by == NOW + 29 * HOUR
    assert not TimeCell.objects.exists()
    assert not Offer.objects.exists()
    assert list(worklists.to_decide(later)) == [back]
    with pytest.raises(NotAllowed):
        act("confirm", booking.id, version=3, by=staff, now=later)
    again = act("offer", booking.id, version=3, by=staff, now=later, times=TIMES[:1], until=START)
    assert starts_of(again) == [START + DAY]


def test_offer_lapses_at_its_deadline_and_frees_everything(staff: User) -> None:
    booking = offered(staff)
    assert list(worklists.offered_waiting(NOW)) == [booking]
    assert lapse_due(START - SECOND) == 0
    assert list(worklists.to_call(START)) == [booking]
    assert lapse_due(START) == 1
    assert lapse_due(START) == 0
    booking.refresh_from_db()
    assert booking.status == Status.LAPSED
    assert not TimeCell.objects.exists()
    assert list(worklists.to_call(START)) == [booking]
    assert list(worklists.offered_waiting(START)) == []


def test_answer_after_the_deadline_is_refused_though_the_clock_never_ran(staff: User) -> None:
    booking = offered(staff)
    first = booking.offers.get(position=1)
    with pytest.raises(NotAllowed):
        act("accept", booking.id, version=2, now=START, offer_id=first.pk)
    with pytest.raises(NotAllowed):
        act("refuse", booking.id, version=2, now=START)


def test_patient_may_withdraw_instead_of_choosing(staff: User) -> None:
    booking = offered(staff)
    gone = act("withdraw", booking.id, version=2, now=NOW)
    assert gone.status == Status.WITHDRAWN
    assert not TimeCell.objects.exists()


def test_only_a_time_of_this_offer_can_be_accepted(staff: User) -> None:
    booking = offered(staff)
    other = make_booking()
    theirs = act(
        "offer",
        other.id,
        version=1,
        by=staff,
        now=NOW,
        times=((None, START + 4 * DAY),),
        until=START,
    ).offers.get()
    with pytest.raises(NotOffered):
        act("accept", booking.id, version=2, now=NOW, offer_id=theirs.pk)


def test_offered_time_that_the_clinic_has_closed_since_cannot_be_accepted(staff: User) -> None:
    booking = offered(staff)
    Closure.objects.create(date=(START + DAY).astimezone(ZONE).date())
    first, second = booking.offers.get(position=1), booking.offers.get(position=2)
    with pytest.raises(NotOffered):
        act("accept", booking.id, version=2, now=NOW, offer_id=first.pk)
    assert act("accept", booking.id, version=2, now=NOW, offer_id=second.pk).version == 3


def test_second_answer_is_told_of_the_first(staff: User) -> None:
    booking = offered(staff)
    first = booking.offers.get(position=1)
    act("accept", booking.id, version=2, now=NOW, offer_id=first.pk)
    with pytest.raises(StaleVersion):
        act("refuse", booking.id, version=2, now=NOW)


def test_time_that_is_gone_is_named_and_nothing_is_written(staff: User) -> None:
    rival = make_booking(start=START + 2 * DAY)
    booking = make_booking()
    with pytest.raises(SlotTaken) as caught:
        act("offer", booking.id, version=1, by=staff, now=NOW, times=TIMES, until=START)
    assert caught.value.start == rival.start
    booking.refresh_from_db()
    assert (booking.status, booking.start, booking.version) == ("held", START, 1)
    assert not Offer.objects.exists()


@pytest.mark.parametrize(
    "times",
    [(), (*TIMES, (None, START + 4 * DAY)), ((None, START + DAY + timedelta(minutes=7)),)],
    ids=["none", "four", "off-the-grid"],
)
def test_what_cannot_be_offered_is_refused(staff: User, times: tuple[Slot, ...]) -> None:
    booking = make_booking()
    with pytest.raises((NotOffered, BadDeadline)):
        act("offer", booking.id, version=1, by=staff, now=NOW, times=times, until=START)


@pytest.mark.parametrize("until", [NOW, START + DAY + SECOND])
def test_deadline_lies_between_now_and_the_first_of_the_times(staff: User, until: datetime) -> None:
    booking = make_booking()
    with pytest.raises(BadDeadline):
        act("offer", booking.id, version=1, by=staff, now=NOW, times=TIMES, until=until)


def test_own_time_may_be_among_the_offered_ones(staff: User) -> None:
    booking = offered(staff, ((None, START), (None, START + DAY)))
    assert starts_of(booking) == [START, START + DAY]
    assert booking.time_cells.filter(offer=None).count() == 0


def test_two_offers_at_one_start_take_two_people_and_two_rooms(staff: User) -> None:
    service = make_service(room_kind=RoomKind.TREATMENT_ROOM)
    for number in (1, 2):
        make_practitioner(service, name=f"Person {number}", order=number)
    rooms = {make_room(name=f"Room {number}").pk for number in (1, 2)}
    booking = request_booking(make_wish(service), now=NOW)
    both = act(
        "offer",
        booking.id,
        version=1,
        by=staff,
        now=NOW,
        times=((None, START + DAY), (None, START + DAY)),
        until=START,
    )
    assert {offer.room_id for offer in both.offers.all()} == rooms
    assert len({offer.practitioner_id for offer in both.offers.all()}) == 2


def test_offering_over_a_flag_needs_a_reason_and_the_right_to_read(staff: User) -> None:
    booking = make_booking(flagged=True)
    with pytest.raises(NoteRequired):
        act("offer", booking.id, version=1, by=staff, now=NOW, times=TIMES, until=START)
    reception = make_staff("reception", "decide_booking", "read_contact")
    with pytest.raises(NotAllowed):
        act(
            "offer",
            booking.id,
            version=1,
            by=reception,
            now=NOW,
            times=TIMES,
            until=START,
            note="Fine",
        )
    assert Service.objects.count() == 1
