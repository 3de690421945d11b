"""The whole journey, as a patient meets it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clinic_site.foundation.clinic.models import Clinic
from intake import envelopes
from intake.models import Enquiry, Link, Service
from intake.transitions.statuses import Status
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import (
    BY_PHONE,
    DETAILS,
    Patient,
    as_instant,
    page,
    safe_answers,
)

pytestmark = [pytest.mark.django_db, pytest.mark.quick]


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


def test_a_link_that_has_ended_is_not_shown_again(patient: Patient, service: Service) -> None:
    patient.walk("held", service.pk, BY_PHONE)
    link = next(link for link in page(patient.get("held")).links if "/book/r/" in link)
    assert Client().post(f"{link}cancel/", {"version": "1"}).status_code == 302
    shown = page(patient.get("held"))
    assert shown.headings == ["You have canceled this"]
    assert [link for link in shown.links if "/book/r/" in link] == []


def test_each_page_says_how_far_it_is(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    for number, name in enumerate(("safety", "service", "times", "details", "summary"), start=1):
        assert f"Step {number} of 5" in page(patient.get(name)).text


def test_the_way_to_later_times_has_one_name(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    named = re.findall(r"<a [^>]*\?from=[^>]*>([^<]+)</a>", patient.get("times").content.decode())
    assert named == ["Later times", "Later times"]


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


@pytest.mark.parametrize("name", ["start", "safety", "by_phone", "canceled", "held"])
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
