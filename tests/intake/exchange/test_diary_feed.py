"""The staff's calendar address, read by a library that is not the one that wrote it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
import vobject
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.models import Notification
from clinic_site.management.commands.quickstart import add_demo_staff
from intake.exchange.diary_feed import build_feed, find_feed, make_feed, revoke_feed
from intake.models import Booking, DiaryFeed, Practitioner
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking, make_staff
from tests.moments import DAY, HOUR, NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]


@pytest.fixture
def user() -> User:
    return make_staff("viewer", "view_booking")


def address(token: str) -> str:
    return reverse("intake:diary_feed", args=[token])


def entries(text: str) -> list[dict[str, Any]]:
    calendar = vobject.readOne(text)
    found = calendar.contents.get("vevent", [])
    return [{key: one[0].value for key, one in event.contents.items()} for event in found]


def test_feed_has_held_and_confirmed_visits_with_initials_only(user: User, client: Client) -> None:
    held = make_booking(start=START)
    confirmed = make_booking(Status.CONFIRMED, start=START + HOUR)
    make_booking(Status.DECLINED, start=START + timedelta(hours=2))
    token = make_feed(user, None, NOW)
    with time_machine.travel(NOW, tick=False):
        given = client.get(address(token))
    assert given["Content-Type"] == "text/calendar; charset=utf-8"
    assert given["Cache-Control"] == "no-store, private"
    first, second = entries(given.text)
    assert (first["dtstart"], first["status"]) == (START, "TENTATIVE")
    assert (second["dtstart"], second["status"]) == (confirmed.start, "CONFIRMED")
    assert held.reference in first["summary"]
    assert held.initials in first["summary"]
    assert "Brien" not in given.text
    assert "ana@" not in given.text
    assert not given.cookies


def test_feed_of_one_person_leaves_the_others_out(user: User, client: Client) -> None:
    booking = make_booking()
    assert booking.practitioner is not None
    mine = make_feed(user, booking.practitioner, NOW)
    other = Practitioner.objects.create(name="Other", role_title="Therapist")
    theirs = make_feed(user, other, NOW)
    with time_machine.travel(NOW, tick=False):
        assert len(entries(client.get(address(mine)).text)) == 1
        assert entries(client.get(address(theirs)).text) == []


def test_entry_keeps_its_id_and_rises_when_the_booking_changes(user: User) -> None:
    booking = make_booking(by=user)
    token = make_feed(user, None, NOW)
    feed = find_feed(token)
    assert feed is not None
    (before,) = entries(build_feed(feed, Clinic.current(), NOW).decode())
    Booking.objects.filter(pk=booking.pk).update(version=2, status=Status.CONFIRMED)
    (after,) = entries(build_feed(feed, Clinic.current(), NOW).decode())
    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])


def test_address_opens_nothing_once_it_is_revoked(user: User, client: Client) -> None:
    token = make_feed(user, None, NOW)
    assert client.get(address(token)).status_code == 200
    feed = DiaryFeed.objects.get()
    assert not revoke_feed(feed.pk, make_staff("stranger"), NOW)
    assert revoke_feed(feed.pk, user, NOW)
    assert client.get(address(token)).status_code == 404


def test_address_opens_nothing_once_its_owner_may_see_no_bookings(
    user: User, client: Client
) -> None:
    token = make_feed(user, None, NOW)
    user.user_permissions.clear()
    assert client.get(address(token)).status_code == 404


def test_address_opens_nothing_once_its_owner_has_left(user: User, client: Client) -> None:
    token = make_feed(user, None, NOW)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(address(token)).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "é" * 43, "A" * 1_900, "%00"])
def test_address_that_was_made_up_opens_nothing(client: Client, token: str) -> None:
    assert client.get(f"/book/diary/{token}/diary.ics").status_code == 404


def test_row_keeps_no_token(user: User) -> None:
    token = make_feed(user, None, NOW)
    assert token not in str(DiaryFeed.objects.values_list().get())


def test_staff_make_see_once_and_end_their_address() -> None:
    add_demo_staff()
    staff = Client()
    staff.force_login(User.objects.get(username="clinician"))
    page = reverse("admin:intake_diaryfeed")
    assert "You have none" in staff.get(page).text
    for wrong in ({}, {"your_password": "guess"}):
        refused = staff.post(page, {"practitioner": "", **wrong}).text
        assert "/book/diary/" not in refused
        assert not DiaryFeed.objects.exists()
    made = staff.post(page, {"practitioner": "", "your_password": "only-for-tests"}).text
    token = made.split("/book/diary/")[1].split("/")[0]
    assert token not in staff.get(page).text
    assert find_feed(token) is not None
    assert Notification.objects.get(to_staff=True).kind == "account.event.diary_address_made"
    feed = DiaryFeed.objects.get()
    staff.post(reverse("admin:intake_diaryfeed_revoke", args=[feed.pk]))
    assert find_feed(token) is None
    assert "You have none" in staff.get(page).text


def test_visits_long_past_leave_the_feed(user: User) -> None:
    make_booking()
    token = make_feed(user, None, NOW)
    feed = find_feed(token)
    assert feed is not None
    late = START + 32 * DAY
    assert entries(build_feed(feed, Clinic.current(), late).decode()) == []
