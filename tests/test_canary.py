"""Marker strings in every field a person can fill in, and a search for them everywhere else.

A patient's may stand in one place only: the notification to the patient, which greets by name.
"""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.sending import deliver_due
from clinic_site.management.commands.quickstart import add_demo_staff
from intake import links
from intake.models import Booking, Service
from intake.sample import load as load_sample_diary
from tests.articles.factories import published
from tests.articles.feedback.reader import Reader
from tests.canary import found_in, whole_database
from tests.intake.journey import DETAILS, Patient

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database_bound,
    pytest.mark.usefixtures("empty_log"),
]

MARKERS: Mapping[str, str] = {
    **DETAILS,
    "name": "Canaryname Canarysurname",
    "email": "canarymail@example.org",
    "email_again": "canarymail@example.org",
    "phone": "(415) 555-2671",
    "interpreter": "Canarylanguage",
    "access_needs": "Canaryneeds",
    "reason": "Canaryreason",
}
CORRECTED: Mapping[str, str] = {
    "name": "Canarysecond Canarysurname",
    "reach_by": "email",
    "email": "canarysecond@example.org",
    "email_again": "canarysecond@example.org",
}
NOTE = "Canarynote"


@pytest.fixture
def journey(sample_clinic: Clinic, caplog: pytest.LogCaptureFixture) -> Booking:
    """The whole life of a booking: asked, corrected, fetched, read by staff, declined, written."""
    caplog.set_level(logging.DEBUG)
    load_sample_diary()
    add_demo_staff()
    patient = Patient()
    patient.walk("held", Service.objects.get(slug="consultation").pk, MARKERS)
    booking = patient.booking()
    token = links.mint_link(booking, timezone.now())
    behind = {name: reverse(f"intake:{name}", args=[token]) for name in ("correct", "download")}
    corrected = patient.client.post(behind["correct"], {"version": booking.version, **CORRECTED})
    assert corrected.status_code == 302, corrected.text
    fetched = patient.client.post(behind["download"], {"known": CORRECTED["email"]})
    assert fetched["Content-Type"] == "application/zip"
    booking.refresh_from_db()
    staff = Client()
    staff.force_login(User.objects.get(username="clinician"))
    assert staff.get("/staff/").status_code == 200
    shown = staff.get(reverse("admin:intake_booking_change", args=[booking.pk]))
    assert "Canarysurname" in shown.text
    decide = reverse("admin:intake_booking_change", args=[booking.pk]).replace("change", "decline")
    given = {"version": booking.version, "note": NOTE, "reason": "other"}
    declined = staff.post(decide, given)
    assert declined.status_code == 302, declined.text
    deliver_due(timezone.now() + timedelta(seconds=1))
    return booking


def test_nothing_that_a_person_typed_is_readable_in_the_database(journey: Booking) -> None:
    everything = whole_database()
    assert found_in(everything) == []
    # The control: what is not private is found by the same search.
    assert journey.reference in everything


def test_sessions_hold_ids_only(journey: Booking) -> None:
    sessions = [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    assert any(str(journey.pk) in session for session in sessions)
    assert found_in("\n".join(sessions)) == []


def test_logs_and_the_admins_log_tell_nothing(
    journey: Booking, caplog: pytest.LogCaptureFixture
) -> None:
    entries = [f"{e.object_repr} {e.change_message}" for e in LogEntry.objects.all()]
    assert found_in("\n".join(entries)) == []
    assert found_in(caplog.text) == []


def test_only_the_patients_own_notification_names_the_patient(journey: Booking) -> None:
    assert mail.outbox
    for notification in mail.outbox:
        assert found_in(str(notification.subject)) == []
        if notification.to != ["canarysecond@example.org"]:
            assert found_in(str(notification.body)) == []
        for private in ("Canaryreason", "Canaryneeds", NOTE):
            assert private not in str(notification.body)


def test_details_that_a_reader_lets_slip_are_nowhere(
    sample_clinic: Clinic, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    published("walking", now=timezone.now() - timedelta(hours=1))
    reader = Reader()
    said = "Helpful! Write to canarymail@example.org or phone (415) 555-2671."
    sent = reader.send(reader.open(), "no", said, REMOTE_ADDR="203.0.113.77")
    assert sent.status_code == 302
    for sought in ("canarymail@example.org", "415 555-2671", "sequestrectomy"):
        reader.browser.get("/search/", {"q": sought}, REMOTE_ADDR="203.0.113.77")
    everything = whole_database()
    assert found_in(everything) == []
    assert "203.0.113" not in everything
    assert found_in(caplog.text) == []
    # The control: what is not private was kept, and is found by the same search.
    assert "Helpful! Write to […] or phone […]." in everything
    assert "sequestrectomy" in everything
