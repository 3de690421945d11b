"""Leading to a call: none of the times suit, or nobody knows yet what is needed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from intake import envelopes
from intake.models import Kind, Service
from intake.transitions.statuses import Status
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import BY_PHONE, DETAILS, Patient, page, radios

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


def test_none_of_these_suit_me_leads_to_a_call(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    link = f"{reverse('intake:call_back')}?about=none-suited"
    assert link in page(patient.get("times")).links
    asked = patient.client.get(link)
    assert "We keep what you chose: First visit." in page(asked).text
    assert reverse("intake:times") in page(asked).links
    response = patient.client.post(link, patient.looked_at(BY_PHONE))
    assert response["Location"] == reverse("intake:held")
    booking = patient.booking()
    assert (booking.kind, booking.status) == (Kind.CALL_BACK, Status.WAITING)
    assert booking.service == service
    shown = page(patient.get("held"))
    assert shown.headings == ["We will phone you"]
    assert any("/book/r/" in link for link in shown.links)
    contact = envelopes.open(booking.pk, "contact", by=None, page="test", now=timezone.now())
    assert (contact["call_about"], contact["would_like_to_see"]) == ("none-suited", "")


def test_a_person_that_was_chosen_is_kept_with_the_call(patient: Patient, service: Service) -> None:
    patient.answer_safety()
    person = service.practitioners.get()
    patient.choose(service.pk, person.pk)
    link = f"{reverse('intake:call_back')}?about=none-suited"
    assert f"First visit, with {person.name}." in page(patient.client.get(link)).text
    patient.client.post(link, patient.looked_at(BY_PHONE))
    contact = envelopes.open(
        patient.booking().pk, "contact", by=None, page="test", now=timezone.now()
    )
    assert contact["would_like_to_see"] == person.name


def test_not_sure_what_i_need_leads_to_a_call_about_nothing_named(
    patient: Patient, service: Service
) -> None:
    patient.walk("times", service.pk)
    link = f"{reverse('intake:call_back')}?about=not-sure"
    assert link in page(patient.get("service")).links
    asked = page(patient.client.get(link))
    assert "You do not have to know what you need." in asked.text
    assert reverse("intake:service") in asked.links
    patient.client.post(link, patient.looked_at(BY_PHONE))
    assert patient.booking().service is None


@pytest.mark.parametrize("about", ["x", "\x00", "a" * 5_000])
def test_a_made_up_reason_for_a_call_is_none(
    patient: Patient, service: Service, about: str
) -> None:
    patient.walk("times", service.pk)
    assert patient.client.get(reverse("intake:call_back"), {"about": about}).status_code == 200


def test_a_call_goes_to_the_number_that_was_left_for_it(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    patient.post("call_back", BY_PHONE)
    shown = page(patient.get("held")).text
    assert "We phone +1 415-555-2671" in shown
    assert DETAILS["email"] not in shown
    assert "Open your private link and choose “Cancel”" in shown
    assert "act on it" in shown


def test_a_service_without_times_offers_a_call(patient: Patient) -> None:
    make_clinic()
    service = make_service()
    make_practitioner(service).weekly_hours.all().delete()
    patient.walk("times", service.pk)
    shown = page(patient.get("times"))
    assert "There are no free times" in shown.text
    assert f"{reverse('intake:call_back')}?about=none-suited" in shown.links


def test_without_any_service_the_page_offers_a_call(patient: Patient) -> None:
    make_clinic()
    patient.answer_safety()
    shown = patient.get("service")
    assert radios(shown, "service") == []
    assert reverse("intake:call_back") in page(shown).links
