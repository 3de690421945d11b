"""The whole journey, as a patient meets it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clinic_site.clinic.models import Clinic
from intake import envelopes
from intake.models import Booking, Enquiry, Kind, Link, Service
from intake.states import Status
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import (
    BY_PHONE,
    DETAILS,
    Patient,
    as_instant,
    checked,
    page,
    radios,
    safe_answers,
    value,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    """A visit with one person who gives it."""
    make_clinic()
    service = make_service(price="$90", who_pays="You pay", name="First visit")
    make_practitioner(service, name="Dr. Ada")
    return service


@pytest.fixture
def patient() -> Patient:
    return Patient()


def test_the_first_page_says_what_it_costs_and_sets_no_cookie(
    patient: Patient, service: Service
) -> None:
    response = patient.get("start")
    text = page(response).text
    assert "30 minutes · $90 · You pay" in text
    assert reverse("intake:safety") in page(response).links
    assert not response.cookies


def test_nothing_is_kept_before_the_first_answer(patient: Patient, service: Service) -> None:
    patient.get("safety")
    assert "sessionid" not in patient.client.cookies
    assert not Enquiry.objects.exists()


def test_a_request_by_email_is_held(patient: Patient, service: Service) -> None:
    patient.walk("held", service.pk)
    booking = patient.booking()
    shown = page(patient.get("held"))
    assert booking.status == Status.HELD
    assert booking.reference in shown.text
    assert shown.headings == ["Held for you until we answer"]
    assert "New York time (E" in shown.text
    assert "We write to ann@example.org" in shown.text
    assert not any("/book/r/" in link for link in shown.links)
    contact = envelopes.open(booking.id, "contact", by=None, page="test", now=booking.created_at)
    assert contact == {
        "name": "Nguyễn O'Brien",
        "email": "ann@example.org",
        "phone": "",
        "reach_by": "email",
        "for_someone_else": False,
        "interpreter": "Vietnamese",
        "access_needs": "I use a wheelchair.",
    }


def test_the_answers_and_the_reason_are_sealed_with_the_booking(
    patient: Patient, service: Service
) -> None:
    patient.walk("held", service.pk)
    booking = patient.booking()
    answers = envelopes.open(booking.id, "answers", by=None, page="test", now=booking.created_at)
    assert answers["reason"] == "My back hurts when I sit."
    assert answers["safety"]["answers"] == safe_answers()
    assert (booking.flagged, booking.answers_changed) == (False, False)
    assert len(booking.consent_sha256) == 64


def test_somebody_without_email_gets_a_link_that_works(patient: Patient, service: Service) -> None:
    patient.walk("held", service.pk, BY_PHONE)
    first, second = page(patient.get("held")), page(patient.get("held"))
    links = [link for link in first.links if "/book/r/" in link]
    assert len(links) == 1
    assert links == [link for link in second.links if "/book/r/" in link]
    assert "We phone +1 415-555-2671" in first.text
    assert Client().get(links[0]).status_code == 200


def test_each_page_says_how_far_it_is(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    for number, name in enumerate(("safety", "service", "times", "details", "summary"), start=1):
        assert f"Step {number} of 5" in page(patient.get(name)).text


def test_the_summary_shows_everything_with_a_way_to_change_it(
    patient: Patient, service: Service
) -> None:
    patient.walk("summary", service.pk)
    shown = page(patient.get("summary"))
    for words in (
        "First visit",
        "30 minutes · $90 · You pay",
        "Anyone who is free",
        "New York time",
        "Nguyễn O'Brien",
        "By e-mail: ann@example.org",
        "Vietnamese",
        "I use a wheelchair.",
        "My back hurts when I sit.",
        "No to all 6 questions",
    ):
        assert words in shown.text
    changes = {reverse(f"intake:{name}") for name in ("service", "times", "details", "safety")}
    assert changes <= set(shown.links)


def test_a_change_from_the_summary_leads_back_to_it(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    response = patient.post("details", {**DETAILS, "name": "Somebody Other"})
    assert response["Location"] == reverse("intake:summary")
    assert "Somebody Other" in page(patient.get("summary")).text


def test_back_shows_every_answer_again(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    assert set(checked(patient.get("safety"), "pain-pattern")) == {"no"}
    assert checked(patient.get("service"), "service") == [str(service.pk)]
    assert len(checked(patient.get("times"), "start")) == 1
    details = patient.get("details")
    assert value(details, "name") == "Nguyễn O'Brien"
    assert value(details, "email_again") == "Ann@example.org"
    assert checked(details, "consent") == ["on"]
    assert "My back hurts when I sit." in page(details).text


def test_another_service_asks_for_the_time_again(patient: Patient, service: Service) -> None:
    other = make_service("second", name="Second visit")
    make_practitioner(other)
    patient.walk("summary", service.pk)
    assert patient.choose(other.pk)["Location"] == reverse("intake:times")
    assert patient.get("summary")["Location"] == reverse("intake:times")


@pytest.mark.parametrize("repeat", ["summary", "details", "times", "safety", "service"])
def test_after_the_request_every_step_leads_to_the_held_page(
    patient: Patient, service: Service, repeat: str
) -> None:
    patient.walk("held", service.pk)
    for response in (patient.post(repeat), patient.get(repeat)):
        assert response["Location"] == reverse("intake:held")
    assert Booking.objects.count() == 1


def test_a_double_click_makes_one_booking(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    twin = Client()
    twin.cookies = patient.client.cookies
    twin_session = dict(twin.session.items())
    assert patient.post("summary").status_code == 302
    # The second click was under way before the first had marked the session.
    session = patient.client.session
    del session["booking"]
    session.save()
    assert "booking" not in twin_session
    assert patient.post("summary")["Location"] == reverse("intake:held")
    assert Booking.objects.count() == 1
    assert mail.outbox == []


def test_making_another_request_begins_anew(patient: Patient, service: Service) -> None:
    patient.walk("held", service.pk)
    assert patient.post("again")["Location"] == reverse("intake:safety")
    assert checked(patient.get("safety"), "pain-pattern") == []
    patient.walk("held", service.pk)
    assert Booking.objects.count() == 2


def test_under_18_is_asked_to_phone_and_nothing_is_kept(patient: Patient, service: Service) -> None:
    patient.walk("details", service.pk)
    response = patient.post("details", {"adult": "no", "name": "Kim"})
    assert response["Location"] == reverse("intake:by_phone")
    assert "+1 212-555-0100" in page(patient.get("by_phone")).text
    assert value(patient.get("details"), "name") == ""
    assert patient.get("summary")["Location"] == reverse("intake:details")


def test_none_of_these_suit_me_leads_to_a_call(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    assert reverse("intake:call_back") in page(patient.get("times")).links
    response = patient.post("call_back", BY_PHONE)
    assert response["Location"] == reverse("intake:held")
    booking = patient.booking()
    assert (booking.kind, booking.status) == (Kind.CALL_BACK, Status.WAITING)
    assert booking.service == service
    shown = page(patient.get("held"))
    assert shown.headings == ["We will phone you"]
    assert any("/book/r/" in link for link in shown.links)


def test_a_service_without_times_offers_a_call(patient: Patient) -> None:
    make_clinic()
    service = make_service()
    make_practitioner(service).weekly_hours.all().delete()
    patient.walk("times", service.pk)
    shown = page(patient.get("times"))
    assert "There are no free times" in shown.text
    assert reverse("intake:call_back") in shown.links


def test_without_any_service_the_page_offers_a_call(patient: Patient) -> None:
    make_clinic()
    patient.answer_safety()
    shown = patient.get("service")
    assert radios(shown, "service") == []
    assert reverse("intake:call_back") in page(shown).links


def test_a_person_who_does_not_give_the_visit_is_refused_kindly(
    patient: Patient, service: Service
) -> None:
    other = make_practitioner(make_service("other", name="Other visit"), name="Dr. Bo")
    patient.answer_safety()
    shown = page(patient.choose(service.pk, other.pk))
    assert "For “First visit” you can see: Dr. Ada. Choose again." in shown.text
    assert shown.title.strip().startswith("Error:")


def test_the_chosen_person_is_kept(patient: Patient, service: Service) -> None:
    person = make_practitioner(service, name="Dr. Bo", order=2)
    patient.answer_safety()
    patient.choose(service.pk, person.pk)
    patient.post("times", {"start": patient.offered()[0]})
    patient.post("details", DETAILS)
    assert "Dr. Bo" in page(patient.get("summary")).text
    patient.post("summary")
    assert patient.booking().practitioner == person


def test_the_form_needs_the_csrf_token(service: Service) -> None:
    strict = Patient(Client(enforce_csrf_checks=True))
    assert strict.answer_safety().status_code == 403
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("name", ["start", "safety", "by_phone", "withdrawn", "held"])
def test_no_booking_page_is_kept_by_a_browser(
    patient: Patient, service: Service, name: str
) -> None:
    assert patient.get(name)["Cache-Control"] == "no-store, private"


def test_the_booked_time_is_the_chosen_one(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    chosen = patient.offered()[3]
    patient.post("times", {"start": chosen})
    patient.post("details", DETAILS)
    patient.post("summary")
    booking = patient.booking()
    assert booking.start == as_instant(chosen)
    assert booking.end == booking.start + timedelta(minutes=30)
    assert Clinic.current().zone.key == "America/New_York"
    assert not Link.objects.exists()


def test_the_times_page_asks_the_database_little_and_always_the_same(
    patient: Patient, service: Service, django_assert_max_num_queries: Any
) -> None:
    people = [make_practitioner(service, name=f"Dr. {n}", order=n) for n in range(4)]
    patient.walk("times", service.pk)
    for person in ("anyone", people[0].pk):
        patient.choose(service.pk, person)
        with django_assert_max_num_queries(7):
            assert patient.get("times").status_code == 200
