"""What is allowed in the diary and yet surely not meant is told after saving."""

from collections.abc import Iterator
from datetime import time

import pytest
import time_machine
from django.test import Client

from clinic_site import roles
from intake.models import Closure, Room, RoomKind, Service, WeeklyHours
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import NOW, make_clinic, make_practitioner, make_room, make_service
from tests.intake.test_admin_affected import ADD_CLOSURE, address, closing, hours_form

pytestmark = pytest.mark.django_db

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


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager() -> Client:
    return signed_in(member(roles.MANAGER))


def test_hours_that_overlap_are_saved_with_a_warning(manager: Client) -> None:
    person = make_practitioner(make_service())
    WeeklyHours.objects.create(practitioner=person, weekday=0, starts=time(16), ends=time(18))
    page = manager.post(address(person), hours_form(person), follow=True).content.decode()
    assert "Monday: 9:00 AM – 5:00 PM and 4:00 PM – 6:00 PM overlap." in page
    WeeklyHours.objects.filter(starts=time(16)).update(starts=time(17))
    page = manager.post(address(person), hours_form(person), follow=True).content.decode()
    assert "overlap" not in page


def test_visit_that_never_fits_with_its_buffers_is_told(manager: Client) -> None:
    person = make_practitioner(make_service(length_minutes=50, buffer_after_minutes=15))
    person.weekly_hours.update(starts=time(9), ends=time(10))
    page = manager.post(address(person), hours_form(person), follow=True).content.decode()
    assert "First visit needs 65 minutes in one stretch" in page
    WeeklyHours.objects.create(practitioner=person, weekday=0, starts=time(10), ends=time(10, 5))
    page = manager.post(address(person), hours_form(person), follow=True).content.decode()
    assert "in one stretch" not in page


def test_service_that_nobody_can_give_is_told(manager: Client) -> None:
    form = {**SERVICE, "room_kind": RoomKind.TRACTION_TABLE}
    page = manager.post("/staff/intake/service/add/", form, follow=True).content.decode()
    assert "Nobody offers this service yet" in page
    assert "There is no traction table that can be booked" in page
    make_room(RoomKind.TRACTION_TABLE)
    service = Service.objects.get()
    make_practitioner(service)
    where = f"/staff/intake/service/{service.pk}/change/"
    page = manager.post(where, form, follow=True).content.decode()
    assert "Nobody offers" not in page
    assert "There is no" not in page
    Room.objects.update(is_active=False)
    assert "There is no" in manager.post(where, form, follow=True).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("length_minutes", "52", "divided by five"),
        ("length_minutes", "0", "greater than or equal to 5"),
        ("buffer_after_minutes", "7", "divided by five"),
        ("buffer_before_minutes", "-5", "greater than or equal to 0"),
        ("horizon_days", "4000", "less than or equal to 366"),
    ],
)
def test_service_numbers_that_cannot_be_are_refused(
    manager: Client, field: str, value: str, said: str
) -> None:
    page = manager.post("/staff/intake/service/add/", {**SERVICE, field: value}).content.decode()
    assert said in page
    assert not Service.objects.exists()


def test_closing_what_is_over_or_closed_is_told(manager: Client) -> None:
    page = manager.post(ADD_CLOSURE, closing(date="2027-02-01"), follow=True).content.decode()
    assert "This day is over" in page
    manager.post(ADD_CLOSURE, closing())
    page = manager.post(ADD_CLOSURE, closing(), follow=True).content.decode()
    assert "closed on this day before" in page
    assert Closure.objects.count() == 3
