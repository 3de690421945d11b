"""A request holds its time once, with everything that belongs to it, or writes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clinic_site.foundation.outbox.models import Notification
from intake import envelopes
from intake.actions.requesting import request_booking, request_call_back
from intake.availability.facts import FreeTime
from intake.exceptions import NotAllowed, NotOffered, SlotTaken
from intake.models import (
    Booking,
    Closure,
    Envelope,
    Event,
    LookupKey,
    Practitioner,
    RoomKind,
    Service,
    TimeCell,
)
from intake.queries.times import SlotCheck, nearest_free
from tests.intake.factories import make_practitioner, make_room, make_service, make_staff, make_wish
from tests.moments import DAY, HALF_HOUR, HOUR, MINUTE, NOW, START, ZONE

pytestmark = [pytest.mark.database_bound, pytest.mark.quick, pytest.mark.usefixtures("clinic")]


def counts() -> tuple[int, ...]:
    return tuple(
        m.objects.count() for m in (Booking, TimeCell, Event, Envelope, LookupKey, Notification)
    )


def test_request_holds_the_time_with_everything_that_belongs_to_it(service: Service) -> None:
    booking = request_booking(make_wish(service, flagged=True), now=NOW)

    assert (booking.status, booking.version, booking.kind) == ("held", 1, "appointment")
    assert (booking.start, booking.end) == (START, START + HALF_HOUR)
    assert booking.initials == "AO"
    assert booking.flagged
    assert booking.decide_by == NOW + DAY  # 5 hours today, 3 tomorrow from nine
    assert booking.calendar_sequence == -1
    assert len(booking.reference) == 9
    assert str(booking) == booking.reference
    cells = sorted(booking.time_cells.values_list("resource_id", "cell"))
    first = int(START.timestamp()) // 300
    assert cells == [(booking.practitioner_id, first + n) for n in range(6)]
    event = booking.events.get()
    happened = (event.transition, event.actor, event.source, event.target)
    assert happened == ("request", "patient", "", "held")
    notifications = Notification.objects.filter(subject=booking.id).values_list(
        "kind", "to_staff", "version"
    )
    assert set(notifications) == {("booking.held", False, 1), ("booking.new_request", True, 1)}
    contact = envelopes.open(booking.id, "contact", by=None, page="", now=NOW)
    assert contact["name"] == "Ana O'Brien"


def test_request_claims_the_buffers_and_the_room() -> None:
    service = make_service(
        buffer_before_minutes=5, buffer_after_minutes=10, room_kind=RoomKind.TRACTION_TABLE
    )
    make_practitioner(service)
    table = make_room(RoomKind.TRACTION_TABLE)
    start = START + HOUR
    booking = request_booking(make_wish(service, start), now=NOW)
    first = int(start.timestamp()) // 300 - 1
    assert booking.room_id == table.pk
    assert set(booking.time_cells.values_list("resource_id", "cell")) == {
        (resource, first + n) for resource in (booking.practitioner_id, table.pk) for n in range(9)
    }


def test_same_enquiry_twice_gives_the_first_booking(service: Service) -> None:
    booking_request = make_wish(service)
    first = request_booking(booking_request, now=NOW)
    before = counts()
    again = request_booking(booking_request, now=NOW + MINUTE)
    assert again.pk == first.pk
    assert counts() == before


def test_taken_time_is_refused_and_nothing_is_written(service: Service) -> None:
    request_booking(make_wish(service), now=NOW)
    before = counts()
    with pytest.raises(SlotTaken):
        request_booking(make_wish(service), now=NOW)
    assert counts() == before
    nearest = nearest_free(service, None, START, NOW, ZONE, limit=3)
    assert [free.start for free in nearest] == [START + n * HALF_HOUR for n in (1, 2, 3)]


def test_next_free_person_takes_it_when_nobody_is_named(service: Service) -> None:
    second = make_practitioner(service, name="Second", order=1)
    request_booking(make_wish(service), now=NOW)
    booking = request_booking(make_wish(service), now=NOW)
    assert booking.practitioner_id == second.pk
    with pytest.raises(SlotTaken):
        request_booking(make_wish(service), now=NOW)


def test_named_person_is_not_exchanged_for_another(service: Service) -> None:
    first = Practitioner.objects.get()
    make_practitioner(service, name="Second", order=1)
    request_booking(make_wish(service, practitioner_id=first.pk), now=NOW)
    with pytest.raises(SlotTaken):
        request_booking(make_wish(service, practitioner_id=first.pk), now=NOW)


def test_last_room_decides_when_people_are_free() -> None:
    service = make_service(room_kind=RoomKind.TRACTION_TABLE)
    make_practitioner(service)
    make_practitioner(service, name="Second", order=1)
    make_room(RoomKind.TRACTION_TABLE)
    request_booking(make_wish(service), now=NOW)
    with pytest.raises(SlotTaken):
        request_booking(make_wish(service), now=NOW)
    make_room(RoomKind.TRACTION_TABLE, name="Table 2")
    assert request_booking(make_wish(service), now=NOW).room_id is not None


@pytest.mark.parametrize("minutes", [-30, -25, 30, 55])
def test_sixty_minutes_and_thirty_minutes_may_not_overlap(minutes: int) -> None:
    short = make_service(start_every_minutes=5)
    long = make_service("long", length_minutes=60, start_every_minutes=5)
    make_practitioner(short, long)
    middle = START + timedelta(hours=2)
    booked = request_booking(make_wish(long, middle), now=NOW)
    start = middle + timedelta(minutes=minutes)
    assert booked.start == middle
    touches = middle < start + HALF_HOUR and start < middle + 2 * HALF_HOUR
    if touches:
        with pytest.raises(SlotTaken):
            request_booking(make_wish(short, start), now=NOW)
    else:
        assert request_booking(make_wish(short, start), now=NOW).start == start


@pytest.mark.parametrize(
    "start",
    [
        NOW - timedelta(days=5),
        NOW + HOUR,
        START + timedelta(minutes=7),
        START.replace(hour=3),
        START + 100 * DAY,
        datetime(9999, 12, 31, 23, 30, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        None,
    ],
    ids=["past", "too-soon", "off-grid", "at-night", "beyond", "forged", "year-one", "none"],
)
def test_time_that_is_not_offered_is_refused(service: Service, start: Any) -> None:
    before = counts()
    with pytest.raises(NotOffered):
        request_booking(make_wish(service, start), now=NOW)
    assert counts() == before


def test_naive_time_is_refused(service: Service) -> None:
    with pytest.raises(NotOffered):
        request_booking(make_wish(service, START.replace(tzinfo=None)), now=NOW)


def test_day_closed_meanwhile_is_refused(service: Service) -> None:
    Closure.objects.create(date=START.astimezone(ZONE).date())
    with pytest.raises(NotOffered):
        request_booking(make_wish(service), now=NOW)


@pytest.mark.parametrize("change", ["service", "practitioner", "unknown", "other"])
def test_retired_or_made_up_choices_are_refused(service: Service, change: str) -> None:
    booking_request: dict[str, Any] = {}
    if change == "service":
        Service.objects.update(is_active=False)
    elif change == "practitioner":
        Practitioner.objects.update(is_active=False)
    elif change == "unknown":
        booking_request["practitioner_id"] = 2**40
    else:
        booking_request["practitioner_id"] = make_practitioner(name="Gives nothing").pk
    with pytest.raises(NotOffered):
        request_booking(make_wish(service, **booking_request), now=NOW)


def test_late_failure_leaves_nothing_behind(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: Any, **_facts: Any) -> None:
        raise RuntimeError

    before = counts()
    monkeypatch.setattr("intake.actions.requesting.post_all", fail)
    with pytest.raises(RuntimeError):
        request_booking(make_wish(service), now=NOW)
    assert counts() == before


def test_call_back_waits_without_a_time() -> None:
    booking_request = make_wish(
        contact={"email": "", "phone": "+1 212-555-0199", "reach_by": "phone"}
    )
    booking = request_call_back(booking_request, now=NOW)
    assert (booking.status, booking.kind, booking.start) == ("waiting", "call_back", None)
    assert booking.decide_by == NOW + DAY
    assert counts() == (1, 0, 1, 2, 3, 2)
    assert request_call_back(booking_request, now=NOW).pk == booking.pk
    assert counts() == (1, 0, 1, 2, 3, 2)


def test_caller_with_an_urgent_sign_is_phoned_within_an_opening_hour() -> None:
    urgent = request_call_back(make_wish(urgent=True), now=NOW)
    after_hours = NOW + timedelta(hours=8)
    late = request_call_back(make_wish(urgent=True), now=after_hours)
    assert urgent.decide_by == NOW + HOUR
    assert late.decide_by is not None
    assert late.decide_by - HOUR > after_hours


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ana", "A"),
        ("Nguyễn Thị Minh Khai", "NTK"),
        ("Smith-Jones", "SJ"),
        ("نور الدين", "نا"),
        ("x" * 100, "X"),
        ("", ""),
        ("ßeta", "SS"),
    ],
)
def test_initials(service: Service, name: str, initials: str) -> None:
    booking = request_booking(make_wish(service, contact={"name": name}), now=NOW)
    assert booking.initials == initials


def test_request_that_always_loses_gives_up(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = request_booking(make_wish(service), now=NOW).practitioner_id
    assert person is not None
    stale = SlotCheck(FreeTime(START, person, None), is_offered=True)
    monkeypatch.setattr("intake.actions.requesting.check_slot", lambda *_asked, **_more: stale)
    before = counts()
    with pytest.raises(SlotTaken):
        request_booking(make_wish(service), now=NOW)
    assert counts() == before


def test_request_taken_on_the_phone_needs_no_notice_and_says_who_took_it(service: Service) -> None:
    soon = NOW + HALF_HOUR
    with pytest.raises(NotOffered):
        request_booking(make_wish(service, soon), now=NOW)
    staff = make_staff("desk", "decide_booking")
    booking = request_booking(make_wish(service, soon), now=NOW, by=staff)
    assert (booking.status, booking.booked_by) == ("held", staff)
    event = booking.events.get()
    assert (event.actor, event.user) == ("staff", staff)
    call = request_call_back(make_wish(), now=NOW, by=staff)
    assert call.booked_by == staff


def test_request_on_the_phone_is_for_those_who_may_decide(service: Service) -> None:
    bystander = make_staff("bystander", "read_contact")
    before = counts()
    for ask in (request_booking, request_call_back):
        with pytest.raises(NotAllowed):
            ask(make_wish(service), now=NOW, by=bystander)
    assert counts() == before
