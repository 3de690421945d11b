"""Booking for a caller on the phone: the same questions and exits, with staff at the keyboard."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.web.models import Count
from intake import envelopes
from intake.models import Booking, Enquiry, Service
from tests.clinic_site.staff import member, signed_in
from tests.intake.calls import BEGIN, BY_PHONE, WHO, at, begin, walk
from tests.intake.factories import NOW, make_clinic, make_practitioner, make_service
from tests.intake.journey import page, radios, safe_answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    return signed_in(member(roles.RECEPTION))


@pytest.fixture
def service() -> Service:
    service = make_service()
    make_practitioner(service)
    return service


def test_caller_is_asked_the_safety_questions_first_and_nothing_is_kept_by_looking(
    desk: Client,
) -> None:
    text = desk.get(BEGIN).content.decode()
    assert "Read each question and its signs out" in text
    assert not Enquiry.objects.exists()


def test_time_is_held_for_a_caller_with_the_name_of_who_asked(
    desk: Client, service: Service
) -> None:
    here = walk(desk, service)
    back = desk.get(here).content.decode()
    assert "Nothing is held yet" in back
    assert "ann@example.org" in back
    assert not Booking.objects.exists()
    answer = desk.post(here, follow=True)
    booking = Booking.objects.get()
    assert f"{booking.reference} is kept. Read the reference out" in answer.content.decode()
    assert (booking.status, str(booking.booked_by)) == ("held", "reception")
    assert booking.quarantine == ""
    assert Notification.objects.filter(subject=booking.pk, kind="booking.held").count() == 1
    assert "Agreed on the phone to consent text" in answer.content.decode()


def test_staff_need_no_notice(desk: Client, service: Service) -> None:
    here = walk(desk, service)
    desk.post(here)
    # The service asks for two hours; the first time of a caller is the next half hour.
    assert Booking.objects.get().start == NOW


def test_the_same_form_twice_is_one_booking(desk: Client, service: Service) -> None:
    here = walk(desk, service)
    first, second = desk.post(here), desk.post(here)
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_caller_without_email_gets_no_notification_and_hears_the_reference(
    desk: Client, service: Service
) -> None:
    text = desk.post(walk(desk, service, BY_PHONE), follow=True).content.decode()
    assert "this person gets no notification" in text
    assert "Phone this patient" not in text


def test_emergency_is_read_out_and_leads_to_no_times(desk: Client, service: Service) -> None:
    here = begin(desk, **{"numbness-bladder-bowel": "yes"})
    text = desk.get(here).content.decode()
    assert "Read this out now" in text
    assert "Call 911 or go to the nearest" in text
    for step in ("service", "times", "details", "summary", "call_back"):
        assert desk.get(at(here, step))["Location"] == here
        assert desk.post(at(here, step), WHO)["Location"] == here
    assert not Booking.objects.exists()


def test_emergency_is_told_while_other_questions_are_unanswered(desk: Client) -> None:
    answer = desk.post(BEGIN, {"numbness-bladder-bowel": "yes"})
    assert answer["Location"].endswith("/emergency/")


def test_not_sure_leads_to_a_request_for_a_call(desk: Client) -> None:
    here = begin(desk, infection="not-sure")
    text = desk.get(here).content.decode()
    assert "Read this out first" in text
    keep = at(here, "call_back")
    assert keep in text
    answer = desk.post(keep, {**BY_PHONE, "consent": "on"}, follow=True)
    booking = Booking.objects.get()
    assert (booking.status, booking.urgent, booking.flagged) == ("waiting", True, True)
    assert booking.reference in answer.content.decode()


def test_changed_answer_stands_beside_the_first(desk: Client, service: Service) -> None:
    here = begin(desk, infection="yes")
    desk.post(at(here, "safety"), safe_answers())
    choice = {"service": str(service.pk), "practitioner": "anyone"}
    here = desk.post(at(here, "service"), choice)["Location"]
    here = desk.post(here, {"start": radios(desk.get(here), "start")[0]})["Location"]
    here = desk.post(here, WHO)["Location"]
    assert "only a clinician can confirm" in desk.get(here).content.decode()
    desk.post(here)
    booking = Booking.objects.get()
    assert (booking.flagged, booking.answers_changed) == (True, True)


def test_service_with_a_checklist_asks_it(desk: Client) -> None:
    service = make_service("traction", checklist="traction")
    make_practitioner(service)
    desk.post(walk(desk, service))
    booking = Booking.objects.get()
    sealed = envelopes.open(booking.pk, envelopes.ANSWERS, by=None, page="test", now=NOW)
    assert sealed["checklist"]["name"] == "traction"


def test_calls_are_not_counted_against_anybody(desk: Client, service: Service) -> None:
    for _number in range(8):
        assert desk.post(walk(desk, service)).status_code == 302
    assert Booking.objects.count() == 8
    assert set(Booking.objects.values_list("quarantine", flat=True)) == {""}
    assert not Count.objects.exists()


def test_pages_of_a_call_have_each_id_once_and_name_the_caller_in_no_address(
    desk: Client, service: Service
) -> None:
    here = walk(desk, service)
    for step in ("safety", "service", "times", "details", "summary"):
        found = page(desk.get(at(here, step)))
        assert len(found.ids) == len(set(found.ids))
        assert set(found.pointers) <= set(found.ids)
        assert "For a caller, by reception." in found.text
        assert "Brien" not in found.title
    assert "Brien" not in here


def test_taking_a_call_takes_few_queries(
    desk: Client, service: Service, django_assert_max_num_queries: Any
) -> None:
    here = walk(desk, service)
    with django_assert_max_num_queries(40):
        desk.post(here)


@pytest.mark.parametrize(("line", "is_ours"), [("", True), ("811", False)])
def test_caller_is_not_sent_to_the_number_that_they_have_called(
    desk: Client, line: str, is_ours: bool
) -> None:
    make_clinic(urgent_line=line)
    shown = desk.get(begin(desk, infection="yes")).content.decode()
    assert "ask for help today" in shown
    assert ("This is our own number" in shown) is is_ours
