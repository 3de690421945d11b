"""Decisions that come too late or are filled in wrongly: nothing happens, nothing typed is lost."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from intake.models import Booking, Closure, Envelope, Event, TimeCell
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import NOW, START, make_booking, make_clinic, walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    return signed_in(member(roles.CLINICIAN, first_name="Ada", last_name="Byron"))


def url(booking: Booking, name: str = "change") -> str:
    return reverse(f"admin:intake_booking_{name}", args=[booking.pk])


def facts() -> list[object]:
    """Everything that a page view must leave alone; the read log is there to be written."""
    rows = [
        list(model.objects.order_by("pk").values())
        for model in (Booking, TimeCell, Event, Envelope, Notification, LogEntry)
    ]
    return list(rows)


def test_missing_note_keeps_the_page_and_changes_nothing(desk: Client) -> None:
    booking = make_booking()
    before = facts()
    given = {"version": 1, "note": "   ", "reason": "other"}
    answer = desk.post(url(booking, "decline"), given)
    assert answer.status_code == 200
    text = answer.content.decode()
    above = text[: text.index('<dl class="facts"')]
    assert 'Nothing was done yet. <a href="#id_note">Write down why' in above
    assert 'id="id_note"' in text
    assert facts() == before


def test_note_that_is_too_long_is_kept_as_typed(desk: Client) -> None:
    booking = make_booking()
    typed = "word " * 500
    answer = desk.post(url(booking, "decline"), {"version": 1, "note": typed})
    assert typed.strip() in answer.content.decode()
    booking.refresh_from_db()
    assert booking.status == Status.HELD


def test_of_two_at_once_one_wins_and_the_other_is_told_who_and_when(desk: Client) -> None:
    booking = make_booking()
    second = signed_in(member(roles.RECEPTION))
    assert second.get(url(booking, "decline")).status_code == 200
    desk.post(url(booking, "confirm"), {"version": 1})
    before = facts()
    given = {"version": 1, "note": "They phoned: no", "reason": "other"}
    answer = second.post(url(booking, "decline"), given)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "was changed by Ada Byron, 12:00 PM today" in text
    assert "Confirmed" in text
    assert "They phoned: no" in text
    assert reverse("admin:intake_booking_cancel", args=[booking.pk]) in text
    assert facts() == before


def test_decision_on_a_withdrawn_request_says_that_the_patient_was_faster(desk: Client) -> None:
    booking = make_booking()
    walk(booking, "withdraw", by=None, now=NOW)
    answer = desk.post(url(booking, "confirm"), {"version": 1})
    assert answer.status_code == 409
    assert "was changed by the patient" in answer.content.decode()


def test_twice_the_same_form_decides_once(desk: Client) -> None:
    booking = make_booking()
    for status in (302, 409):
        assert desk.post(url(booking, "confirm"), {"version": 1}).status_code == status
    assert Event.objects.filter(booking=booking, transition="confirm").count() == 1
    assert Notification.objects.filter(subject=booking.pk, kind="booking.confirmed").count() == 1


def test_undoing_a_decline_says_that_its_time_was_closed_since(desk: Client) -> None:
    booking = make_booking(Status.DECLINED)
    Closure.objects.create(date=START.date())
    answer = desk.post(url(booking, "undo"), {"version": 2})
    assert answer.status_code == 409
    assert "The hours no longer cover the time of" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "0", "99", "-1", str(2**63), ["1", "2"]])
def test_forged_versions_change_nothing(desk: Client, version: object) -> None:
    booking = make_booking()
    answer = desk.post(url(booking, "confirm"), {"version": version})
    assert answer.status_code in {200, 409}
    booking.refresh_from_db()
    assert booking.status == Status.HELD


@pytest.mark.parametrize("name", ["attended", "missed"])
def test_visit_that_has_not_begun_cannot_be_closed(desk: Client, name: str) -> None:
    booking = make_booking(Status.CONFIRMED)
    assert url(booking, name) not in desk.get(url(booking)).content.decode()
    for answer in (desk.get(url(booking, name)), desk.post(url(booking, name), {"version": 2})):
        assert answer.status_code == 409
        assert "This is not possible now" in answer.content.decode()


def test_declined_request_whose_time_is_taken_cannot_be_undone_and_says_so(desk: Client) -> None:
    booking = make_booking(Status.DECLINED)
    make_booking()
    before = facts()
    answer = desk.post(url(booking, "undo"), {"version": booking.version})
    assert answer.status_code == 409
    assert "Somebody else has the time of" in answer.content.decode()
    assert facts() == before
