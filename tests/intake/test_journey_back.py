"""Back, changes and repeats: nothing typed is lost, and nothing is asked for twice."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from intake.models import Booking, Enquiry, Service
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import (
    DETAILS,
    Patient,
    checked,
    page,
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


def test_the_form_needs_the_csrf_token(service: Service) -> None:
    strict = Patient(Client(enforce_csrf_checks=True))
    assert strict.answer_safety().status_code == 403
    assert not Enquiry.objects.exists()
