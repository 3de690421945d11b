"""On every page of the journey, ids are unique and whatever points at an id finds it."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake import links
from intake.models import Booking, Service
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking, make_clinic, make_practitioner, make_service
from tests.intake.journey import BY_PHONE, DETAILS, Page, Patient, checklist_answers, page
from tests.moments import NOW, ZONE

pytestmark = pytest.mark.django_db


def walk_everywhere(patient: Patient, service: Service) -> Iterator[tuple[str, object]]:
    """Every page, and every page with errors."""
    yield "start", patient.get("start")
    yield "by_phone", patient.get("by_phone")
    yield "canceled", patient.get("canceled")
    yield "ended", patient.post("times")
    yield "safety", patient.get("safety")
    yield "safety, errors", patient.post("safety")
    patient.answer_safety(legs="yes")
    yield "emergency", patient.get("emergency")
    patient.answer_safety(infection="yes")
    yield "urgent", patient.get("urgent")
    yield "call_back", patient.get("call_back")
    yield "call_back, errors", patient.post("call_back", {"phone": "12", "visitor": "someone-else"})
    patient.answer_safety()
    yield "service", patient.get("service")
    yield "service, errors", patient.post("service", {"service": "0"})
    patient.choose(service.pk)
    yield "checklist", patient.get("checklist")
    yield "checklist, errors", patient.post("checklist")
    patient.post("checklist", checklist_answers())
    yield "times", patient.get("times")
    yield "times, errors", patient.post("times")
    patient.post("times", {"start": patient.offered()[0]})
    yield "details", patient.get("details")
    yield "details, errors", patient.post("details")
    yield (
        "details, all errors",
        patient.post("details", {**DETAILS, "email_again": "x", "name": ""}),
    )
    patient.post("details", BY_PHONE)
    yield "summary", patient.get("summary")
    patient.post("summary")
    yield "held", patient.get("held")


@pytest.fixture
def service() -> Service:
    make_clinic()
    service = make_service(checklist="traction", summary="We look", price="$1")
    make_practitioner(service)
    make_practitioner(make_service("other", name="Other"), name="Dr. Other")
    return service


def faults(shown: Page) -> list[str]:
    twice = [f"{name} twice" for name in set(shown.ids) if shown.ids.count(name) > 1]
    return twice + [f"{name} nowhere" for name in set(shown.pointers) if name not in shown.ids]


def test_every_id_referred_to_exists_and_is_the_only_one(service: Service) -> None:
    seen = {name: faults(page(shown)) for name, shown in walk_everywhere(Patient(), service)}
    assert {name: found for name, found in seen.items() if found} == {}
    assert len(seen) == 21


def test_pages_with_errors_say_so_first_in_the_title(service: Service) -> None:
    for name, shown in walk_everywhere(Patient(), service):
        title = page(shown).title.strip()
        assert title.startswith("Error:") == name.endswith("errors"), name
        assert len(page(shown).headings) >= 1, name


def test_patients_own_pages_too(service: Service) -> None:
    plain = make_service("plain", name="Plain")
    make_practitioner(plain, name="Dr. Plain")
    patient = Patient().walk("held", plain.pk)
    token = links.mint_link(Booking.objects.get(), NOW)
    addresses = [reverse(f"intake:{name}", args=[token]) for name in ("patient", "cancel")]
    for address in addresses:
        assert faults(page(patient.client.get(address))) == []


def test_pages_behind_a_link_too_with_and_without_errors(service: Service) -> None:
    visitor = Client()
    for hour, status in enumerate((Status.HELD, Status.OFFERED, Status.CONFIRMED)):
        start = next_week() + timedelta(hours=hour)
        booking = make_booking(status, now=timezone.now(), start=start)
        token = links.mint_link(booking, timezone.now())
        for name in ("patient", "reschedule", "correct", "download", "erase", "cancel"):
            shown = visitor.get(reverse(f"intake:{name}", args=[token]))
            assert shown.status_code == 302 or faults(page(shown)) == [], (status, name)
        for name in ("answer", "reschedule", "correct"):
            link = reverse(f"intake:{name}", args=[token])
            failed = visitor.post(link, {"version": booking.version})
            assert faults(page(failed)) == [], (status, name)
            if failed.status_code == 200:
                assert page(failed).title.strip().startswith("Error:")


def next_week() -> datetime:
    """A Wednesday at nine on the clinic's clock, a week or two ahead."""
    day = timezone.now().astimezone(ZONE).date() + timedelta(days=7)
    day += timedelta(days=(2 - day.weekday()) % 7)
    return datetime.combine(day, time(9), ZONE)


def test_check_finds_planted_faults() -> None:
    planted = Page('<p id="a"></p><p id="a"></p><label for="b"></label><a href="#c">x</a>')
    assert sorted(faults(planted)) == ["a twice", "b nowhere", "c nowhere"]
