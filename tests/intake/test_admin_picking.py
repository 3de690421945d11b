"""Offer, reschedule and accept at the desk: pick, read, act; nothing typed is lost."""

from datetime import UTC, datetime, time
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from intake.actions.requesting import request_booking
from intake.models import Booking, Event, RoomKind, Service, WeeklyHours
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.desk_pages import THREE, asked, facts, url, value
from tests.intake.factories import (
    make_booking,
    make_practitioner,
    make_room,
    make_service,
    make_wish,
)
from tests.intake.journey import checked, page, radios
from tests.moments import DAY, HOUR, NOW, START

MOST_FOR_AN_OFFER = 45

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]


def test_three_times_are_picked_read_in_the_notification_and_offered(clinician: Client) -> None:
    booking = make_booking()
    before = facts()
    times = [value(start) for start in THREE]
    shown = radios(clinician.get(url(booking, "offer")), "time")
    assert set(times) <= set(shown)
    assert value(START) not in shown
    asked = clinician.get(
        url(booking, "offer"), {"time": times, "hours": "24", "notification": "1"}
    )
    text = asked.text
    assert "We offer you other times" in text
    assert "Thursday, March 4, 2027 at 9:00 AM" in text
    assert "Held until Tuesday, March 2 at 12:00 PM EST." in text
    assert facts() == before
    sent = {field["name"]: field["value"] for field in page(asked).inputs if "value" in field}
    answer = clinician.post(
        url(booking, "offer"), {**sent, "time": times, "note": "They work late"}
    )
    assert answer.status_code == 302
    booking.refresh_from_db()
    assert booking.status == Status.OFFERED
    assert [offer.start for offer in booking.offers.all()] == list(THREE)
    assert booking.offer_until == NOW + 24 * HOUR
    assert Notification.objects.filter(subject=booking.pk, kind="booking.offered").count() == 1


def test_deadline_of_an_offer_lies_before_its_first_time(clinician: Client) -> None:
    booking = make_booking()
    soon = START - DAY
    asked = {"time": value(soon), "hours": "168", "notification": "1"}
    text = clinician.get(url(booking, "offer"), asked).text
    assert "Held until Tuesday, March 2 at 7:00 AM EST." in text


def test_offer_over_a_flag_asks_for_a_reason(clinician: Client) -> None:
    booking = make_booking(flagged=True)
    given = {"time": [value(THREE[0])], "version": 1, "note": " ", "act": "1"}
    answer = clinician.post(url(booking, "offer"), given)
    assert "Write down why" in answer.text
    assert value(THREE[0]) in answer.text
    reception = signed_in(member(roles.RECEPTION))
    assert reception.get(url(booking, "offer")).status_code == 403
    clinician.post(url(booking, "offer"), {**given, "note": "Seen last week"})
    booking.refresh_from_db()
    assert booking.status == Status.OFFERED


def test_visit_is_moved_to_a_picked_time_and_stays_confirmed(clinician: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    asked = clinician.get(
        url(booking, "reschedule"), {"time": value(THREE[0]), "notification": "1"}
    )
    text = asked.text
    assert "Thursday, March 4, 2027 at 9:00 AM" in text
    given = {"time": value(THREE[0]), "version": booking.version, "act": "1"}
    answer = clinician.post(url(booking, "reschedule"), given)
    assert answer["Location"] == url(booking)
    booking.refresh_from_db()
    assert (booking.status, booking.start) == ("confirmed", THREE[0])


def test_request_without_a_time_is_given_the_wished_one_first(clinician: Client) -> None:
    booking = make_booking(doubt="too-fast")
    assert booking.start is None
    wished = clinician.get(url(booking, "reschedule"))
    assert checked(wished, "time") == [value(START)]
    given = {"time": value(START), "version": booking.version, "act": "1"}
    answer = clinician.post(url(booking, "reschedule"), given)
    # It still waits for a decision, so its own page comes next.
    assert answer["Location"] == url(booking)
    moved = Booking.objects.get()
    assert (moved.status, moved.start) == ("held", START)


def test_only_people_who_give_the_service_can_be_asked_for(clinician: Client) -> None:
    booking = make_booking()
    assert booking.service is not None
    second = make_practitioner(booking.service, name="Second", order=1)
    elsewhere = make_practitioner(make_service("other"), name="Elsewhere", order=2)
    answer = clinician.get(url(booking, "offer"), {"with": second.pk})
    assert {v.split("@")[0] for v in radios(answer, "time")} == {str(second.pk)}
    assert "Elsewhere" not in answer.text
    made_up = clinician.get(
        url(booking, "offer"), {"time": value(THREE[0], elsewhere), "notification": "1"}
    )
    assert "not free any more" in made_up.text


def test_picked_times_stay_picked_on_other_days(clinician: Client) -> None:
    booking = make_booking()
    first = value(THREE[0])
    answer = clinician.get(url(booking, "offer"), {"time": first, "page": "2027-03-20"})
    text = answer.text
    assert "Picked so far" in text
    assert checked(answer, "time") == [first]
    assert "Saturday, March 20" in text


def test_caller_accepts_an_offered_time_on_the_phone(clinician: Client) -> None:
    booking = make_booking(Status.OFFERED)
    offers = list(booking.offers.all())
    chosen = str(offers[1].pk)
    assert radios(clinician.get(url(booking, "accept")), "time") == [str(o.pk) for o in offers]
    asked = clinician.get(url(booking, "accept"), {"time": chosen, "notification": "1"})
    assert "Your appointment is confirmed" in asked.text
    given = {"time": chosen, "version": booking.version, "act": "1"}
    assert clinician.post(url(booking, "accept"), given).status_code == 302
    booking.refresh_from_db()
    assert (booking.status, booking.start) == ("confirmed", offers[1].start)
    assert Event.objects.filter(booking=booking, transition="accept", actor="staff").exists()


def test_page_of_times_takes_few_queries(
    clinician: Client, django_assert_max_num_queries: Any
) -> None:
    booking = make_booking()
    for number in range(6):
        make_booking(start=START + DAY + number * HOUR)
    clinician.get(url(booking, "offer"))
    with django_assert_max_num_queries(20):
        clinician.get(url(booking, "offer"))


def test_page_begins_with_the_clinics_day_of_the_visit_not_that_of_utc(clinician: Client) -> None:
    service = make_service("evening")
    person = make_practitioner(service, name="Late")
    WeeklyHours.objects.filter(practitioner=person).update(starts=time(19), ends=time(22))
    # Eight in the evening in New York is the next day in UTC.
    booking = make_booking(service=service, start=START + 11 * HOUR)
    answer = clinician.get(url(booking, "offer"))
    assert radios(answer, "time")[0] == value(START + 10 * HOUR, person)


def test_wrong_number_of_times_and_taken_times_are_said_kindly(clinician: Client) -> None:
    booking = make_booking()
    before = facts()
    for picked, said in (
        ([], "Pick a time first."),
        ([*THREE, START + 3 * DAY], "Pick 3 at most."),
        ([datetime(2020, 1, 1, tzinfo=UTC)], "not free any more"),
    ):
        times = [value(start) for start in picked]
        for answer in (
            clinician.get(url(booking, "offer"), {"time": times, "notification": "1"}),
            clinician.post(url(booking, "offer"), {"time": times, "version": 1, "act": "1"}),
        ):
            assert said in answer.text, said
            kept = set(times) & set(radios(answer, "time"))
            assert kept == set(checked(answer, "time")), said
    assert facts() == before


def test_two_times_at_once_are_not_a_choice(clinician: Client) -> None:
    booking = make_booking()
    assert booking.service is not None
    other = make_practitioner(booking.service, name="Second", order=1)
    times = [value(THREE[0]), value(THREE[0], other)]
    asked: dict[str, Any] = {"time": times, "notification": "1", "with": other.pk}
    answer = clinician.get(url(booking, "offer"), asked)
    assert "Two of them are at the same time" in answer.text


def test_overlapping_times_of_one_person_are_refused_before_notifying(clinician: Client) -> None:
    booking = make_booking()
    Service.objects.update(length_minutes=45)
    times = [value(START + DAY), value(START + DAY + HOUR / 2)]
    asked = clinician.get(url(booking, "offer"), {"time": times, "notification": "1"})
    sent = clinician.post(url(booking, "offer"), {"time": times, "version": 1, "act": "1"})
    for answer in (asked, sent):
        assert "9:00 AM and 9:30 AM overlap" in answer.text
        assert "Somebody else" not in answer.text
        assert checked(answer, "time") == times
    touching = [value(START + DAY), value(START + DAY + HOUR)]
    answer = clinician.get(url(booking, "offer"), {"time": touching, "notification": "1"})
    assert "We offer you other times" in answer.text


def test_times_that_want_the_only_room_at_once_are_not_said_to_be_taken(clinician: Client) -> None:
    service = make_service(room_kind=RoomKind.TREATMENT_ROOM, length_minutes=45)
    make_room()
    one, two = (make_practitioner(service, name=f"P{n}", order=n) for n in (1, 2))
    booking = request_booking(make_wish(service), now=NOW)
    times = [value(START + DAY, one), value(START + DAY + HOUR / 2, two)]
    given = {"time": times, "version": 1, "until": (NOW + HOUR).isoformat(), "act": "1"}
    answer = clinician.post(url(booking, "offer"), given)
    assert answer.status_code == 409
    assert "cannot all be held at once" in answer.text
    assert "Somebody else" not in answer.text


def test_somebody_takes_a_time_meanwhile_and_the_note_and_the_rest_stay(clinician: Client) -> None:
    booking = make_booking()
    times = [value(start) for start in THREE[:2]]
    until = (NOW + DAY).isoformat()
    make_booking(start=THREE[0])
    given = {"time": times, "version": 1, "note": "They work late", "until": until, "act": "1"}
    answer = clinician.post(url(booking, "offer"), given)
    text = answer.text
    assert answer.status_code == 409
    assert "not free any more" in text
    assert checked(answer, "time") == times[1:]
    assert 'name="note" value="They work late"' in text
    # The note goes on in the body of the form: an address is no place for it.
    assert '<form class="pick" method="post"' in text
    booking.refresh_from_db()
    assert booking.status == Status.HELD
    again = clinician.post(
        url(booking, "offer"), {"time": times[1:], "note": "They work late", "notification": "1"}
    )
    assert "They work late</textarea>" in again.text
    assert Booking.objects.get(pk=booking.pk).version == 1


@pytest.mark.parametrize("name", ["offer", "reschedule", "accept"])
def test_stale_form_is_told_who_was_faster(clinician: Client, name: str) -> None:
    booking = make_booking(Status.OFFERED if name == "accept" else Status.HELD)
    version = booking.version
    time = str(booking.offers.all()[0].pk) if name == "accept" else value(THREE[0])
    other = signed_in(member(roles.RECEPTION, first_name="Bo", last_name="Lee"))
    other.post(url(booking, "withdraw"), {"version": version})
    answer = clinician.post(
        url(booking, name), {"time": time, "version": version, "note": "Typed", "act": "1"}
    )
    assert answer.status_code == 409
    assert "was changed by Bo Lee" in answer.text
    assert "Typed</textarea>" in answer.text
    assert clinician.get(url(booking, name)).status_code == 409


def test_made_up_picks_change_nothing(clinician: Client) -> None:
    booking = make_booking()
    before = facts()
    made_up: list[dict[str, Any]] = [
        {"time": ["1@9999-99-99T00:00Z", "x", "", "' OR 1=1"]},
        {"time": str(2**70), "hours": "-1", "with": "x"},
        {"page": "2027-13-45", "from": "0001-01-01", "until": "nonsense"},
        {"until": "9999-12-31T23:59:59+00:00", "time": "0"},
    ]
    steps: list[dict[str, str]] = [{}, {"notification": "1"}, {"act": "1", "version": "1"}]
    odd = []
    for bad, step, name in product(made_up, steps, ("offer", "reschedule", "accept")):
        for ask in (clinician.post, clinician.get):
            answer = ask(url(booking, name), {**bad, **step})
            if answer.status_code not in (200, 409) or facts() != before:
                odd.append((name, bad, step))
    assert odd == []


def test_deadline_that_is_over_by_now_is_picked_again(clinician: Client) -> None:
    booking = make_booking()
    given = {"time": value(THREE[0]), "version": 1, "act": "1"}
    over = {**given, "until": (NOW - HOUR).isoformat()}
    answer = clinician.post(url(booking, "offer"), over)
    assert answer.status_code == 409
    assert "cannot be had any more" in answer.text
    assert checked(answer, "time") == [value(THREE[0])]
    # The control: the same with a deadline to come.
    later = {**given, "until": (NOW + HOUR).isoformat()}
    assert clinician.post(url(booking, "offer"), later).status_code == 302


def test_offering_three_times_takes_a_bounded_number_of_queries(clinician: Client) -> None:
    clinician.get("/staff/")
    booking = make_booking()
    given = {"time": [value(start) for start in THREE], "version": 1, "act": "1"}
    with CaptureQueriesContext(connection) as seen:
        answer = clinician.post(url(booking, "offer"), given)
    assert answer.status_code == 302
    # Taking three times at once looks for each, and reserves each.
    assert asked(seen) <= MOST_FOR_AN_OFFER
