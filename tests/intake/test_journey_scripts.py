"""What a script meets on the journey, and what an honest person who looks like one does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clinic_site import senders
from clinic_site.clinic.models import Clinic
from clinic_site.warning_signs import Level
from intake import throttling
from intake.models import Booking, Claim, Enquiry, Sender, Service
from intake.triage import current_safety
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import BY_PHONE, DETAILS, Patient, page, safe_answers, value

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


def test_form_shows_a_signed_moment_and_a_field_that_people_do_not_meet(service: Service) -> None:
    form = Patient().walk("details", service.pk).get("details")
    assert throttling.doubt_about(trap="", shown=value(form, "shown"), now=timezone.now()) == (
        throttling.Doubt.TOO_FAST
    )
    assert value(form, "homepage") == ""
    assert "Leave this empty" in page(form).text


EVERYBODY = "everybody"


def begun(address: str, count: int) -> None:
    today = timezone.now().date()
    fingerprint = senders.fingerprint(address, today, "enquiry")
    Sender.objects.create(fingerprint=fingerprint, day=today, requests=count)


@pytest.mark.database_bound
@pytest.mark.parametrize(
    ("whose", "most"),
    [("127.0.0.1", throttling.ADDRESS_ENQUIRIES), (EVERYBODY, throttling.ALL_ENQUIRIES)],
)
def test_journeys_begun_without_end_are_refused_and_no_answer_is_lost(
    service: Service, whose: str, most: int
) -> None:
    begun(whose, most - 1)
    assert Patient().answer_safety()["Location"] == reverse("intake:service")
    patient = Patient()
    refused = patient.answer_safety()
    assert refused.status_code == 429
    assert Clinic.current().phone in refused.text
    answered = [field for field in page(refused).inputs if "checked" in field]
    assert {field["value"] for field in answered} == {"no"}
    assert len(answered) == len(safe_answers())
    assert Enquiry.objects.count() == 1
    assert not patient.client.cookies.get("sessionid")
    # Refusals do not count on, and who has begun goes on.
    assert max(Sender.objects.values_list("requests", flat=True)) == most


def test_ward_of_thirty_is_far_below_and_a_new_day_begins_at_nothing(service: Service) -> None:
    assert throttling.ADDRESS_ENQUIRIES > 10 * 30
    begun("127.0.0.1", throttling.ADDRESS_ENQUIRIES)
    assert Patient().answer_safety().status_code == 429
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert Patient().answer_safety().status_code == 302


def sign_of(level: Level) -> str:
    return next(each.key for each in current_safety().questions if each.level is level)


def test_nobody_is_kept_from_help_by_the_journeys_of_others(service: Service) -> None:
    begun("127.0.0.1", throttling.ADDRESS_ENQUIRIES)
    emergency = Patient().answer_safety(**{sign_of(Level.EMERGENCY): "yes"})
    assert (emergency.status_code, "Call 911" in emergency.text) == (200, True)
    half = Patient().post("safety", {sign_of(Level.EMERGENCY): "yes"})
    assert (half.status_code, "Call 911" in half.text) == (200, True)
    urgent = Patient().answer_safety(**{sign_of(Level.URGENT): "yes"})
    assert (urgent.status_code, "Get advice today" in urgent.text) == (200, True)
    # A call cannot be asked for without a journey.
    assert reverse("intake:call_back") not in urgent.text
    assert Clinic.current().phone in urgent.text
    assert not Enquiry.objects.exists()


def test_person_who_takes_a_while_holds_the_time(service: Service) -> None:
    patient = Patient().walk("held", service.pk)
    assert Claim.objects.filter(booking=patient.booking()).exists()
    assert "We hold this time" in held_page(patient)


@pytest.mark.parametrize("given", [{"homepage": "http://example.org"}, {"shown": ""}])
def test_script_is_kept_without_a_time_and_told_so(service: Service, given: dict[str, str]) -> None:
    patient = Patient().walk("held", service.pk, {**DETAILS, **given})
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
    patient = Patient().walk("summary", service.pk, {**DETAILS, "homepage": "x"})
    patient.post("details", DETAILS)
    patient.post("summary")
    assert patient.booking().quarantine == throttling.Doubt.TRAP


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
