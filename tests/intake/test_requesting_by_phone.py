"""Staff ask for a caller on the phone: the same request, with their name beside it."""

from datetime import timedelta

import pytest

from intake.actions.requesting import request_booking, request_call_back
from intake.exceptions import NotAllowed, NotOffered
from intake.models import Booking, Event, Service, TimeCell
from tests.intake.factories import (
    NOW,
    make_staff,
    make_wish,
)

pytestmark = pytest.mark.django_db

HALF_HOUR = timedelta(minutes=30)


def counts() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Booking, TimeCell, Event))


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
