"""What can go wrong on the way: times that go, answers that expire, forms that were forged."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import actions, enquiries
from intake.models import Booking, Enquiry, Practitioner, Service
from tests.intake.factories import make_clinic, make_practitioner, make_service, make_wish
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


def take(service: Service, start: str) -> None:
    """Somebody else asks for this time."""
    wish = make_wish(service, as_instant(start))
    actions.request_booking(wish, now=timezone.now())


def test_a_time_taken_meanwhile_shows_the_nearest_and_keeps_everything(
    patient: Patient, service: Service
) -> None:
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
    assert min(abs(as_instant(s) - as_instant(wanted)) for s in nearest) == timedelta(minutes=30)
    assert value(patient.get("details"), "name") == DETAILS["name"]
    assert patient.post("times", {"start": nearest[0]})["Location"] == reverse("intake:summary")
    assert patient.post("summary")["Location"] == reverse("intake:held")
    assert Booking.objects.count() == 2


def test_a_time_taken_before_choosing_is_refused_on_the_page(
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
    assert reverse("intake:call_back") in page(response).links


def test_a_service_that_was_withdrawn_leads_back_to_the_choice(
    patient: Patient, service: Service
) -> None:
    patient.walk("summary", service.pk)
    Service.objects.update(is_active=False)
    assert patient.post("summary")["Location"] == reverse("intake:service")
    assert patient.get("times")["Location"] == reverse("intake:service")


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


def test_an_enquiry_of_yesterday_is_gone_with_a_kind_page(
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
    enquiries.purge_expired(timezone.now() + timedelta(hours=25))
    assert not Enquiry.objects.exists()
    assert patient.get("details").status_code == 410
    assert patient.answer_safety()["Location"] == reverse("intake:service")


def test_a_lost_session_is_told_so(patient: Patient, service: Service) -> None:
    patient.walk("details", service.pk)
    patient.client.cookies["sessionid"] = "x" * 32
    assert patient.get("details").status_code == 410


def test_a_browser_without_cookies_is_told_so(service: Service) -> None:
    Patient(Client()).answer_safety()
    response = Patient(Client()).post("service", {"service": service.pk})
    assert "does not keep cookies" in page(response).text


def test_a_forged_enquiry_in_the_session_cannot_be_another_persons(
    patient: Patient, service: Service
) -> None:
    patient.answer_safety()
    session = patient.client.session
    session["enquiry"] = str(uuid.uuid4())
    session.save()
    assert patient.get("service").status_code == 410


def test_a_flood_of_answers_ends_kindly(
    patient: Patient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiries, "MOST_LINES", 3)
    patient.answer_safety()
    patient.answer_safety(infection="yes")
    response = patient.answer_safety()
    assert response.status_code == 410


def test_a_full_enquiry_still_shows_the_held_page(
    patient: Patient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient.walk("summary", service.pk, BY_PHONE)
    monkeypatch.setattr(enquiries, "MOST_LINES", 1)
    assert patient.post("summary")["Location"] == reverse("intake:held")
    assert Booking.objects.get().reference in page(patient.get("held")).text


def test_the_held_page_outlives_the_answers(patient: Patient, service: Service) -> None:
    patient.walk("held", service.pk)
    enquiries.purge_expired(timezone.now() + timedelta(hours=25))
    shown = page(patient.get("held"))
    assert Booking.objects.get().reference in shown.text


def test_the_held_page_without_a_request_leads_to_the_beginning(
    patient: Patient, service: Service
) -> None:
    assert patient.get("held")["Location"] == reverse("intake:safety")


def test_changing_the_service_back_and_forth_never_skips_the_time(
    patient: Patient, service: Service
) -> None:
    other = make_service("other")
    make_practitioner(other)
    patient.walk("summary", service.pk)
    patient.choose(other.pk)
    patient.choose(service.pk)
    assert patient.post("summary")["Location"] == reverse("intake:times")
    assert checked(patient.get("times"), "start") == []


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
    assert response.status_code in (200, 400, 413)
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("name", ["start", "held", "again", "by_phone", "withdrawn"])
def test_methods_that_make_no_sense_are_refused(patient: Patient, name: str) -> None:
    make_clinic()
    address = reverse(f"intake:{name}")
    assert patient.client.put(address).status_code == 405
    wrong = patient.client.get if name == "again" else patient.client.post
    assert wrong(address).status_code == 405
