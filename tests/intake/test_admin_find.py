"""Finding a caller by what they say, without their words ending up in an address."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from intake.admin.booking import kinds_of
from intake.models import Booking
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import NOW, START, make_booking, make_clinic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    return signed_in(member(roles.RECEPTION))


def find(desk: Client, words: str) -> str:
    answer = desk.post(reverse("admin:intake_booking_find"), {"words": words})
    assert answer.status_code == 200
    return answer.content.decode()


def link(booking: Booking) -> str:
    return reverse("admin:intake_booking_change", args=[booking.pk])


@pytest.mark.parametrize(
    "words",
    [
        "O'Brien",
        "obrien",
        "o’brien",
        "ana o'brien",
        "ANA@example.org",
        "(212) 555-0111",
        "2125550111",
        "555-0111",
        "+1 212 555 0111",
    ],
)
def test_surname_email_and_phone_find_the_caller(desk: Client, words: str) -> None:
    contact = {"phone": "+12125550111"}
    booking = make_booking(contact=contact)
    other = make_booking(
        start=START + timedelta(hours=1), contact={"name": "Bo", "email": "bo@example.org"}
    )
    text = find(desk, words)
    assert link(booking) in text
    assert link(other) not in text
    assert "1 booking fits" in text
    assert booking.initials in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Thị Nguyễn", "nguyen"),
        ("José Muñoz", "MUNOZ"),
        ("Łukasz Żółw", "lukasz zolw"),
        ("Søren Ærø", "soren"),
        ("Jürgen Weiß", "weiss"),
        ("Anne-Marie Dupré", "dupre"),
        ("Αλέξης", "αλεξησ"),
    ],
)
def test_accents_and_foreign_letters_need_not_be_typed(desk: Client, name: str, words: str) -> None:
    booking = make_booking(contact={"name": name})
    assert link(booking) in find(desk, words)


def test_bookings_of_a_caller_come_with_what_can_be_done_at_once(desk: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    text = find(desk, "obrien")
    for name in ("reschedule", "cancel", "withdraw"):
        assert reverse(f"admin:intake_booking_{name}", args=[booking.pk]) in text
    assert reverse("admin:intake_booking_confirm", args=[booking.pk]) not in text
    assert reverse("admin:intake_call") in text


def test_reference_leads_straight_to_the_booking(desk: Client) -> None:
    booking = make_booking()
    for words in (booking.reference, booking.reference.lower(), booking.reference.replace("-", "")):
        answer = desk.post(reverse("admin:intake_booking_find"), {"words": words})
        assert answer["Location"] == link(booking)


def test_nothing_found_and_nothing_typed_are_said(desk: Client) -> None:
    assert "Nothing fits" in find(desk, "Nobody")
    assert "Type what the caller told you" in find(desk, "  ")


def test_words_in_an_address_find_nothing(desk: Client) -> None:
    booking = make_booking()
    text = desk.get(reverse("admin:intake_booking_find"), {"words": "O'Brien"}).content.decode()
    assert link(booking) not in text
    assert "Brien" not in text
    listing = desk.get(reverse("admin:intake_booking_changelist")).content.decode()
    assert link(booking) in listing
    assert 'name="q"' not in listing


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("lee", ("name",)),
        ("ann@example.org", ("email",)),
        ("212-555-0111", ("phone",)),
        ("T4K7-9QHM", ("reference",)),
        ("t4k79qhm", ("reference",)),
        ("BCDF-GHJK", ("reference", "name")),
        ("2345 6789", ("reference", "phone")),
        ("42", ("name",)),
    ],
)
def test_one_box_tells_what_was_typed(words: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of(words) == kinds
