"""A brake on undecided holds: a stranger takes at most forty times, whatever they change."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic_site.foundation.outbox.models import Notification
from intake import throttling
from intake.actions.requesting import request_booking, request_call_back
from intake.exceptions import NotAsTold
from intake.models import Booking, Event, Service, TimeCell
from intake.queries import worklists
from intake.queries.worklists import APART, FEWEST
from intake.throttling import Doubt
from intake.transitions.statuses import DeclineReason
from tests.intake.factories import (
    act,
    make_clinic,
    make_practitioner,
    make_service,
    make_staff,
    make_wish,
)
from tests.moments import DAY, HALF_HOUR, MINUTE, NOW, SECOND, START

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]

AN_ATTACK = 84
"""So many requests took every time of a clinic in 80 seconds, before there was a brake."""


@pytest.fixture
def service() -> Service:
    make_clinic()
    service = make_service()
    for number in range(3):
        make_practitioner(service, name=f"Therapist {number}", order=number)
    return service


def ask(service: Service, number: int, *, now: datetime = NOW, **facts: Any) -> Booking:
    """Ask from an address and under a contact that nobody else has."""
    contact = {"name": f"Patient {number}", "email": f"patient{number}@example.org"}
    given = {
        "contact": contact,
        "address": f"198.51.{number // 250}.{number % 250}",
        "start": START + number // 45 * DAY + number % 15 * HALF_HOUR,
        **facts,
    }
    told = given.pop("told_held", None)
    return request_booking(make_wish(service, **given), now=now, told_held=told)


def with_time() -> int:
    return TimeCell.objects.values("booking").distinct().count()


def decide(service: Service, many: int, now: datetime, reason: str) -> None:
    """Let staff say no to so many phone bookings of theirs at this moment."""
    staff = make_staff(f"decider {now:%m-%d}")
    for number in range(many):
        booking = request_booking(
            make_wish(service, now + 2 * DAY - timedelta(hours=3)), now=now, by=staff
        )
        act("decline", booking.pk, version=1, by=staff, now=now, reason=reason, note=str(number))


def test_stranger_with_ever_new_contacts_takes_at_most_forty_times(service: Service) -> None:
    asked = [ask(service, number) for number in range(AN_ATTACK)]
    assert with_time() == 40
    late = asked[40:]
    assert {booking.quarantine for booking in late} == {Doubt.BURST}
    assert all(booking.start is None and booking.wished_start for booking in late)
    assert Booking.objects.count() == AN_ATTACK, "nobody was turned away"


def test_control_without_the_brake_every_request_takes_a_time(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", AN_ATTACK + 1)
    for number in range(AN_ATTACK):
        ask(service, number)
    assert with_time() == AN_ATTACK


def test_ward_of_thirty_behind_one_address_still_books(service: Service) -> None:
    asked = [ask(service, number, address="192.0.2.1") for number in range(30)]
    assert with_time() == len(asked) == 30


def test_decision_lets_the_next_request_hold_a_time(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", 2)
    monkeypatch.setattr(throttling, "DAYS_OF_WORK", 0)
    first, _second, third = [ask(service, number) for number in range(3)]
    assert third.quarantine == Doubt.BURST
    act("confirm", first.pk, version=1, by=make_staff(), now=NOW)
    assert ask(service, 4).quarantine == ""
    assert ask(service, 5).quarantine == Doubt.BURST


def test_what_staff_book_on_the_phone_counts_for_nothing_and_is_not_braked(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", 1)
    staff = make_staff()
    for number in range(2):
        booking_request = make_wish(service, START + number * HALF_HOUR)
        assert request_booking(booking_request, now=NOW, by=staff).quarantine == ""
    assert not throttling.brake(NOW).is_on
    ask(service, 5)
    assert throttling.brake(NOW).is_on
    booking_request = make_wish(service, START + 9 * HALF_HOUR)
    assert request_booking(booking_request, now=NOW, by=staff).start is not None


def test_hold_whose_start_has_come_takes_no_time_from_anybody(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", 1)
    ask(service, 0)
    assert throttling.brake(START - HALF_HOUR).is_on
    assert not throttling.brake(START).is_on


def test_clinic_that_decides_much_may_have_more_waiting(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", 4)
    # Three, two and nine decisions on three days: on an ordinary one three.
    for days, many in ((3, 3), (8, 2), (9, 9)):
        decide(service, many, NOW - days * DAY, DeclineReason.NO_TIME)
    for number in range(12):
        assert ask(service, number).quarantine == ""
    assert throttling.brake(NOW) == throttling.Brake(waiting=12, limit=12)
    assert ask(service, 12).quarantine == Doubt.BURST


def test_burst_that_was_let_go_of_is_no_ordinary_day(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", 2)
    decide(service, 9, NOW - DAY, DeclineReason.AUTOMATIC)
    decide(service, 9, NOW - 40 * DAY, DeclineReason.NO_TIME)
    ask(service, 0)
    ask(service, 1)
    assert throttling.brake(NOW).limit == 2


def test_request_that_would_not_be_kept_as_told_is_not_kept(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", 1)
    with pytest.raises(NotAsTold):
        ask(service, 0, told_held=False)
    ask(service, 0, told_held=True)
    before = Booking.objects.count(), Event.objects.count()
    with pytest.raises(NotAsTold) as refused:
        ask(service, 1, told_held=True)
    assert refused.value.doubt == Doubt.BURST
    assert (Booking.objects.count(), Event.objects.count()) == before
    assert ask(service, 1, told_held=False).quarantine == Doubt.BURST


def test_form_sent_twice_is_one_request_though_the_brake_came_on_between(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", 1)
    booking_request = make_wish(service, address="198.51.100.7")
    first = request_booking(booking_request, now=NOW, told_held=True)
    assert request_booking(booking_request, now=NOW, told_held=True) == first


def test_forecast_says_what_would_happen_and_counts_nothing(service: Service) -> None:
    digests = {("email", "0" * 64)}

    def foresee(doubt: str = "") -> str:
        return throttling.forecast(digests, "198.51.100.7", doubt, NOW)

    assert [foresee() for _look in range(50)] == [""] * 50
    assert foresee(Doubt.TOO_FAST) == Doubt.TOO_FAST


def test_staff_are_written_to_about_the_first_ten_of_a_burst_only(service: Service) -> None:
    written = Notification.objects.filter(kind="booking.new_request", to_staff=True)
    for number in range(FEWEST):
        ask(service, number, now=NOW + timedelta(seconds=20 * number))
    assert written.count() == FEWEST
    last = NOW + APART - SECOND
    held = ask(service, 20, now=last)
    in_doubt = ask(service, 21, now=last, doubt=Doubt.TOO_FAST)
    call = request_call_back(make_wish(address="203.0.113.1", urgent=True), now=last)
    assert not written.filter(subject__in=[held.pk, in_doubt.pk, call.pk]).exists()
    assert set(worklists.to_call(last)) == {call}, "the desk lists it"
    # The controls: what staff take themselves, and what comes once few have come lately.
    staff = make_staff()
    taken = request_booking(make_wish(service, START + 2 * DAY), now=last, by=staff)
    later = ask(service, 22, now=NOW + APART + MINUTE)
    assert {notification.subject for notification in written.order_by("-id")[:2]} == {
        taken.pk,
        later.pk,
    }
    assert written.count() == FEWEST + 2


def test_brake_asks_for_the_ordinary_day_only_when_forty_wait(service: Service) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            throttling.brake(NOW)
        return len(context)

    assert asked() == 1
    for number in range(40):
        ask(service, number)
    assert asked() == 3
