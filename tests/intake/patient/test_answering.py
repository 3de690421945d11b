"""Offered times: one is taken, or none."""

import pytest
from django.test import Client

from clinic_site.foundation.outbox.models import Notification
from intake import links
from intake.models import Booking, Closure, Offer, Service, TimeCell
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking, make_practitioner
from tests.intake.journey import page, radios, value
from tests.intake.patient.links import BY_PHONE, address, at, post
from tests.moments import DAY, NOW, START, ZONE

pytestmark = [pytest.mark.django_db, pytest.mark.quick]


def offered(**facts: object) -> tuple[Booking, str]:
    booking = make_booking(Status.OFFERED, **facts)  # type: ignore[arg-type]
    return booking, links.mint_link(booking, NOW)


def test_times_stand_as_radio_buttons_with_the_deadline(visitor: Client) -> None:
    booking, token = offered()
    shown = visitor.get(at(token))
    ids = [str(offer.pk) for offer in booking.offers.order_by("position")]
    assert radios(shown, "answer") == [*ids, "none"]
    text = page(shown).text
    assert "Wednesday, March 10 at 9:00 AM, New York time (EST)" in text
    assert "We hold all of these for you until Thursday, March 4 at 9:00 AM" in text
    assert "Nothing is booked before you choose one." in text


def test_accepting_books_that_time_and_the_link_goes_on(visitor: Client) -> None:
    booking, token = offered(contact=BY_PHONE)
    second = booking.offers.get(position=2)
    response = post(visitor, at(token, "answer"), booking, answer=second.pk)
    assert response["Location"] == at(token)
    booking.refresh_from_db()
    assert (booking.status, booking.start) == ("confirmed", START + 8 * DAY)
    shown = page(visitor.get(at(token)))
    assert shown.headings == ["Your visit is booked"]
    assert "Thursday, March 11 at 9:00 AM" in shown.text
    assert not Offer.objects.exists()
    assert Notification.objects.filter(kind="booking.patient_accepted", to_staff=True).exists()


def test_none_of_them_brings_the_request_back_without_a_time(visitor: Client) -> None:
    booking, token = offered(contact=BY_PHONE)
    response = post(visitor, at(token, "answer"), booking, answer="none")
    assert response["Location"] == at(token)
    shown = page(visitor.get(at(token)))
    assert shown.headings == ["We look for another time"]
    assert "No time is held for you now." in shown.text
    assert "We look at your request by" in shown.text
    assert not TimeCell.objects.exists()
    booking.refresh_from_db()
    assert (booking.status, booking.start) == ("held", None)


def test_bad_answers_are_asked_again_and_nothing_is_lost(visitor: Client) -> None:
    booking, token = offered()
    for chosen in ("", "0", "-1", "x", "١", "9" * 40, "\x00", "None"):
        response = post(visitor, at(token, "answer"), booking, answer=chosen)
        assert response.status_code == 200, chosen
        assert page(response).title.strip().startswith("Error:"), chosen
        assert value(response, "version") == str(booking.version), chosen
    booking.refresh_from_db()
    assert booking.status == Status.OFFERED


def test_time_offered_to_somebody_else_cannot_be_taken(visitor: Client, service: Service) -> None:
    make_practitioner(service, name="Second")
    mine, token = offered(service=service)
    theirs, _token = offered(service=service)
    response = post(visitor, at(token, "answer"), mine, answer=theirs.offers.all()[0].pk)
    assert "We cannot offer that time any more" in page(response).text
    for booking in (mine, theirs):
        booking.refresh_from_db()
        assert booking.status == Status.OFFERED


def test_time_that_the_clinic_closed_since_is_no_longer_shown(visitor: Client) -> None:
    booking, token = offered()
    first = booking.offers.get(position=1)
    Closure.objects.create(date=first.start.astimezone(ZONE).date())
    assert str(first.pk) not in radios(visitor.get(at(token)), "answer")
    response = post(visitor, at(token, "answer"), booking, answer=first.pk)
    assert "We cannot offer that time any more" in page(response).text
    booking.refresh_from_db()
    assert booking.status == Status.OFFERED


def test_second_of_two_answers_is_shown_the_first(visitor: Client) -> None:
    booking, token = offered()
    first = booking.offers.get(position=1)
    assert post(visitor, at(token, "answer"), booking, answer=first.pk).status_code == 302
    late = post(visitor, at(token, "answer"), booking, answer="none")
    assert late.status_code == 409
    assert "This changed while you were looking" in page(late).text
    assert page(late).headings == ["Your visit is booked"]


def test_after_the_deadline_it_is_over(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    booking, token = offered()
    until = booking.offer_until
    monkeypatch.setattr("django.utils.timezone.now", lambda: until)
    assert page(visitor.get(at(token))).headings == ["The offered times are no longer held"]
    first = booking.offers.get(position=1)
    late = post(visitor, at(token, "answer"), booking, answer=first.pk)
    assert late.status_code == 409
    booking.refresh_from_db()
    assert booking.status == Status.OFFERED


def test_answering_without_an_offer_changes_nothing(visitor: Client) -> None:
    booking = make_booking()
    response = post(visitor, address(booking, "answer"), booking, answer="none")
    assert response.status_code == 409
    booking.refresh_from_db()
    assert (booking.status, booking.version) == ("held", 1)
