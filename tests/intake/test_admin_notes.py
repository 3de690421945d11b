"""Who reads which note: what may speak of the answers is read like the answers."""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from clinic_site import roles
from intake.models import Booking
from intake.transitions.statuses import DeclineReason, Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import NOW, act, make_booking, make_clinic

pytestmark = pytest.mark.django_db

SAID = "The night pain speaks against it"


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


def shown(role: str, booking: Booking) -> str:
    address = reverse("admin:intake_booking_change", args=[booking.pk])
    return signed_in(member(role, f"reading-{role}")).get(address).content.decode()


def decline(role: str, *, flagged: bool) -> Booking:
    booking = make_booking(flagged=flagged)
    by = member(role, f"declining-{role}")
    reason = DeclineReason.DOCTOR_FIRST
    return act("decline", booking.pk, version=1, by=by, now=NOW, reason=reason, note=SAID)


def test_clinicians_note_on_declining_over_a_flag_is_for_those_who_read_answers() -> None:
    booking = decline(roles.CLINICIAN, flagged=True)
    reception = shown(roles.RECEPTION, booking)
    assert SAID not in reception
    # The reason from the list is for everybody at the desk: it names no answer.
    assert "The answers need a doctor first" in reception
    assert SAID in shown(roles.CLINICIAN, booking)


@pytest.mark.parametrize(("role", "flagged"), [(roles.RECEPTION, True), (roles.CLINICIAN, False)])
def test_other_notes_on_declining_are_for_the_desk(role: str, flagged: bool) -> None:
    booking = decline(role, flagged=flagged)
    assert SAID in shown(roles.RECEPTION, booking)
    assert SAID in shown(roles.CLINICIAN, booking)


def test_note_of_a_second_look_is_for_those_who_read_answers() -> None:
    booking = make_booking(Status.DECLINED, flagged=True)
    second = member(roles.CLINICIAN, "second")
    act("second_look", booking.pk, version=booking.version, by=second, now=NOW, note=SAID)
    assert SAID not in shown(roles.RECEPTION, booking)
    assert SAID in shown(roles.CLINICIAN, booking)


def test_why_a_visit_is_cancelled_is_for_the_desk_whatever_the_answers_were() -> None:
    booking = make_booking(Status.CONFIRMED, flagged=True)
    by = member(roles.CLINICIAN, "second")
    act("cancel", booking.pk, version=booking.version, by=by, now=NOW, note="Therapist is ill")
    assert "Therapist is ill" in shown(roles.RECEPTION, booking)
