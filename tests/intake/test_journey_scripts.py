"""What a script meets on the journey, and what an honest person who looks like one does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from intake import throttling
from intake.models import Booking, Claim, Service
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import BY_PHONE, DETAILS, Patient, page, value

pytestmark = pytest.mark.django_db

# A minute after a start, so that no time is lost to its notice while the test goes on.
MORNING = datetime(2027, 3, 1, 17, 1, tzinfo=UTC)


@pytest.fixture
def service() -> Service:
    make_clinic()
    service = make_service()
    make_practitioner(service)
    return service


def held_page(patient: Patient) -> str:
    return page(patient.get("held")).text


def test_form_shows_a_signed_moment(service: Service) -> None:
    form = Patient().walk("details", service.pk).get("details")
    found = throttling.doubt_about(value(form, "shown"), timezone.now())
    assert found == throttling.Doubt.TOO_FAST


def test_no_field_is_a_trap_for_whoever_fills_in_every_field(service: Service) -> None:
    patient = Patient().walk("details", service.pk)
    for form in (patient.get("details"), patient.get("call_back")):
        hidden = [i["name"] for i in page(form).inputs if i.get("type") == "hidden"]
        assert set(hidden) == {"csrfmiddlewaretoken", "shown"}
        assert not any(i.get("tabindex") == "-1" for i in page(form).inputs)


def test_person_who_takes_a_while_holds_the_time(service: Service) -> None:
    patient = Patient().walk("held", service.pk)
    assert Claim.objects.filter(booking=patient.booking()).exists()
    assert "We hold this time" in held_page(patient)


def test_script_is_kept_without_a_time_and_told_so(service: Service) -> None:
    patient = Patient().walk("held", service.pk, {**DETAILS, "shown": ""})
    assert not Claim.objects.exists()
    said = held_page(patient)
    assert "No time is held for you yet" in said
    assert "We hold this time" not in said
    assert patient.booking().reference in said


def test_form_sent_within_a_second_is_kept_without_a_time(service: Service) -> None:
    with time_machine.travel(MORNING, tick=False):
        patient = Patient().walk("details", service.pk)
        shown = value(patient.get("details"), "shown")
        patient.post("details", {**DETAILS, "shown": shown})
        patient.post("summary")
    assert patient.booking().quarantine == throttling.Doubt.TOO_FAST


def test_mistake_mended_at_once_is_no_haste(service: Service) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        patient = Patient().walk("details", service.pk)
        shown = value(patient.get("details"), "shown")
        clock.shift(timedelta(minutes=1))
        refused = patient.post("details", {**DETAILS, "name": "", "shown": shown})
        assert refused.status_code == 200
        patient.post("details", {**DETAILS, "shown": value(refused, "shown")})
        patient.post("summary")
    assert patient.booking().quarantine == ""


def test_details_looked_at_again_may_be_sent_on_at_once(service: Service) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        patient = Patient().walk("details", service.pk)
        shown = value(patient.get("details"), "shown")
        clock.shift(timedelta(minutes=1))
        patient.post("details", {**DETAILS, "shown": shown})
        again = value(patient.get("details"), "shown")
        patient.post("details", {**BY_PHONE, "shown": again})
        patient.post("summary")
    assert patient.booking().quarantine == ""


def test_doubt_does_not_go_away_by_sending_the_form_again(service: Service) -> None:
    patient = Patient().walk("summary", service.pk, {**DETAILS, "shown": ""})
    patient.post("details", DETAILS)
    patient.post("summary")
    assert patient.booking().quarantine == throttling.Doubt.NOT_SHOWN


def test_too_many_requests_are_refused_in_words_and_nothing_is_lost(service: Service) -> None:
    for _number in range(throttling.CONTACT_OPEN):
        Patient().walk("held", service.pk)
    patient = Patient().walk("summary", service.pk)
    refused = patient.post("summary")
    assert refused.status_code == 429
    assert "no time is held" in page(refused).text
    assert "+1 212-555-0100" in page(refused).text
    assert Booking.objects.count() == throttling.CONTACT_OPEN
    assert value(patient.get("details"), "name") == DETAILS["name"]
