"""The whole journey, as a patient meets it: there, back, and to a call instead of a time."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site.foundation.clinic.models import Clinic
from intake import envelopes
from intake.models import Booking, Enquiry, Kind, Link, Service
from intake.transitions.statuses import Status
from tests.intake.factories import make_practitioner, make_service
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
from tests.moments import HALF_HOUR

pytestmark = [pytest.mark.django_db, pytest.mark.quick]


@pytest.fixture
def service(clinic: Clinic) -> Service:
    """A visit with one person who gives it."""
    service = make_service(price="$90", who_pays="You pay", name="First visit")
    make_practitioner(service, name="Dr. Ada")
    return service


def test_first_page_says_the_price_and_sets_no_cookie(patient: Patient, service: Service) -> None:
    response = patient.get("start")
    text = page(response).text
    assert "30 minutes · $90 · You pay" in text
    assert reverse("intake:safety") in page(response).links
    assert not response.cookies


def test_nothing_is_kept_before_the_first_answer(patient: Patient, service: Service) -> None:
    patient.get("safety")
    assert "sessionid" not in patient.client.cookies
    assert not Enquiry.objects.exists()


def test_request_by_email_is_held(patient: Patient, service: Service) -> None:
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


def test_answers_and_reason_are_sealed_with_the_booking(patient: Patient, service: Service) -> None:
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


def test_link_that_has_ended_is_not_shown_again(patient: Patient, service: Service) -> None:
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


def test_way_to_later_times_has_one_name(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    named = re.findall(r"<a [^>]*\?from=[^>]*>([^<]+)</a>", patient.get("times").text)
    assert named == ["Later times", "Later times"]


def test_person_who_does_not_give_the_visit_is_refused(patient: Patient, service: Service) -> None:
    other = make_practitioner(make_service("other", name="Other visit"), name="Dr. Bo")
    patient.answer_safety()
    shown = page(patient.choose(service.pk, other.pk))
    assert "For “First visit” you can see: Dr. Ada. Choose again." in shown.text
    assert shown.title.strip().startswith("Error:")


def test_chosen_person_is_kept(patient: Patient, service: Service) -> None:
    person = make_practitioner(service, name="Dr. Bo", order=2)
    patient.answer_safety()
    patient.choose(service.pk, person.pk)
    patient.post("times", {"start": patient.offered()[0]})
    patient.post("details", DETAILS)
    assert "Dr. Bo" in page(patient.get("summary")).text
    patient.post("summary")
    assert patient.booking().practitioner == person


def test_no_booking_page_is_kept_by_a_browser(patient: Patient, service: Service) -> None:
    for name in ("start", "safety", "by_phone", "canceled", "held"):
        assert patient.get(name)["Cache-Control"] == "no-store, private", name


def test_booked_time_is_the_chosen_one(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    chosen = patient.offered()[3]
    patient.post("times", {"start": chosen})
    patient.post("details", DETAILS)
    patient.post("summary")
    booking = patient.booking()
    assert booking.start == as_instant(chosen)
    assert booking.end == booking.start + HALF_HOUR
    assert Clinic.current().zone.key == "America/New_York"
    assert not Link.objects.exists()


def test_times_page_asks_the_database_little_and_always_the_same(
    patient: Patient, service: Service, django_assert_max_num_queries: Any
) -> None:
    people = [make_practitioner(service, name=f"Dr. {n}", order=n) for n in range(4)]
    patient.walk("times", service.pk)
    for person in ("anyone", people[0].pk):
        patient.choose(service.pk, person)
        with django_assert_max_num_queries(7):
            assert patient.get("times").status_code == 200


# --- Back, changes and repeats ---


def test_summary_shows_everything_and_ways_to_change(patient: Patient, service: Service) -> None:
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


def test_change_from_the_summary_leads_back_to_it(patient: Patient, service: Service) -> None:
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


def test_each_step_after_the_request_is_the_held_page(patient: Patient, service: Service) -> None:
    patient.walk("held", service.pk)
    for repeat in ("summary", "details", "times", "safety", "service"):
        for response in (patient.post(repeat), patient.get(repeat)):
            assert response["Location"] == reverse("intake:held"), repeat
    assert Booking.objects.count() == 1


def test_double_click_makes_one_booking(patient: Patient, service: Service) -> None:
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


def test_form_needs_the_csrf_token(service: Service) -> None:
    strict = Patient(Client(enforce_csrf_checks=True))
    assert strict.answer_safety().status_code == 403
    assert not Enquiry.objects.exists()


# --- A call instead of a time ---


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


def test_person_that_was_chosen_is_kept_with_the_call(patient: Patient, service: Service) -> None:
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


def test_not_sure_leads_to_a_call_about_nothing_named(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    link = f"{reverse('intake:call_back')}?about=not-sure"
    assert link in page(patient.get("service")).links
    asked = page(patient.client.get(link))
    assert "You do not have to know what you need." in asked.text
    assert reverse("intake:service") in asked.links
    patient.client.post(link, patient.looked_at(BY_PHONE))
    assert patient.booking().service is None


def test_made_up_reason_for_a_call_is_none(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    for about in ("x", "\x00", "a" * 5_000):
        assert patient.client.get(reverse("intake:call_back"), {"about": about}).status_code == 200


def test_call_goes_to_the_number_that_was_left_for_it(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    patient.post("call_back", BY_PHONE)
    shown = page(patient.get("held")).text
    assert "We phone +1 415-555-2671" in shown
    assert DETAILS["email"] not in shown
    assert "Open your private link and choose “Cancel”" in shown
    assert "act on it" in shown


def test_service_without_times_offers_a_call(patient: Patient, clinic: Clinic) -> None:
    service = make_service()
    make_practitioner(service).weekly_hours.all().delete()
    patient.walk("times", service.pk)
    shown = page(patient.get("times"))
    assert "There are no free times" in shown.text
    assert f"{reverse('intake:call_back')}?about=none-suited" in shown.links


def test_without_any_service_the_page_offers_a_call(patient: Patient, clinic: Clinic) -> None:
    patient.answer_safety()
    shown = patient.get("service")
    assert radios(shown, "service") == []
    assert reverse("intake:call_back") in page(shown).links
