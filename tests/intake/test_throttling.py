"""Too many requests, and scripts: kept without a time or refused in words, never a fake success."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.web.counting import purge_counts
from clinic_site.foundation.web.models import Count
from intake import throttling
from intake.actions.corrections import correct_contact
from intake.actions.requesting import request_booking, request_call_back
from intake.exceptions import TooMany
from intake.models import Booking, Service, TimeCell
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
from tests.moments import DAY, HALF_HOUR, NOW, SECOND, START

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
FIRST = {"booking.held", "booking.call_back"}
WITHDRAWN = {"booking.contact_corrected", "booking.withdrawn"}
TO_STAFF = {"booking.new_request", "booking.patient_withdrew"}


@pytest.fixture
def service() -> Service:
    make_clinic()
    service = make_service()
    for number in range(12):
        make_practitioner(service, name=f"Therapist {number}", order=number)
    return service


def contact(name: str, **changes: str) -> dict[str, Any]:
    mail = f"{name}@example.org"
    return {"name": name, "email": mail, "phone": "", "reach_by": "email", **changes}


def by_phone(number: int) -> dict[str, Any]:
    phone = f"+1 212-555-01{number:02}"
    return contact(f"p{number}", email="", phone=phone, reach_by="phone")


def ask(service: Service, name: str = "ann", address: str = HERE, **facts: Any) -> Booking:
    given = {"contact": contact(name), **facts}
    return request_booking(make_wish(service, address=address, **given), now=NOW)


def holds_time(booking: Booking) -> bool:
    return TimeCell.objects.filter(booking=booking).exists()


def test_ward_of_thirty_behind_one_address_is_not_locked_out(service: Service) -> None:
    asked = [
        ask(service, f"patient{number}", start=START + number % 6 * HALF_HOUR)
        for number in range(30)
    ]
    assert all(holds_time(booking) and booking.quarantine == "" for booking in asked)


def test_address_that_asks_far_too_often_holds_no_more_time(service: Service) -> None:
    Count.objects.create(
        fingerprint=throttling.fingerprint(HERE, "booking", NOW.date()),
        until=NOW + DAY,
        tries=throttling.ADDRESS_HOLDS,
    )
    set_aside = ask(service)
    assert (set_aside.quarantine, holds_time(set_aside)) == (Doubt.ADDRESS, False)
    assert set_aside.wished_start == START
    elsewhere = ask(service, "bob", ELSEWHERE)
    assert holds_time(elsewhere)


def test_address_that_asks_without_end_is_refused_and_nothing_is_written(service: Service) -> None:
    Count.objects.create(
        fingerprint=throttling.fingerprint(HERE, "booking", NOW.date()),
        until=NOW + DAY,
        tries=throttling.ADDRESS_REQUESTS,
    )
    with pytest.raises(TooMany):
        ask(service)
    assert (Booking.objects.count(), Notification.objects.count()) == (0, 0)


def test_one_contact_holds_three_times_and_no_more(service: Service) -> None:
    times = [START + number * HALF_HOUR for number in range(4)]
    *held, fourth = [ask(service, start=start, address=ELSEWHERE) for start in times]
    assert all(holds_time(booking) for booking in held)
    assert (fourth.quarantine, holds_time(fourth)) == (Doubt.CONTACT, False)


def test_contact_is_the_same_however_it_is_written(service: Service) -> None:
    for number in range(throttling.CONTACT_HOLDS):
        ask(service, start=START + number * HALF_HOUR)
    shouted = contact("ann", email="ANN@Example.ORG")
    asked = ask(service, start=START + 4 * HALF_HOUR, contact=shouted)
    assert asked.quarantine == Doubt.CONTACT


def test_request_that_was_answered_counts_no_more(service: Service) -> None:
    asked = [ask(service, start=START + number * HALF_HOUR) for number in range(3)]
    act("withdraw", asked[0].pk, version=asked[0].version, now=NOW)
    assert holds_time(ask(service, start=START + 4 * HALF_HOUR))


def test_contact_with_six_open_requests_is_refused(service: Service) -> None:
    for number in range(throttling.CONTACT_OPEN):
        ask(service, start=START + number * HALF_HOUR)
    with pytest.raises(TooMany):
        ask(service, start=START + 8 * HALF_HOUR)


def test_form_sent_twice_is_never_one_too_many(service: Service) -> None:
    wishes = [
        make_wish(service, address=HERE, start=START + number * HALF_HOUR, contact=contact("ann"))
        for number in range(throttling.CONTACT_OPEN)
    ]
    first = [request_booking(booking_request, now=NOW) for booking_request in wishes]
    assert request_booking(wishes[-1], now=NOW) == first[-1]


def test_request_in_doubt_is_kept_for_staff_and_writes_to_nobody_else(service: Service) -> None:
    booking = ask(service, doubt=Doubt.TOO_FAST)
    assert (booking.status, booking.quarantine, booking.start) == ("held", Doubt.TOO_FAST, None)
    notifications = Notification.objects.filter(subject=booking.pk)
    assert [(notification.kind, notification.to_staff) for notification in notifications] == [
        ("booking.new_request", True)
    ]


def correct_to(booking: Booking, email: str, day: timedelta = timedelta(0)) -> Booking:
    said = {"email": email, "reach_by": "email"}
    return correct_contact(booking.pk, said, version=1, now=NOW + day)


def test_stranger_is_not_written_to_by_ever_new_corrected_bookings(service: Service) -> None:
    most = throttling.ADDRESS_CORRECTIONS
    *asked, last, other, again = [
        ask(service, contact=by_phone(number), start=START + number * HALF_HOUR)
        for number in range(most + 3)
    ]
    for booking in asked:
        correct_to(booking, "victim@example.com")
    # However it is written, it is one address.
    with pytest.raises(TooMany):
        correct_to(last, "Victim@Example.com")
    corrected = Notification.objects.filter(kind="booking.contact_corrected")
    assert corrected.count() == most
    # The controls: another address is taken, and this one again on the next day.
    correct_to(other, "other@example.com")
    correct_to(again, "victim@example.com", DAY)
    assert corrected.count() == most + 2


@pytest.mark.parametrize(("doubt", "told"), [(Doubt.TOO_FAST, set()), ("", WITHDRAWN)])
def test_request_in_doubt_that_is_withdrawn_writes_to_no_typed_address(
    service: Service, doubt: str, told: set[str]
) -> None:
    asked = [ask(service, doubt=doubt, contact=by_phone(1))]
    booking_request = make_wish(service, address=HERE, doubt=doubt, contact=by_phone(2))
    asked.append(request_call_back(booking_request, now=NOW))
    for booking in asked:
        correct_to(booking, "stranger@example.com")
        act("withdraw", booking.pk, version=2, now=NOW)
        notifications = Notification.objects.filter(subject=booking.pk)
        kinds = {notification.kind for notification in notifications if not notification.to_staff}
        assert kinds - FIRST == told
        assert bool(kinds & FIRST) == bool(told)
        assert {
            notification.kind for notification in notifications if notification.to_staff
        } == TO_STAFF


def test_staff_who_answer_a_request_in_doubt_are_heard(service: Service) -> None:
    booking = ask(service, doubt=Doubt.TOO_FAST)
    reason = DeclineReason.NO_TIME
    act("decline", booking.pk, version=1, by=make_staff(), now=NOW, reason=reason)
    assert Notification.objects.filter(kind="booking.declined", to_staff=False).exists()


def test_call_is_never_refused_for_a_doubt(service: Service) -> None:
    booking_request = make_wish(service, address=HERE, doubt=Doubt.TOO_FAST, contact=contact("ann"))
    booking = request_call_back(booking_request, now=NOW)
    assert (booking.status, booking.quarantine) == ("waiting", Doubt.TOO_FAST)


def test_staff_who_ask_for_a_caller_are_not_counted(service: Service) -> None:
    staff = make_staff()
    for number in range(5):
        booking_request = make_wish(service, START + number * HALF_HOUR, address=HERE)
        assert holds_time(request_booking(booking_request, now=NOW, by=staff))
    assert not Count.objects.exists()


def test_visitor_whose_address_the_server_does_not_know_is_counted_and_braked(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    *held, fourth = [ask(service, address="", start=START + n * HALF_HOUR) for n in range(4)]
    assert all(holds_time(booking) for booking in held)
    assert (fourth.quarantine, holds_time(fourth)) == (Doubt.CONTACT, False)
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", 3)
    assert ask(service, "bob", "", start=START + 5 * HALF_HOUR).quarantine == Doubt.BURST
    monkeypatch.setattr(throttling, "ADDRESS_REQUESTS", 5)
    with pytest.raises(TooMany):
        ask(service, "eve", "")


def test_counts_hold_no_address_and_go_when_their_day_is_over(service: Service) -> None:
    ask(service)
    assert not any(HERE in row.fingerprint for row in Count.objects.all())
    assert purge_counts(NOW + DAY) == 0
    assert purge_counts(NOW + 2 * DAY) == 2
    assert not Count.objects.exists()


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "Pacific/Kiritimati"])
def test_tries_of_one_day_of_the_clinic_are_kept_until_it_is_over(zone: str) -> None:
    evening = datetime(2027, 3, 1, 23, 30, tzinfo=ZoneInfo(zone))
    booking = uuid4()
    for _try in range(throttling.MOST_GUESSES):
        assert throttling.take_guess(booking, evening.date())
        purge_counts(evening)
    assert not throttling.take_guess(booking, evening.date())
    assert throttling.take_guess(booking, evening.date() + DAY)


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (timedelta(seconds=30), None),
        (timedelta(hours=23), None),
        (SECOND, Doubt.TOO_FAST),
        (timedelta(seconds=-60), Doubt.NOT_SHOWN),
        (timedelta(hours=25), Doubt.NOT_SHOWN),
    ],
)
def test_form_tells_scripts_from_people(age: timedelta, found: Doubt | None) -> None:
    assert throttling.doubt_about(throttling.seal_moment(NOW - age), NOW) == found


@pytest.mark.parametrize("shown", ["", "2027-03-01T17:00:00+00:00", "x:y:z", "\x00", "é" * 500])
def test_moment_that_we_did_not_sign_is_no_moment(shown: str) -> None:
    assert throttling.doubt_about(shown, NOW) == Doubt.NOT_SHOWN
