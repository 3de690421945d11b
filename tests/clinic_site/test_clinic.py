"""The clinic's facts, and what may not be done to them."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from clinic_site.foundation.clinic import models, sample
from clinic_site.foundation.clinic.admin import ClinicForm
from clinic_site.foundation.clinic.models import Clinic, OpeningHours, check_time_zone, read_once
from tests.clinic_site.staff import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.quick]


@pytest.fixture
def something_ahead(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    asked: list[datetime] = []

    def objection(now: datetime) -> bool:
        asked.append(now)
        return True

    monkeypatch.setattr(models, "_objections", [objection])
    return asked


def zone_form(clinic: Clinic, zone: str) -> ClinicForm:
    return ClinicForm({**model_to_dict(clinic), "time_zone": zone}, instance=clinic)


def test_site_stands_before_any_clinic_is_set_up() -> None:
    assert Clinic.current().emergency_number == "911"
    assert Clinic.objects.count() == 0


def test_sample_is_loaded_once_and_says_that_it_is_one() -> None:
    assert (sample.load(), sample.load()) == (True, False)
    assert Clinic.current().is_sample
    assert OpeningHours.objects.count() == 5


def test_urgent_contact_falls_back_to_the_clinics_phone(clinic: Clinic) -> None:
    assert clinic.urgent_contact == clinic.phone
    clinic.urgent_line = "111"
    assert clinic.urgent_contact == "111"


@pytest.mark.parametrize("field", ["phone", "emergency_number", "urgent_line"])
def test_numbers_that_people_are_told_to_call_can_be_dialed(clinic: Clinic, field: str) -> None:
    def form(number: str) -> ClinicForm:
        return ClinicForm({**model_to_dict(clinic), field: number}, instance=clinic)

    for number in ("call us", "<script>1</script>", "+", "555-HELP", "9"):
        assert field in form(number).errors, number
    for number in ("911", "15", "+1 202-555-0100", "+44 20 7946 0018", "(02) 1234.5678"):
        assert field not in form(number).errors, number


@pytest.mark.parametrize(("country", "fits"), [("us", True), ("GB", True), ("ZZ", False)])
def test_country_is_one_whose_phone_numbers_can_be_read(
    clinic: Clinic, country: str, fits: bool
) -> None:
    form = ClinicForm({**model_to_dict(clinic), "country": country}, instance=clinic)
    assert ("country" not in form.errors) is fits


def test_zone_is_one_that_exists(clinic: Clinic) -> None:
    assert clinic.zone == ZoneInfo("America/New_York")
    with pytest.raises(ValidationError):
        check_time_zone("Mars/Olympus")


def test_zone_is_fixed_while_something_lies_ahead(
    clinic: Clinic, something_ahead: list[datetime]
) -> None:
    form = zone_form(clinic, "Europe/Berlin")
    assert "Bookings lie ahead" in str(form.errors["time_zone"])
    assert zone_form(Clinic.current(), "America/New_York").is_valid()


def test_control_zone_can_change_when_nothing_lies_ahead(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "_objections", [lambda now: False])
    assert zone_form(clinic, "Europe/Berlin").is_valid()


@pytest.mark.database_bound
def test_database_refuses_hours_that_end_before_they_begin(clinic: Clinic) -> None:
    backwards = OpeningHours(clinic=clinic, weekday=6, opens=time(18), closes=time(8))
    with pytest.raises(IntegrityError), transaction.atomic():
        backwards.save()


def test_clinic_is_read_once_within_a_request(
    clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1), read_once():
        assert Clinic.current() is Clinic.current()
    with django_assert_num_queries(2):
        assert Clinic.current() is not Clinic.current()


def test_hours_are_the_clinics_own_and_never_compared_with_the_servers(
    sample_clinic: Clinic,
) -> None:
    browser = signed_in(member("superuser"))
    opening = browser.get(
        reverse("admin:clinic_clinic_change", args=[sample_clinic.pk])
    ).content.decode()
    assert "opening hours (in the clinic’s time zone)" in opening.lower()
    assert 'name="opening_hours-0-opens" value="08:00"' in opening
    pages = [opening] + [
        browser.get(reverse(f"admin:intake_{kind}_add")).content.decode()
        for kind in ("practitioner", "closure")
    ]
    for page in pages:
        assert 'type="time"' in page
        assert "in the clinic’s time zone" in page
        # Django's own pickers, which tell people how far they are from the server.
        assert "DateTimeShortcuts" not in page
