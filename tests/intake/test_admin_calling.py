"""Booking for a caller on the phone: the same questions and exits, with staff at the keyboard."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from clinic_site import roles
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.web.models import Count
from intake import envelopes
from intake.models import Booking, Enquiry, Practitioner, Service
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import make_booking, make_clinic, make_practitioner, make_service
from tests.intake.journey import DETAILS, checklist_answers, page, radios, safe_answers
from tests.moments import NOW

pytestmark = pytest.mark.django_db

BEGIN = "/staff/intake/booking/call/"
WHO = {name: said for name, said in DETAILS.items() if name != "email_again"}
BY_PHONE = {**WHO, "reach_by": "phone", "email": "", "phone": "(415) 555-2671"}


def begin(desk: Client, **answers: str) -> str:
    answer = desk.post(BEGIN, safe_answers(**answers))
    assert answer.status_code == 302
    return str(answer["Location"])


def at(address: str, step: str) -> str:
    """Another page of the same call."""
    return f"{address.rstrip('/').rpartition('/')[0]}/{step}/"


def walk(desk: Client, service: Service, who: dict[str, str] = WHO) -> str:
    """Everything up to the page that is read back to the caller."""
    here = begin(desk)
    choice = {"service": str(service.pk), "practitioner": "anyone"}
    here = desk.post(here, choice)["Location"]
    if service.checklist:
        here = desk.post(here, checklist_answers())["Location"]
    here = desk.post(here, {"start": radios(desk.get(here), "start")[0]})["Location"]
    answer = desk.post(here, who)
    assert answer.status_code == 302, answer.text
    return str(answer["Location"])


def test_caller_is_asked_about_safety_first_and_looking_keeps_nothing(
    reception: Client, clinic: Clinic
) -> None:
    text = reception.get(BEGIN).text
    assert "Read each question and its signs out" in text
    assert not Enquiry.objects.exists()


def test_time_is_held_for_a_caller_by_who_asked(reception: Client, service: Service) -> None:
    here = walk(reception, service)
    back = reception.get(here).text
    assert "Nothing is held yet" in back
    assert "ann@example.org" in back
    assert not Booking.objects.exists()
    answer = reception.post(here, follow=True)
    booking = Booking.objects.get()
    assert f"{booking.reference} is kept. Read the reference out" in answer.text
    assert (booking.status, str(booking.booked_by)) == ("held", "reception")
    assert booking.quarantine == ""
    assert Notification.objects.filter(subject=booking.pk, kind="booking.held").count() == 1
    assert "Agreed on the phone to consent text" in answer.text


def test_staff_need_no_notice(reception: Client, service: Service) -> None:
    here = walk(reception, service)
    reception.post(here)
    # The service asks for two hours; the first time of a caller is the next half hour.
    assert Booking.objects.get().start == NOW


def test_same_form_twice_is_one_booking(reception: Client, service: Service) -> None:
    here = walk(reception, service)
    first, second = reception.post(here), reception.post(here)
    assert first["Location"] == second["Location"]
    assert Booking.objects.count() == 1


def test_caller_without_email_hears_the_reference(reception: Client, service: Service) -> None:
    text = reception.post(walk(reception, service, BY_PHONE), follow=True).text
    assert "this person gets no notification" in text
    assert "Phone this patient" not in text


def test_emergency_is_read_out_and_leads_to_no_times(reception: Client, service: Service) -> None:
    here = begin(reception, **{"numbness-bladder-bowel": "yes"})
    text = reception.get(here).text
    assert "Read this out now" in text
    assert "Call 911 or go to the nearest" in text
    for step in ("service", "times", "details", "summary", "call_back"):
        assert reception.get(at(here, step))["Location"] == here
        assert reception.post(at(here, step), WHO)["Location"] == here
    assert not Booking.objects.exists()


def test_emergency_is_told_before_all_is_answered(reception: Client, clinic: Clinic) -> None:
    answer = reception.post(BEGIN, {"numbness-bladder-bowel": "yes"})
    assert answer["Location"].endswith("/emergency/")


def test_not_sure_leads_to_a_request_for_a_call(reception: Client, clinic: Clinic) -> None:
    here = begin(reception, infection="not-sure")
    text = reception.get(here).text
    assert "Read this out first" in text
    keep = at(here, "call_back")
    assert keep in text
    answer = reception.post(keep, {**BY_PHONE, "consent": "on"}, follow=True)
    booking = Booking.objects.get()
    assert (booking.status, booking.urgent, booking.flagged) == ("waiting", True, True)
    assert booking.reference in answer.text


def test_changed_answer_stands_beside_the_first(reception: Client, service: Service) -> None:
    here = begin(reception, infection="yes")
    reception.post(at(here, "safety"), safe_answers())
    choice = {"service": str(service.pk), "practitioner": "anyone"}
    here = reception.post(at(here, "service"), choice)["Location"]
    here = reception.post(here, {"start": radios(reception.get(here), "start")[0]})["Location"]
    here = reception.post(here, WHO)["Location"]
    assert "only a clinician can confirm" in reception.get(here).text
    reception.post(here)
    booking = Booking.objects.get()
    assert (booking.flagged, booking.answers_changed) == (True, True)


def test_service_with_a_checklist_asks_it(reception: Client, clinic: Clinic) -> None:
    service = make_service("traction", checklist="traction")
    make_practitioner(service)
    reception.post(walk(reception, service))
    booking = Booking.objects.get()
    sealed = envelopes.open(booking.pk, envelopes.ANSWERS, by=None, page="test", now=NOW)
    assert sealed["checklist"]["name"] == "traction"


def test_calls_are_not_counted_against_anybody(reception: Client, service: Service) -> None:
    for _number in range(8):
        assert reception.post(walk(reception, service)).status_code == 302
    assert Booking.objects.count() == 8
    assert set(Booking.objects.values_list("quarantine", flat=True)) == {""}
    assert not Count.objects.exists()


def test_pages_of_a_call_have_unique_ids_and_name_nobody_in_addresses(
    reception: Client, service: Service
) -> None:
    here = walk(reception, service)
    for step in ("safety", "service", "times", "details", "summary"):
        found = page(reception.get(at(here, step)))
        assert len(found.ids) == len(set(found.ids))
        assert set(found.pointers) <= set(found.ids)
        assert "For a caller, by reception." in found.text
        assert "Brien" not in found.title
    assert "Brien" not in here


def test_taking_a_call_takes_few_queries(
    reception: Client, service: Service, django_assert_max_num_queries: Any
) -> None:
    here = walk(reception, service)
    with django_assert_max_num_queries(40):
        reception.post(here)


@pytest.mark.parametrize(("line", "is_ours"), [("", True), ("811", False)])
def test_caller_is_not_sent_to_the_number_that_they_have_called(
    reception: Client, line: str, is_ours: bool
) -> None:
    make_clinic(urgent_line=line)
    shown = reception.get(begin(reception, infection="yes")).text
    assert "ask for help today" in shown
    assert ("This is our own number" in shown) is is_ours


# --- Calls that go wrong ---


def test_no_address_skips_a_question(reception: Client, service: Service) -> None:
    here = begin(reception)
    assert here.endswith("/service/")
    for step in ("checklist", "times", "details", "summary"):
        assert reception.get(at(here, step))["Location"] == here, step


def test_gone_time_keeps_everything_and_shows_others(reception: Client, service: Service) -> None:
    here = walk(reception, service)
    make_booking(service=service, start=NOW + timedelta(hours=2))
    start = Booking.objects.get().start
    first = at(here, "times")
    wanted = next(v for v in radios(reception.get(first), "start"))
    reception.post(first, {"start": wanted})
    other = signed_in(member(roles.MANAGER))
    rival = walk(other, service)
    assert other.post(rival).status_code == 302
    answer = reception.post(here)
    assert answer.status_code == 409
    assert "Somebody else has just taken Monday" in answer.text
    assert wanted not in radios(answer, "start")
    assert start is not None
    again = reception.post(first, {"start": radios(answer, "start")[0]})["Location"]
    assert again == here
    assert reception.post(here).status_code == 302


def test_colleague_cannot_go_on_with_anothers_call(reception: Client, service: Service) -> None:
    here = walk(reception, service)
    other = signed_in(member(roles.CLINICIAN))
    for answer in (other.get(here), other.post(here)):
        assert answer["Location"] == BEGIN
    assert "a colleague began it" in other.get(BEGIN).text
    assert not Booking.objects.exists()


def test_call_that_is_over_begins_again(reception: Client, service: Service) -> None:
    here = walk(reception, service)
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        late = signed_in(member(roles.CLINICIAN))
        assert late.get(here)["Location"] == BEGIN


def test_child_is_put_through_and_nothing_is_kept(reception: Client, service: Service) -> None:
    here = at(walk(reception, service), "details")
    answer = reception.post(here, {**WHO, "adult": "no"})
    assert answer.status_code == 200
    assert "Put the caller through" in answer.text


def test_what_is_missing_is_said_and_the_rest_stays(reception: Client, service: Service) -> None:
    here = at(walk(reception, service), "details")
    for missing in ("consent", "name", "email", "adult", "visitor", "reach_by"):
        answer = reception.post(here, {**WHO, missing: ""})
        assert answer.status_code == 200, missing
        assert "There is a problem" in answer.text, missing
        assert "I use a wheelchair." in answer.text, missing


def test_hostile_texts_are_refused_or_cleaned(reception: Client, service: Service) -> None:
    here = at(walk(reception, service), "details")
    bad = ["\x00", "\u202eevil", " \u200b ", "x" * 1_000_000, "a\r\nBcc: b@example.org"]
    for text in bad:
        for field in ("name", "email", "phone", "interpreter", "adult", "reach_by"):
            assert reception.post(here, {**WHO, field: text}).status_code in (200, 302)
        for field in ("service", "practitioner", "start"):
            chosen = {field: text[:50].strip()}
            assert reception.post(at(here, "service"), chosen).status_code == 200
    assert not Booking.objects.exists()


def test_made_up_steps_do_not_exist(reception: Client, clinic: Clinic) -> None:
    here = begin(reception)
    for step in ("nonsense", "begun", "caller", "__class__"):
        assert reception.get(at(here, step)).status_code == 404, step


def test_time_no_longer_offered_is_not_called_taken(reception: Client, service: Service) -> None:
    here = walk(reception, service)
    Practitioner.objects.get().weekly_hours.all().delete()
    answer = reception.post(here)
    assert answer.status_code == 409
    assert "We cannot offer" in answer.text
    assert at(here, "call_back") in answer.text


def test_visit_no_longer_offered_is_chosen_again(reception: Client, service: Service) -> None:
    here = walk(reception, service)
    Service.objects.update(is_active=False)
    assert reception.get(at(here, "times"))["Location"] == at(here, "service")
