"""Safety comes first: no sign is missed, no page skipped, no earlier answer lost."""

import pytest
from django.urls import reverse

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.text.phones import dial
from clinic_site.foundation.warning_signs import CURRENT, Level
from intake import envelopes
from intake.models import Booking, Service
from intake.transitions.statuses import Status
from intake.triage.question_sets import current_safety
from tests.intake.factories import make_clinic, make_practitioner, make_room, make_service
from tests.intake.journey import (
    BY_PHONE,
    DETAILS,
    Patient,
    checked,
    checklist_answers,
    page,
    radios,
)

pytestmark = pytest.mark.django_db

QUESTIONS = current_safety().questions
EMERGENCY = [q.key for q in QUESTIONS if q.level is Level.EMERGENCY]
URGENT = [q.key for q in QUESTIONS if q.level is Level.URGENT]
TIMELESS = ("service", "checklist", "times", "details", "summary")


@pytest.fixture
def service() -> Service:
    make_clinic(emergency_number="112", emergency_department="A&E")
    service = make_service()
    make_practitioner(service)
    return service


@pytest.fixture
def traction(service: Service) -> Service:
    made = make_service("traction", name="Traction", checklist="traction")
    make_practitioner(made, name="Dr. Table")
    return made


def test_beginning_gives_the_browser_a_new_key(patient: Patient, service: Service) -> None:
    session = patient.client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    patient.answer_safety()
    assert patient.client.cookies["sessionid"].value != planted


def test_every_sign_is_asked_about_and_shown(patient: Patient, service: Service) -> None:
    text = page(patient.get("safety")).text
    for card in (CURRENT.emergency, CURRENT.urgent):
        for sign in card.signs:
            assert sign.text in text


@pytest.mark.parametrize("key", EMERGENCY)
def test_each_emergency_answer_alone_leads_to_help_and_to_no_times(
    patient: Patient, service: Service, key: str
) -> None:
    response = patient.answer_safety(**{key: "yes"})
    assert response["Location"] == reverse("intake:emergency")
    shown = page(patient.get("emergency"))
    assert "Call 112 or go to the nearest A&E now" in "".join(shown.headings)
    assert "tel:112" in shown.links
    assert reverse("intake:call_back") not in shown.links
    for name in (*TIMELESS, "call_back", "urgent"):
        assert patient.get(name)["Location"] == reverse("intake:emergency")
        assert patient.post(name, DETAILS)["Location"] == reverse("intake:emergency")
    assert not Booking.objects.exists()


def test_emergency_does_not_wait_for_the_other_answers(clinic: Clinic) -> None:
    for key in EMERGENCY:
        patient = Patient()
        response = patient.post("safety", {key: "yes"})
        assert response["Location"] == reverse("intake:emergency"), key
        back = patient.get("safety")
        assert checked(back, key) == ["yes"]
        assert all(checked(back, other) == [] for other in {q.key for q in QUESTIONS} - {key})


@pytest.mark.parametrize(
    ("key", "answer"), [(key, "yes") for key in URGENT] + [(q.key, "not-sure") for q in QUESTIONS]
)
def test_each_urgent_or_unsure_answer_alone_leads_to_advice_and_a_call(
    patient: Patient, service: Service, key: str, answer: str
) -> None:
    response = patient.answer_safety(**{key: answer})
    assert response["Location"] == reverse("intake:urgent")
    shown = page(patient.get("urgent"))
    signs = next(q.bullets for q in QUESTIONS if q.key == key)
    assert all(sign.text in shown.text for sign in signs)
    assert reverse("intake:call_back") in shown.links
    for name in TIMELESS:
        assert patient.get(name)["Location"] == reverse("intake:urgent")
    assert patient.post("call_back", BY_PHONE)["Location"] == reverse("intake:held")
    booking = Booking.objects.get()
    assert (booking.flagged, booking.urgent) == (True, True)
    assert booking.start is None


def test_who_waits_for_our_call_is_told_to_get_help_now(patient: Patient, service: Service) -> None:
    patient.answer_safety(**{URGENT[0]: "yes"})
    advice = page(patient.get("urgent")).headings[-1]
    patient.post("call_back", BY_PHONE)
    held = page(patient.get("held"))
    link = next(link for link in held.links if "/book/r/" in link)
    for shown in (held, page(patient.client.get(link))):
        assert advice in shown.text
        assert "have it checked today" in shown.text
        assert "Do not wait for it." in shown.text
        assert dial(Clinic.current().urgent_contact) in shown.links
    Booking.objects.update(status=Status.CALLED)
    assert "have it checked today" not in page(patient.client.get(link)).text


def test_call_without_an_urgent_sign_is_not_marked_as_one(
    patient: Patient, service: Service
) -> None:
    patient.answer_safety(**{URGENT[0]: "yes"})
    patient.answer_safety()
    patient.post("call_back", BY_PHONE)
    booking = Booking.objects.get()
    assert (booking.flagged, booking.urgent) == (True, False)
    assert "have it checked today" not in page(patient.get("held")).text


def test_every_question_must_be_answered(patient: Patient, clinic: Clinic) -> None:
    for key in (q.key for q in QUESTIONS):
        given = {q.key: "no" for q in QUESTIONS if q.key != key}
        response = patient.post("safety", given)
        shown = page(response)
        assert response.status_code == 200, key
        assert shown.title.strip().startswith("Error:"), key
        assert f"#id_{key}_0" in shown.links
        assert all(checked(response, other) == ["no"] for other in given), key


def test_a_changed_answer_keeps_the_earlier_flag(patient: Patient, service: Service) -> None:
    patient.answer_safety(**{EMERGENCY[0]: "yes"})
    patient.answer_safety(**{URGENT[0]: "not-sure"})
    patient.walk("held", service.pk)
    booking = Booking.objects.get()
    assert (booking.flagged, booking.answers_changed) == (True, True)
    answers = envelopes.open(booking.id, "answers", by=None, page="test", now=booking.created_at)
    earlier = [line["answers"] for line in answers["earlier"]]
    assert earlier[0][EMERGENCY[0]] == "yes"
    assert earlier[1][URGENT[0]] == "not-sure"
    assert set(answers["safety"]["answers"].values()) == {"no"}


def test_same_answer_again_is_not_a_change(patient: Patient, service: Service) -> None:
    patient.answer_safety()
    patient.walk("held", service.pk)
    assert not Booking.objects.get().answers_changed


def test_checklist_flags_and_never_blocks(patient: Patient, traction: Service) -> None:
    make_room()
    patient.answer_safety()
    assert patient.choose(traction.pk)["Location"] == reverse("intake:checklist")
    for name in ("times", "details", "summary"):
        assert patient.get(name)["Location"] == reverse("intake:checklist")
    marked = checklist_answers(harness="yes", bones="not-sure")
    assert patient.post("checklist", marked)["Location"] == reverse("intake:times")
    patient.post("times", {"start": patient.offered()[0]})
    patient.post("details", DETAILS)
    summary = patient.get("summary").text
    belts = "Is there a reason why belts should not press on your belly or ribs?"
    assert f"<li>{belts} <strong>Yes</strong></li>" in summary
    assert "<strong>Not sure</strong></li>" in summary
    patient.post("summary")
    booking = Booking.objects.get()
    assert (booking.flagged, booking.answers_changed) == (True, False)


def test_checklist_needs_every_answer(patient: Patient, traction: Service) -> None:
    patient.answer_safety()
    patient.choose(traction.pk)
    response = patient.post("checklist", {"harness": "yes"})
    assert page(response).title.strip().startswith("Error:")
    assert checked(response, "harness") == ["yes"]
    assert patient.get("times")["Location"] == reverse("intake:checklist")


def test_service_without_a_checklist_has_no_such_page(patient: Patient, service: Service) -> None:
    patient.answer_safety()
    patient.choose(service.pk)
    assert patient.get("checklist")["Location"] == reverse("intake:times")


STEPS = ["safety", "service", "times", "details", "summary"]


@pytest.mark.parametrize("reached", STEPS)
def test_no_deep_link_skips_a_step(patient: Patient, service: Service, reached: str) -> None:
    if reached != "safety":
        patient.walk(reached, service.pk)
    for wanted in ("emergency", "urgent", *STEPS):
        opened, sent = patient.get(wanted), patient.post(wanted)
        if reached == "safety" and wanted != "safety":
            # Nothing was begun: a link leads to the beginning, a sent form is told why.
            assert opened["Location"] == reverse("intake:safety"), wanted
            assert sent.status_code == 410, wanted
        elif wanted not in STEPS or STEPS.index(wanted) > STEPS.index(reached):
            for answer in (opened, sent):
                assert answer["Location"] == reverse(f"intake:{reached}"), wanted
        else:
            assert opened.status_code == 200, wanted
            if wanted == "summary":
                assert sent["Location"] == reverse("intake:held")
            else:
                assert sent.status_code == 200, wanted


def test_emergency_page_shows_no_times(patient: Patient, service: Service) -> None:
    patient.answer_safety(**{EMERGENCY[0]: "yes"})
    assert radios(patient.get("emergency"), "start") == []
