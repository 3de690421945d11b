"""Who works when, and what can be booked: what is booked is never lost, and what is odd is told."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from intake.models import Closure, Practitioner, ReadLog, Room, RoomKind, Service, WeeklyHours
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import make_booking, make_practitioner, make_room, make_service
from tests.intake.test_admin_affected import ADD_CLOSURE, address, closing, hours_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]

SERVICE = {
    "name": "Long visit",
    "slug": "long-visit",
    "length_minutes": "50",
    "buffer_before_minutes": "5",
    "buffer_after_minutes": "10",
    "start_every_minutes": "30",
    "notice_hours": "24",
    "horizon_days": "56",
    "order": "0",
    "is_active": "on",
}


def test_what_bookings_name_cannot_be_deleted_and_says_why(manager: Client) -> None:
    make_room()
    booking = make_booking(service=make_service("s", room_kind=RoomKind.TREATMENT_ROOM))
    for kind, row in (
        ("practitioner", booking.practitioner),
        ("room", booking.room),
        ("service", booking.service),
    ):
        assert row is not None
        page = manager.get(reverse(f"admin:intake_{kind}_change", args=[row.pk])).text
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
    assert answer.status_code == 302, answer.text
    person = Practitioner.objects.get()
    assert list(person.services.all()) == [service]
    assert [str(row) for row in person.weekly_hours.all()] == ["Wednesday 09:00-12:00"]
    assert person.openings.count() == 1


def test_read_log_is_read_only_for_everybody(manager: Client) -> None:
    booking = make_booking()
    manager.get(reverse("admin:intake_booking_change", args=[booking.pk]))
    listing = manager.get(reverse("admin:intake_readlog_changelist"))
    assert str(booking.pk) in listing.text
    row = ReadLog.objects.first()
    assert row is not None
    above_all = signed_in(member("superuser"))
    for client in (manager, above_all):
        for name in ("delete", "change"):
            address = reverse(f"admin:intake_readlog_{name}", args=[row.pk])
            assert client.post(address, {"post": "yes"}).status_code == 403
        assert client.get(reverse("admin:intake_readlog_add")).status_code == 403
    assert ReadLog.objects.filter(pk=row.pk).exists()


def test_hours_that_overlap_are_saved_with_a_warning(manager: Client) -> None:
    person = make_practitioner(make_service())
    WeeklyHours.objects.create(practitioner=person, weekday=0, starts=time(16), ends=time(18))
    page = manager.post(address(person), hours_form(person), follow=True).text
    assert "Monday: 9:00 AM – 5:00 PM and 4:00 PM – 6:00 PM overlap." in page
    WeeklyHours.objects.filter(starts=time(16)).update(starts=time(17))
    page = manager.post(address(person), hours_form(person), follow=True).text
    assert "overlap" not in page


def test_visit_that_never_fits_with_its_buffers_is_told(manager: Client) -> None:
    person = make_practitioner(make_service(length_minutes=50, buffer_after_minutes=15))
    person.weekly_hours.update(starts=time(9), ends=time(10))
    page = manager.post(address(person), hours_form(person), follow=True).text
    assert "First visit needs 65 minutes in one stretch" in page
    WeeklyHours.objects.create(practitioner=person, weekday=0, starts=time(10), ends=time(10, 5))
    page = manager.post(address(person), hours_form(person), follow=True).text
    assert "in one stretch" not in page


def test_service_that_nobody_can_give_is_told(manager: Client) -> None:
    form = {**SERVICE, "room_kind": RoomKind.TRACTION_TABLE}
    page = manager.post("/staff/intake/service/add/", form, follow=True).text
    assert "Nobody offers this service yet" in page
    assert "There is no traction table that can be booked" in page
    make_room(RoomKind.TRACTION_TABLE)
    service = Service.objects.get()
    make_practitioner(service)
    where = f"/staff/intake/service/{service.pk}/change/"
    page = manager.post(where, form, follow=True).text
    assert "Nobody offers" not in page
    assert "There is no" not in page
    Room.objects.update(is_active=False)
    assert "There is no" in manager.post(where, form, follow=True).text


def test_service_numbers_that_cannot_be_are_refused(manager: Client) -> None:
    for field, number, said in (
        ("length_minutes", "52", "divided by five"),
        ("length_minutes", "0", "greater than or equal to 5"),
        ("buffer_after_minutes", "7", "divided by five"),
        ("buffer_before_minutes", "-5", "greater than or equal to 0"),
        ("horizon_days", "4000", "less than or equal to 366"),
    ):
        answer = manager.post("/staff/intake/service/add/", {**SERVICE, field: number})
        assert said in answer.text, (field, number)
    assert not Service.objects.exists()


def test_closing_what_is_over_or_closed_is_told(manager: Client) -> None:
    page = manager.post(ADD_CLOSURE, closing(date="2027-02-01"), follow=True).text
    assert "This day is over" in page
    manager.post(ADD_CLOSURE, closing())
    page = manager.post(ADD_CLOSURE, closing(), follow=True).text
    assert "closed on this day before" in page
    assert Closure.objects.count() == 3
