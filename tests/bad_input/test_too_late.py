"""Sent too late, twice, or into another session: told kindly, done once, and no word is lost."""

from datetime import UTC, datetime, timedelta
from html import escape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.sign_in.middleware import IDLE_LIMIT
from intake import links
from intake.models import Booking, Envelope, Event, Service
from intake.transitions.statuses import Status
from tests.bad_input.answers import assert_page
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import make_booking, make_clinic
from tests.intake.journey import DETAILS, Patient
from tests.moments import NOW

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)
NOTE = 'He said: "my <left> leg" & more.'


@pytest.mark.parametrize("away", [timedelta(), IDLE_LIMIT + timedelta(minutes=1)])
def test_a_note_sent_after_the_idle_limit_is_carried_along(away: timedelta) -> None:
    """In time it is kept; too late it waits in the sign-in page, and is kept nowhere."""
    make_clinic()
    booking = make_booking()
    address = reverse("admin:intake_booking_note", args=[booking.pk])
    with time_machine.travel(MORNING, tick=False) as clock:
        browser = signed_in(member(roles.CLINICIAN))
        browser.get(reverse("admin:index"))
        clock.shift(away)
        response = browser.post(address, {"note": NOTE, "new_password1": "two words"})
    sealed = Envelope.objects.filter(subject=booking.pk, kind__startswith="note").count()
    if not away:
        assert (response.status_code, sealed) == (302, 1)
        return
    assert_page(response, 403)
    assert ('name="resubmission"' in response.text, sealed) == (True, 0)
    assert "two words" not in response.text
    assert reverse("admin:login") in response.text
    assert browser.get(reverse("admin:index")).status_code == 302


def test_a_note_from_before_signing_in_again_is_given_back() -> None:
    make_clinic()
    booking = make_booking()
    address = reverse("admin:intake_booking_note", args=[booking.pk])
    browser = Client(enforce_csrf_checks=True)
    old = {"note": NOTE, "csrfmiddlewaretoken": "a" * 32}
    stranger = browser.post(address, old)
    assert_page(stranger, 403)
    assert escape(NOTE) not in stranger.text
    browser.force_login(
        member(roles.CLINICIAN), "clinic_site.foundation.accounts.backends.StaffBackend"
    )
    response = browser.post(address, old)
    assert_page(response, 403)
    assert escape(NOTE) in response.text
    assert not Envelope.objects.filter(subject=booking.pk, kind__startswith="note").exists()


def test_an_empty_form_after_the_idle_limit_leads_to_signing_in() -> None:
    make_clinic()
    with time_machine.travel(MORNING, tick=False) as clock:
        browser = signed_in(member(roles.CLINICIAN))
        browser.get(reverse("admin:index"))
        clock.shift(IDLE_LIMIT + timedelta(minutes=1))
        response = browser.post(reverse("admin:index"), {"words": "one"})
    assert response["Location"].startswith(reverse("admin:login"))


def test_every_step_sent_twice_makes_one_booking(service: Service) -> None:
    patient = Patient()
    patient.walk("summary", service.pk)
    for _again in range(2):
        patient.answer_safety()
        patient.post("details", DETAILS)
    for _again in range(3):
        assert patient.post("summary")["Location"] == reverse("intake:held")
    assert Booking.objects.count() == 1
    assert patient.post("details", DETAILS)["Location"] == reverse("intake:held")


def test_a_second_click_on_withdraw_does_it_once_and_is_told_so() -> None:
    make_clinic()
    booking = make_booking()
    with time_machine.travel(NOW):
        link = reverse("intake:cancel", args=[links.mint_link(booking, NOW)])
        first, second = (Client().post(link, {"version": str(booking.version)}) for _click in "12")
    assert first["Location"] == reverse("intake:canceled")
    assert_page(second, 404)
    assert "Did you just cancel?" in second.text
    assert Event.objects.filter(booking=booking, transition="withdraw").count() == 1


@pytest.mark.parametrize("upto", ["service", "times", "details", "summary"])
def test_asking_too_early_for_the_held_page_leads_on(service: Service, upto: str) -> None:
    patient = Patient().walk(upto, service.pk)
    assert patient.get("held")["Location"] == reverse(f"intake:{upto}")


def test_a_booking_that_is_gone_is_not_asked_for_again(service: Service) -> None:
    """The control of the test above: what is gone is said, and nothing new is made."""
    patient = Patient().walk("held", service.pk)
    session = patient.client.session
    session["booking"] = "00000000-0000-0000-0000-000000000000"
    session.save()
    assert_page(patient.get("held"), 410)
    assert Booking.objects.count() == 1


def test_two_people_see_nothing_of_each_other(service: Service) -> None:
    ann, bob = Patient(Client()), Patient(Client())
    ann.walk("summary", service.pk, {**DETAILS, "name": "Ann Marker", "reason": "Marker of Ann"})
    bob.walk("summary", service.pk, {**DETAILS, "name": "Bob Other", "reason": "Other of Bob"})
    for page in ("details", "summary"):
        assert "Marker" in ann.get(page).text
        assert "Marker" not in bob.get(page).text


def test_a_token_of_one_browser_does_not_sign_for_another(service: Service) -> None:
    ann, bob = (Client(enforce_csrf_checks=True) for _each in range(2))
    for browser in (ann, bob):
        browser.get(reverse("intake:safety"))
    token = ann.cookies["csrftoken"].value
    assert_page(bob.post(reverse("intake:safety"), {"csrfmiddlewaretoken": token}), 403)
    assert ann.post(reverse("intake:safety"), {"csrfmiddlewaretoken": token}).status_code == 200


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_again_and_again_changes_nothing(service: Service, method: str) -> None:
    patient = Patient()
    patient.walk("summary", service.pk)
    names = ["start", "safety", "service", "times", "details", "summary", "held", "call_back"]
    before = Envelope.objects.count()
    for _look in range(7):
        for name in names:
            assert getattr(patient.client, method)(reverse(f"intake:{name}")).status_code < 500
    assert (Envelope.objects.count(), Booking.objects.count()) == (before, 0)
    assert patient.post("summary")["Location"] == reverse("intake:held")


def test_fields_that_no_form_has_move_no_booking() -> None:
    make_clinic()
    booking = make_booking()
    browser = signed_in(member(roles.CLINICIAN))
    extra = {"status": "confirmed", "is_staff": "1", "flagged": "0", "note": "A note of ours."}
    browser.post(reverse("admin:intake_booking_note", args=[booking.pk]), extra)
    booking.refresh_from_db()
    assert booking.status == Status.HELD
