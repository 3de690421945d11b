"""The patient takes another time, up to the cut-off that the clinic set."""

from typing import Any

import pytest
from django.test import Client

from clinic_site.foundation.outbox.models import Notification
from intake import links
from intake.models import Booking, Closure, TimeCell
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking, make_clinic, make_practitioner, make_service
from tests.intake.journey import page, radios
from tests.intake.patient.links import BY_PHONE, address, at, post
from tests.moments import DAY, HALF_HOUR, NOW, START, ZONE

pytestmark = pytest.mark.django_db

SLOT = "%Y-%m-%dT%H:%MZ"
CUTOFF = START - DAY


def form_value(moment: Any) -> str:
    return str(moment.strftime(SLOT))


def test_times_are_grouped_by_day_with_later_ones_and_the_first_named(visitor: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    link = address(booking, "reschedule")
    shown = page(visitor.get(link))
    assert "Your visit is on Wednesday, March 3 at 9:00 AM, New York time (EST)." in shown.text
    assert "with Therapist. The first one is Monday, March 1 at 2:00 PM." in shown.text
    assert "You can do this until Tuesday, March 2 at 9:00 AM" in shown.text
    later = next(a for a in shown.links if "from=" in a)
    assert later.startswith(link)
    second = page(visitor.get(later))
    assert "Show it" in second.text
    assert any(a.endswith("from=2027-03-01") for a in second.links)


@pytest.mark.parametrize("status", [Status.HELD, Status.CONFIRMED])
def test_moving_takes_the_new_time_and_frees_the_old(visitor: Client, status: Status) -> None:
    booking = make_booking(status, contact=BY_PHONE)
    token = links.mint_link(booking, NOW)
    response = post(visitor, at(token, "reschedule"), booking, start=form_value(START + DAY))
    assert response["Location"] == f"{at(token)}?done=rescheduled"
    booking.refresh_from_db()
    assert (booking.status, booking.start) == (status, START + DAY)
    shown = page(visitor.get(response["Location"]))
    assert "Done: you have another time." in shown.text
    assert "Thursday, March 4 at 9:00 AM" in shown.text
    assert Notification.objects.filter(kind="booking.patient_rescheduled", to_staff=True).exists()
    assert make_booking(start=START).status == "held"


def test_its_own_overlapping_time_can_be_taken_and_its_very_own_is_not_shown(
    visitor: Client,
) -> None:
    service = make_service(length_minutes=60, start_every_minutes=30)
    booking = make_booking(Status.CONFIRMED, service=service)
    token = links.mint_link(booking, NOW)
    offered = radios(visitor.get(at(token, "reschedule"), {"from": "2027-03-03"}), "start")
    assert form_value(START) not in offered
    assert form_value(START + HALF_HOUR) in offered
    moved = post(visitor, at(token, "reschedule"), booking, start=form_value(START + HALF_HOUR))
    assert moved.status_code == 302
    booking.refresh_from_db()
    assert booking.start == START + HALF_HOUR


def test_time_that_somebody_took_meanwhile_leaves_the_visit_as_it_was(visitor: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    token = links.mint_link(booking, NOW)
    shown = visitor.get(at(token, "reschedule"), {"from": "2027-03-04"})
    assert form_value(START + DAY) in radios(shown, "start")
    make_booking(start=START + DAY)
    response = post(visitor, at(token, "reschedule"), booking, start=form_value(START + DAY))
    assert response.status_code == 409
    text = page(response).text
    assert "Somebody else has just taken Thursday, March 4 at 9:00 AM" in text
    assert "Your own time is still yours. These are the nearest free times." in text
    assert form_value(START + DAY + HALF_HOUR) in radios(response, "start")
    booking.refresh_from_db()
    assert booking.start == START


def test_times_that_the_clinic_does_not_offer_leave_the_visit_as_it_was(visitor: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    link = address(booking, "reschedule")
    made_up = ["", "x", "0001-01-01T00:00Z", "2020-03-04T14:00Z", "9999-12-31T23:59Z", "\x00"]
    for start in made_up:
        response = post(visitor, link, booking, start=start)
        assert response.status_code == 200, start
        assert page(response).title.strip().startswith("Error:"), start
    for start in ("2027-03-04T14:07Z", "2027-03-04T03:00Z", "2027-04-27T14:00Z"):
        response = post(visitor, link, booking, start=start)
        assert response.status_code == 409, start
        assert "Your own time is still yours." in page(response).text, start
        assert radios(response, "start"), start
    booking.refresh_from_db()
    assert booking.start == START


def test_anyone_may_be_asked_for_instead(visitor: Client) -> None:
    service = make_service()
    first = make_practitioner(service, name="Ada")
    make_practitioner(service, name="Ben", order=1)
    booking = make_booking(Status.CONFIRMED, service=service)
    assert booking.practitioner == first
    day = (START + DAY).astimezone(ZONE).date()
    Closure.objects.create(practitioner=first, date=day)
    token = links.mint_link(booking, NOW)
    wanted = form_value(START + DAY)
    assert wanted not in radios(visitor.get(at(token, "reschedule"), {"from": f"{day}"}), "start")
    anyone = f"{at(token, 'reschedule')}?with=anyone"
    assert anyone in page(visitor.get(at(token, "reschedule"))).links
    assert wanted in radios(visitor.get(f"{anyone}&from={day}"), "start")
    assert post(visitor, anyone, booking, start=wanted).status_code == 302
    assert "You see Ben." in page(visitor.get(at(token))).text


def test_after_the_cut_off_there_is_the_phone_and_the_reference(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = make_booking(Status.CONFIRMED)
    token = links.mint_link(booking, NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: CUTOFF)
    shown = page(visitor.get(at(token)))
    assert "please phone us, so that we know in time" in shown.text
    assert f"Say your reference: {booking.reference}" in shown.text
    for name in ("reschedule", "cancel"):
        assert at(token, name) not in shown.links
        assert visitor.get(at(token, name))["Location"] == at(token)
    late = post(visitor, at(token, "reschedule"), booking, start=form_value(START + DAY))
    assert late.status_code == 409
    booking.refresh_from_db()
    assert (booking.start, booking.status) == (START, "confirmed")


def test_cut_off_is_the_clinics(visitor: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    token = links.mint_link(booking, NOW)
    make_clinic(change_cutoff_hours=48)
    assert at(token, "reschedule") not in page(visitor.get(at(token))).links
    make_clinic(change_cutoff_hours=2)
    assert "until Wednesday, March 3 at 7:00 AM" in page(visitor.get(at(token))).text


def test_request_that_can_only_be_canceled_says_how_to_get_another_time(visitor: Client) -> None:
    token = links.mint_link(make_booking(), NOW)
    assert "for another time, please phone us" not in page(visitor.get(at(token))).text
    make_clinic(change_cutoff_hours=48)
    shown = page(visitor.get(at(token)))
    assert "for another time, please phone us" in shown.text
    assert at(token, "cancel") in shown.links


def test_request_without_a_time_takes_none_past_the_staff(visitor: Client) -> None:
    booking = make_booking(Status.OFFERED)
    token = links.mint_link(booking, NOW)
    post(visitor, at(token, "answer"), booking, answer="none")
    booking.refresh_from_db()
    assert visitor.get(at(token, "reschedule"))["Location"] == at(token)
    assert (
        post(visitor, at(token, "reschedule"), booking, start=form_value(START)).status_code == 409
    )
    assert not TimeCell.objects.exists()


def test_calendar_file_counts_up_with_each_move(visitor: Client) -> None:
    booking: Booking = make_booking(Status.CONFIRMED)
    token = links.mint_link(booking, NOW)
    for number, days in enumerate((1, 2)):
        assert f"SEQUENCE:{number}" in visitor.get(at(token, "calendar")).text
        post(visitor, at(token, "reschedule"), booking, start=form_value(START + days * DAY))
        booking.refresh_from_db()
    entry = visitor.get(at(token, "calendar")).text
    assert "SEQUENCE:2" in entry
    assert "DTSTART:20270305T140000Z" in entry
