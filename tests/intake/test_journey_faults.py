"""What can go wrong on the way: times that go, answers that expire, forms that were forged."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site.foundation.clinic.models import Clinic
from intake import enquiries
from intake.actions.requesting import request_booking
from intake.models import Booking, Enquiry, Practitioner, Service
from tests.intake.factories import make_practitioner, make_service, make_wish
from tests.intake.journey import (
    BY_PHONE,
    DETAILS,
    Patient,
    as_instant,
    checked,
    page,
    radios,
    value,
)
from tests.moments import HALF_HOUR

pytestmark = pytest.mark.django_db


def take(service: Service, start: str) -> None:
    """Somebody else asks for this time."""
    booking_request = make_wish(service, as_instant(start))
    request_booking(booking_request, now=timezone.now())


def test_time_taken_meanwhile_shows_the_nearest(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    wanted = patient.offered()[2]
    patient.post("times", {"start": wanted})
    patient.post("details", DETAILS)
    take(service, wanted)
    response = patient.post("summary")
    shown = page(response)
    assert response.status_code == 409
    assert "Somebody else has just taken" in shown.text
    assert shown.title.strip().startswith("Error:")
    nearest = radios(response, "start")
    assert wanted not in nearest
    assert min(abs(as_instant(s) - as_instant(wanted)) for s in nearest) == HALF_HOUR
    assert value(patient.get("details"), "name") == DETAILS["name"]
    assert patient.post("times", {"start": nearest[0]})["Location"] == reverse("intake:summary")
    assert patient.post("summary")["Location"] == reverse("intake:held")
    assert Booking.objects.count() == 2


def test_time_taken_before_choosing_is_refused_on_the_page(
    patient: Patient, service: Service
) -> None:
    patient.walk("times", service.pk)
    wanted = patient.offered()[0]
    take(service, wanted)
    response = patient.post("times", {"start": wanted})
    assert "That time is not free any more." in page(response).text
    assert wanted not in radios(response, "start")


def test_with_no_time_left_the_refusal_offers_a_call(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    Practitioner.objects.get().weekly_hours.all().delete()
    response = patient.post("summary")
    assert response.status_code == 409
    assert "We cannot offer" in page(response).text
    assert f"{reverse('intake:call_back')}?about=none-suited" in page(response).links


def test_withdrawn_service_leads_back_to_the_choice(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    Service.objects.update(is_active=False)
    assert patient.post("summary")["Location"] == reverse("intake:service")
    assert patient.get("times")["Location"] == reverse("intake:service")


def test_deleted_service_leads_back_to_the_choice(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    service.delete()
    for response in (patient.get("summary"), patient.post("summary"), patient.get("times")):
        assert response["Location"] == reverse("intake:service")


@pytest.mark.django_db(transaction=True)
def test_call_is_taken_though_the_service_was_deleted(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    service.delete()
    assert patient.post("call_back", BY_PHONE)["Location"] == reverse("intake:held")
    assert Booking.objects.get().service is None


def test_earlier_and_later_pages_hold_every_time_once(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    seen: list[str] = []
    address = reverse("intake:times")
    while address:
        response = patient.client.get(address)
        seen += radios(response, "start")
        assert len(radios(response, "start")) <= 4 * 16
        links = [i for i in page(response).links if "?from=" in i]
        later = [i for i in links if i.partition("=")[2] > seen[-1][:10]]
        address = later[0] if later else ""
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen)
    assert (as_instant(seen[-1]) - timezone.now()).days >= 54


def test_page_after_a_change_of_the_clock_names_the_zone_as_it_is_then(
    patient: Patient, service: Service
) -> None:
    with time_machine.travel(datetime(2026, 10, 27, 13, tzinfo=UTC)):
        patient.walk("times", service.pk)
        address = reverse("intake:times")
        now = page(patient.client.get(address)).text
        across = page(patient.client.get(f"{address}?from=2026-10-31")).text
        later = page(patient.client.get(f"{address}?from=2026-11-02")).text
    assert "All times are in New York time (EDT)." in now
    assert "All times are in New York time (EDT, EST)." in across
    assert "All times are in New York time (EST)." in later


def test_enquiry_of_yesterday_is_gone_with_a_kind_page(
    patient: Patient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient.walk("details", service.pk)
    # As if 24 hours had passed, while the session is still alive.
    monkeypatch.setattr(enquiries, "LASTS", timedelta(0))
    for response in (patient.get("details"), patient.post("details", DETAILS)):
        assert response.status_code == 410
        assert "more than 24 hours ago" in page(response).text
    monkeypatch.undo()
    assert patient.post("again")["Location"] == reverse("intake:safety")
    assert patient.answer_safety()["Location"] == reverse("intake:service")


def test_purged_answers_are_gone_with_a_kind_page(patient: Patient, service: Service) -> None:
    patient.walk("details", service.pk)
    enquiries.purge_enquiries(timezone.now() + timedelta(hours=25))
    assert not Enquiry.objects.exists()
    assert patient.get("details").status_code == 410
    assert patient.answer_safety()["Location"] == reverse("intake:service")


def test_lost_session_is_told_so(patient: Patient, service: Service) -> None:
    patient.walk("details", service.pk)
    patient.client.cookies["sessionid"] = "x" * 32
    assert patient.get("details").status_code == 410


def test_browser_without_cookies_is_told_so(service: Service) -> None:
    Patient(Client()).answer_safety()
    response = Patient(Client()).post("service", {"service": service.pk})
    assert "does not keep cookies" in page(response).text


def test_forged_enquiry_in_the_session_opens_nothing(patient: Patient, service: Service) -> None:
    patient.answer_safety()
    session = patient.client.session
    session["enquiry"] = str(uuid.uuid4())
    session.save()
    assert patient.get("service").status_code == 410


def test_flood_of_answers_ends_kindly(
    patient: Patient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiries, "MOST_LINES", 3)
    patient.answer_safety()
    patient.answer_safety(infection="yes")
    response = patient.answer_safety()
    assert response.status_code == 410


def test_full_enquiry_still_shows_the_held_page(
    patient: Patient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient.walk("summary", service.pk, BY_PHONE)
    monkeypatch.setattr(enquiries, "MOST_LINES", 1)
    assert patient.post("summary")["Location"] == reverse("intake:held")
    assert Booking.objects.get().reference in page(patient.get("held")).text


def test_held_page_outlives_the_answers(patient: Patient, service: Service) -> None:
    patient.walk("held", service.pk)
    enquiries.purge_enquiries(timezone.now() + timedelta(hours=25))
    shown = page(patient.get("held"))
    assert Booking.objects.get().reference in shown.text


def test_held_page_without_a_request_leads_to_the_start(patient: Patient, service: Service) -> None:
    assert patient.get("held")["Location"] == reverse("intake:safety")


def test_changing_the_service_twice_asks_for_the_time(patient: Patient, service: Service) -> None:
    other = make_service("other")
    make_practitioner(other)
    patient.walk("summary", service.pk)
    patient.choose(other.pk)
    patient.choose(service.pk)
    assert patient.post("summary")["Location"] == reverse("intake:times")
    assert checked(patient.get("times"), "start") == []


# --- Forms that were forged, flooded or broken ---


FLOOD = "x" * 1_000_000


def test_forged_times_are_refused_kindly(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    forged = ["", "2020-01-01T09:00Z", "2999-01-01T09:00Z", "9999-12-31T23:59Z"]
    forged += ["2026-13-01T09:00Z", str(2**63), "-1", "now", "\x00", "' OR 1=1 --", FLOOD]
    for start in forged:
        response = patient.post("times", {"start": start})
        assert response.status_code == 200, start[:50]
        assert page(response).title.strip().startswith("Error:"), start[:50]
        assert patient.get("details")["Location"] == reverse("intake:times"), start[:50]


def test_any_from_shows_times(patient: Patient, service: Service) -> None:
    patient.walk("times", service.pk)
    odd = ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "2" * 9_000, "-1", "\x00", "20261"]
    for start in odd:
        assert patient.offered(**{"from": start}), start[:50]


def test_forged_people_and_services_are_refused_kindly(patient: Patient, service: Service) -> None:
    patient.answer_safety()
    for person in ("0", "-1", str(2**63), "anyone ", "\x00", "1,2", FLOOD):
        response = patient.choose(service.pk, person)
        assert response.status_code == 200, person[:50]
        assert "Choose another one." in page(response).text, person[:50]
    for forged in ("", "0", "-1", str(2**63), "\x00", "1.0", FLOOD):
        response = patient.choose(forged)
        assert response.status_code == 200, forged[:50]
        assert page(response).title.strip().startswith("Error:"), forged[:50]


def test_arrays_and_extra_fields_change_nothing(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    extra: dict[str, Any] = {"status": "confirmed", "is_staff": "1", "reference": "X", "id": "1"}
    details = {**DETAILS, **extra, "name": ["First", "Second"], "name[]": "Third"}
    assert patient.post("details", details).status_code == 302
    patient.post("summary", extra)
    booking = Booking.objects.get()
    assert (booking.status, booking.initials) == ("held", "S")


BAD_DETAILS = [
    ("name", ""),
    ("name", "\u200b"),
    ("name", "Ann\u202eLee"),
    ("name", "Ann\r\nBcc: x@example.org"),
    ("name", "a\x00b"),
    ("name", FLOOD),
    ("email", "ann"),
    ("email", "ann@example.org\r\nBcc: x@example.org"),
    ("email", FLOOD),
    ("email", "a\x00@example.org"),
    ("email_again", "bob@example.org"),
    ("interpreter", "x" * 61),
    ("access_needs", "x" * 201),
    ("reason", "x" * 501),
    ("reason", "a\x00b"),
    ("adult", "maybe"),
    ("adult", ""),
    ("visitor", "nobody"),
    ("reach_by", "pigeon"),
    ("consent", ""),
]


def test_bad_details_get_a_message_and_keep_the_rest(patient: Patient, service: Service) -> None:
    patient.walk("details", service.pk)
    for field, typed in BAD_DETAILS:
        response = patient.post("details", {**DETAILS, field: typed})
        shown, bad = page(response), (field, typed[:50])
        assert response.status_code == 200, bad
        assert shown.title.strip().startswith("Error:"), bad
        assert f"id_{field}_error" in shown.ids, bad
        assert field == "name" or value(response, "name") == DETAILS["name"], bad
        assert field == "reason" or DETAILS["reason"] in shown.text, bad
        assert patient.get("summary")["Location"] == reverse("intake:details"), bad


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=" + b"x" * 2_700_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(1_001)), "application/x-www-form-urlencoded"),
        (b"--x", "multipart/form-data; boundary=y"),
        (b"legs=%ff%fe", "application/x-www-form-urlencoded"),
        (b"+AGw-egs=yes", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_odd_bodies_are_never_a_fault_of_ours(service: Service, body: bytes, kind: str) -> None:
    response = Client().post(reverse("intake:safety"), body, content_type=kind)
    assert response.status_code in (200, 400, 413, 415)
    assert not Enquiry.objects.exists()


def test_methods_that_make_no_sense_are_refused(patient: Patient, clinic: Clinic) -> None:
    for name in ("start", "held", "by_phone", "canceled"):
        address = reverse(f"intake:{name}")
        assert patient.client.put(address).status_code == 405, name
        assert patient.client.post(address).status_code == 405, name


def test_looking_at_the_new_beginning_puts_nothing_aside(
    patient: Patient, service: Service
) -> None:
    patient.walk("summary", service.pk)
    response = patient.get("again")
    assert (response.status_code, response["Location"]) == (302, reverse("intake:start"))
    assert patient.get("summary").status_code == 200
