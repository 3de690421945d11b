"""What a script meets on the journey, and what an honest person who looks like one does."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import Level
from clinic_site.foundation.web.models import Count
from intake import throttling
from intake.models import Booking, Enquiry, Service, TimeCell
from intake.triage.question_sets import current_safety
from tests.intake.journey import BY_PHONE, DETAILS, Patient, page, safe_answers, value
from tests.moments import DAY, MINUTE

pytestmark = pytest.mark.django_db

# A minute after a start, so that no time is lost to its notice while the test goes on.
MORNING = datetime(2027, 3, 1, 17, 1, tzinfo=UTC)


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


def begun(address: str, count: int) -> None:
    today = timezone.now().date()
    fingerprint = throttling.fingerprint(address, "enquiry", today)
    Count.objects.create(fingerprint=fingerprint, until=timezone.now(), tries=count)


@pytest.mark.database_bound
def test_journeys_begun_without_end_are_refused_and_no_answer_is_lost(service: Service) -> None:
    most = throttling.ADDRESS_ENQUIRIES
    begun("127.0.0.1", most - 1)
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
    assert max(Count.objects.values_list("tries", flat=True)) == most


def test_journeys_begun_by_others_close_online_booking_to_nobody(service: Service) -> None:
    # Fifty IPv6 lines, each with all that one line may begin: what a cheap server has.
    for line in range(50):
        begun(f"2001:db8:0:{line:x}::1", throttling.ADDRESS_ENQUIRIES)
    # As many in all, under the name by which one count for everybody was kept.
    begun("everybody", 50 * throttling.ADDRESS_ENQUIRIES)
    assert Patient().answer_safety()["Location"] == reverse("intake:service")
    # The control: a line that has begun too many is refused.
    Count.objects.update(tries=throttling.ADDRESS_ENQUIRIES)
    assert Patient().answer_safety().status_code == 429


def test_ward_of_thirty_is_far_below_and_a_new_day_begins_at_nothing(service: Service) -> None:
    assert throttling.ADDRESS_ENQUIRIES > 10 * 30
    begun("127.0.0.1", throttling.ADDRESS_ENQUIRIES)
    assert Patient().answer_safety().status_code == 429
    with time_machine.travel(timezone.now() + DAY):
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
    assert TimeCell.objects.filter(booking=patient.booking()).exists()
    assert "We hold this time" in held_page(patient)


def test_script_is_kept_without_a_time_and_told_so(service: Service) -> None:
    patient = Patient().walk("held", service.pk, {**DETAILS, "shown": ""})
    assert not TimeCell.objects.exists()
    said = held_page(patient)
    assert "No time is held for you yet" in said
    assert "We hold this time" not in said
    assert patient.booking().reference in said


def test_form_sent_within_a_second_is_kept_without_a_time(service: Service) -> None:
    with time_machine.travel(MORNING, tick=False):
        patient = Patient().walk("details", service.pk)
        shown = value(patient.get("details"), "shown")
        patient.post("details", {**DETAILS, "shown": shown})
        patient.send()
    assert patient.booking().quarantine == throttling.Doubt.TOO_FAST


def test_mistake_mended_at_once_is_no_haste(service: Service) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        patient = Patient().walk("details", service.pk)
        shown = value(patient.get("details"), "shown")
        clock.shift(MINUTE)
        refused = patient.post("details", {**DETAILS, "name": "", "shown": shown})
        assert refused.status_code == 200
        patient.post("details", {**DETAILS, "shown": value(refused, "shown")})
        patient.post("summary")
    assert patient.booking().quarantine == ""


def test_details_looked_at_again_may_be_sent_on_at_once(service: Service) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        patient = Patient().walk("details", service.pk)
        shown = value(patient.get("details"), "shown")
        clock.shift(MINUTE)
        patient.post("details", {**DETAILS, "shown": shown})
        again = value(patient.get("details"), "shown")
        patient.post("details", {**BY_PHONE, "shown": again})
        patient.post("summary")
    assert patient.booking().quarantine == ""


def test_doubt_does_not_go_away_by_sending_the_form_again(service: Service) -> None:
    patient = Patient().walk("summary", service.pk, {**DETAILS, "shown": ""})
    patient.post("details", DETAILS)
    patient.send()
    assert patient.booking().quarantine == throttling.Doubt.NOT_SHOWN


# --- Told before it is sent ---------------------------------------------------------------------


def another() -> dict[str, str]:
    mail = f"{uuid4().hex}@example.org"
    return {**DETAILS, "email": mail, "email_again": mail}


def brake_at(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(throttling, "MOST_UNDECIDED", many)
    monkeypatch.setattr(throttling, "DAYS_OF_WORK", 0)


def test_strangers_take_so_many_times_and_everybody_after_them_is_told_before_sending(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    brake_at(monkeypatch, 3)
    for _number in range(3):
        patient = Patient().walk("times", service.pk)
        assert "cannot hold a time" not in page(patient.get("times")).text
        patient.post("times", {"start": patient.offered()[0]})
        patient.post("details", another())
        assert "we hold the time for you" in page(patient.get("summary")).text
        patient.send()
    late = Patient().walk("times", service.pk)
    assert "we cannot hold a time for you" in page(late.get("times")).text
    late.post("times", {"start": late.offered()[0]})
    late.post("details", another())
    summary = late.get("summary")
    for said in ("without a time", "What happens next", "We look at your request by", "Time you"):
        assert said in page(summary).text
    assert "we hold the time for you" not in page(summary).text
    assert "Send my request without a time" in page(summary).text
    assert late.send()["Location"] == reverse("intake:held")
    assert "No time is held for you yet" in held_page(late)
    assert TimeCell.objects.values("booking").distinct().count() == 3


def test_brake_that_comes_on_while_the_page_is_read_sends_nothing_and_loses_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Patient().walk("summary", service.pk, another())
    shown = value(other.get("summary"), "told")
    brake_at(monkeypatch, 0)
    refused = other.post("summary", {"told": shown})
    assert refused.status_code == 409
    assert page(refused).title.startswith("Error:")
    assert "We can no longer hold the time" in page(refused).text
    assert not Booking.objects.exists()
    assert value(other.get("details"), "name") == DETAILS["name"]
    # And back again: a time that can be held after all is said as well.
    brake_at(monkeypatch, 9)
    better = other.post("summary", {"told": value(refused, "told")})
    assert better.status_code == 409
    assert "Now we can hold the time" in page(better).text
    assert other.post("summary", {"told": value(better, "told")}).status_code == 302
    assert TimeCell.objects.exists()


def test_form_that_does_not_say_what_it_showed_is_shown_again(service: Service) -> None:
    patient = Patient().walk("summary", service.pk)
    for told in ("", "yes", "HELD", "\x00"):
        refused = patient.post("summary", {"told": told})
        assert refused.status_code == 409, told
        assert not Booking.objects.exists(), told
    assert patient.post("summary", {"told": value(refused, "told")}).status_code == 302


def test_every_reason_for_no_time_is_told_in_the_same_words(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_fast = Patient().walk("summary", service.pk, {**DETAILS, "shown": ""})
    for _number in range(throttling.CONTACT_HOLDS):
        Patient().walk("held", service.pk)
    often = Patient().walk("summary", service.pk)
    brake_at(monkeypatch, 0)
    braked = Patient().walk("summary", service.pk)
    texts = [page(patient.get("summary")).text for patient in (too_fast, often, braked)]
    start, end = "We keep this request without a time.", "one internet connection."
    (notice,) = {text.partition(start)[2].partition(end)[0] for text in texts}
    assert "No time is held" in notice


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
