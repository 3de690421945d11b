"""Finding a patient by what they say, without their words ending up in an address."""

import pytest
from django.test import Client
from django.urls import reverse

from intake.admin.booking import kinds_of
from intake.transitions.statuses import Status
from tests.intake.desk_pages import url
from tests.intake.factories import make_booking
from tests.moments import HOUR, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]


def find(reception: Client, words: str) -> str:
    answer = reception.post(reverse("admin:intake_booking_find"), {"words": words})
    assert answer.status_code == 200
    return answer.text


def test_surname_email_and_phone_find_the_patient(reception: Client) -> None:
    booking = make_booking(contact={"phone": "+12125550111"})
    other = make_booking(start=START + HOUR, contact={"name": "Bo", "email": "bo@example.org"})
    said = ["O'Brien", "obrien", "o’brien", "ana o'brien", "ANA@example.org"]
    said += ["(212) 555-0111", "2125550111", "555-0111", "+1 212 555 0111"]
    missed = []
    for words in said:
        text = find(reception, words)
        fits = "1 booking fits" in text and booking.initials in text
        if not fits or url(booking) not in text or url(other) in text:
            missed.append(words)
    assert missed == []


def test_accents_and_foreign_letters_need_not_be_typed(reception: Client) -> None:
    names = {
        "Thị Nguyễn": "nguyen",
        "José Muñoz": "MUNOZ",
        "Łukasz Żółw": "lukasz zolw",
        "Søren Ærø": "soren",
        "Jürgen Weiß": "weiss",
        "Anne-Marie Dupré": "dupre",
        "Αλέξης": "αλεξησ",
    }
    missed = []
    for number, (name, words) in enumerate(names.items()):
        booking = make_booking(start=START + number * HOUR, contact={"name": name})
        if url(booking) not in find(reception, words):
            missed.append(name)
    assert missed == []


def test_bookings_of_a_caller_come_with_what_can_be_done_at_once(reception: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    text = find(reception, "obrien")
    for name in ("reschedule", "cancel", "withdraw"):
        assert reverse(f"admin:intake_booking_{name}", args=[booking.pk]) in text
    assert reverse("admin:intake_booking_confirm", args=[booking.pk]) not in text
    assert reverse("admin:intake_call") in text


def test_reference_leads_straight_to_the_booking(reception: Client) -> None:
    booking = make_booking()
    for words in (booking.reference, booking.reference.lower(), booking.reference.replace("-", "")):
        answer = reception.post(reverse("admin:intake_booking_find"), {"words": words})
        assert answer["Location"] == url(booking)


def test_nothing_found_and_nothing_typed_are_said(reception: Client) -> None:
    assert "Nothing fits" in find(reception, "Nobody")
    assert "Type what the caller told you" in find(reception, "  ")


def test_words_in_an_address_find_nothing(reception: Client) -> None:
    booking = make_booking()
    text = reception.get(reverse("admin:intake_booking_find"), {"words": "O'Brien"}).text
    assert url(booking) not in text
    assert "Brien" not in text
    listing = reception.get(reverse("admin:intake_booking_changelist")).text
    assert url(booking) in listing
    assert 'name="q"' not in listing


def test_one_box_tells_what_was_typed() -> None:
    kinds = {
        "lee": ("name",),
        "ann@example.org": ("email",),
        "212-555-0111": ("phone",),
        "T4K7-9QHM": ("reference",),
        "t4k79qhm": ("reference",),
        "BCDF-GHJK": ("reference", "name"),
        "2345 6789": ("reference", "phone"),
        "42": ("name",),
    }
    assert {words: kinds_of(words) for words in kinds} == kinds
