"""Forms that were forged, flooded or broken: a clear message, never a fault of ours."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from intake.models import Booking, Enquiry, Service
from tests.intake.factories import make_clinic, make_practitioner, make_service
from tests.intake.journey import (
    DETAILS,
    Patient,
    page,
    value,
)

pytestmark = pytest.mark.django_db

FLOOD = "x" * 1_000_000


@pytest.fixture
def service() -> Service:
    make_clinic()
    service = make_service()
    make_practitioner(service)
    return service


@pytest.fixture
def patient() -> Patient:
    return Patient()


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "2020-01-01T09:00Z",
        "2999-01-01T09:00Z",
        "9999-12-31T23:59Z",
        "2026-13-01T09:00Z",
        str(2**63),
        "-1",
        "now",
        "\x00",
        "' OR 1=1 --",
        FLOOD,
    ],
)
def test_forged_times_are_refused_kindly(patient: Patient, service: Service, forged: str) -> None:
    patient.walk("times", service.pk)
    response = patient.post("times", {"start": forged})
    assert response.status_code == 200
    assert page(response).title.strip().startswith("Error:")
    assert patient.get("details")["Location"] == reverse("intake:times")


@pytest.mark.parametrize(
    "start", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "2" * 9_000, "-1", "\x00", "20261"]
)
def test_any_from_shows_times(patient: Patient, service: Service, start: str) -> None:
    patient.walk("times", service.pk)
    assert patient.offered(**{"from": start})


@pytest.mark.parametrize("practitioner", ["0", "-1", str(2**63), "anyone ", "\x00", "1,2", FLOOD])
def test_forged_people_are_refused_kindly(
    patient: Patient, service: Service, practitioner: str
) -> None:
    patient.answer_safety()
    response = patient.choose(service.pk, practitioner)
    assert response.status_code == 200
    assert "Choose another one." in page(response).text


@pytest.mark.parametrize("forged", ["", "0", "-1", str(2**63), "\x00", "1.0", FLOOD])
def test_forged_services_are_refused_kindly(
    patient: Patient, service: Service, forged: str
) -> None:
    patient.answer_safety()
    response = patient.choose(forged)
    assert response.status_code == 200
    assert page(response).title.strip().startswith("Error:")


def test_arrays_and_extra_fields_change_nothing(patient: Patient, service: Service) -> None:
    patient.walk("summary", service.pk)
    extra: dict[str, Any] = {"status": "confirmed", "is_staff": "1", "reference": "X", "id": "1"}
    details = {**DETAILS, **extra, "name": ["First", "Second"], "name[]": "Third"}
    assert patient.post("details", details).status_code == 302
    patient.post("summary", extra)
    booking = Booking.objects.get()
    assert (booking.status, booking.initials) == ("held", "S")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
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
    ],
)
def test_bad_details_get_a_message_and_keep_the_rest(
    patient: Patient, service: Service, field: str, typed: str
) -> None:
    patient.walk("details", service.pk)
    response = patient.post("details", {**DETAILS, field: typed})
    shown = page(response)
    assert response.status_code == 200
    assert shown.title.strip().startswith("Error:")
    assert f"id_{field}_error" in shown.ids
    if field != "name":
        assert value(response, "name") == DETAILS["name"]
    if field != "reason":
        assert DETAILS["reason"] in shown.text
    assert patient.get("summary")["Location"] == reverse("intake:details")


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


@pytest.mark.parametrize("name", ["start", "held", "by_phone", "canceled"])
def test_methods_that_make_no_sense_are_refused(patient: Patient, name: str) -> None:
    make_clinic()
    address = reverse(f"intake:{name}")
    assert patient.client.put(address).status_code == 405
    assert patient.client.post(address).status_code == 405


def test_looking_at_the_address_of_a_new_beginning_puts_nothing_aside(
    patient: Patient, service: Service
) -> None:
    patient.walk("summary", service.pk)
    response = patient.get("again")
    assert (response.status_code, response["Location"]) == (302, reverse("intake:start"))
    assert patient.get("summary").status_code == 200
