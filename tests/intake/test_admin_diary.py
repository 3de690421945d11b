"""Keeping the diary: what is booked is never lost by editing it."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from intake.models import Practitioner, ReadLog, Room, RoomKind, Service
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import NOW, make_booking, make_clinic, make_room, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager() -> Client:
    return signed_in(member(roles.MANAGER))


def test_what_bookings_name_cannot_be_deleted_and_says_why(manager: Client) -> None:
    make_room()
    booking = make_booking(service=make_service("s", room_kind=RoomKind.TREATMENT_ROOM))
    for kind, row in (
        ("practitioner", booking.practitioner),
        ("room", booking.room),
        ("service", booking.service),
    ):
        assert row is not None
        page = manager.get(reverse(f"admin:intake_{kind}_change", args=[row.pk])).content.decode()
        assert "Bookings name it, so it cannot be deleted" in page
        assert "deletelink" not in page
        address = reverse(f"admin:intake_{kind}_delete", args=[row.pk])
        assert manager.post(address, {"post": "yes"}).status_code == 403


def test_what_was_never_booked_can_be_deleted(manager: Client) -> None:
    room = make_room()
    manager.post(reverse("admin:intake_room_delete", args=[room.pk]), {"post": "yes"})
    assert not Room.objects.exists()


def test_practitioner_is_added_with_hours_and_extra_openings(manager: Client) -> None:
    service = make_service()
    form = {
        "name": "Physician",
        "role_title": "Spine physician",
        "is_active": "on",
        "order": "1",
        "services": [service.pk],
        "weekly_hours-TOTAL_FORMS": "1",
        "weekly_hours-INITIAL_FORMS": "0",
        "weekly_hours-0-weekday": "2",
        "weekly_hours-0-starts": "09:00",
        "weekly_hours-0-ends": "12:00",
        "openings-TOTAL_FORMS": "1",
        "openings-INITIAL_FORMS": "0",
        "openings-0-date": "2027-03-06",
        "openings-0-starts": "10:00",
        "openings-0-ends": "11:00",
    }
    answer = manager.post(reverse("admin:intake_practitioner_add"), form)
    assert answer.status_code == 302, answer.content.decode()
    person = Practitioner.objects.get()
    assert list(person.services.all()) == [service]
    assert [str(row) for row in person.weekly_hours.all()] == ["Wednesday 09:00-12:00"]
    assert person.openings.count() == 1


def test_bad_service_is_refused_in_the_form(manager: Client) -> None:
    page = manager.post(reverse("admin:intake_service_add"), {"length_minutes": "33"})
    assert "divided by five" in page.content.decode()
    assert not Service.objects.exists()


def test_read_log_is_read_only_for_everybody(manager: Client) -> None:
    booking = make_booking()
    manager.get(reverse("admin:intake_booking_change", args=[booking.pk]))
    listing = manager.get(reverse("admin:intake_readlog_changelist"))
    assert str(booking.pk) in listing.content.decode()
    row = ReadLog.objects.first()
    assert row is not None
    above_all = signed_in(member("superuser"))
    for client in (manager, above_all):
        for name in ("delete", "change"):
            address = reverse(f"admin:intake_readlog_{name}", args=[row.pk])
            assert client.post(address, {"post": "yes"}).status_code == 403
        assert client.get(reverse("admin:intake_readlog_add")).status_code == 403
    assert ReadLog.objects.filter(pk=row.pk).exists()
