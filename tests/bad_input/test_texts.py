"""What can be typed or pasted into a field: kept as it looks, or refused in words beside it."""

import time
from itertools import product
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from intake import envelopes
from intake.models import Booking, Service
from tests.bad_input.answers import assert_page
from tests.clinic_site.staff import member, signed_in
from tests.intake.journey import DETAILS, Patient, page, value

pytestmark = pytest.mark.django_db

NOTHING = {
    "blank": " ", "no-break blanks": "\u00a0\u2003\u3000", "zero width": "\u200b\u200c\ufeff",
    "Hangul filler": "\u3164", "line breaks": "\r\n\r\n", "braille blank": "\u2800",
}  # fmt: skip
REFUSED = {
    "turned": "Ann\u202eLee", "isolated": "Ann\u2066Lee", "NUL": "Ann\x00Lee", "bell": "Ann\x07Lee",
    "escape": "Ann\x1b[31mLee", "two lines": "Ann\r\nBcc: x@example.org", "LS": "Ann\u2028Lee",
    "zalgo": "A" + "\u0301" * 50 + "nn", "unreadable": "Ann\ufffdLee", "noncharacter": "Ann\ufffe",
    "formula": "=1+1", "full-width formula": "\uff1d1", "address": "www.example.org",
    "a million": "x" * 1_000_000,
}  # fmt: skip
HARMLESS = {
    "markup": "<script>alert(1)</script>", "template": "{{ 7|add:7 }}{% debug %}",
    "placeholder": "{emergency_number} %s", "quote": "O'Brien \"Al\"", "right to left": "محمد",
    "family": "👨\u200d👩\u200d👧", "decomposed": "Jose\u0301", "path": "../../etc/passwd",
}  # fmt: skip
FORM = "application/x-www-form-urlencoded"
BYTES = [b"%ff%fe", b"%ed%a0%80", b"%c0%80", b"%00"]


@pytest.fixture
def patient(service: Service) -> Patient:
    return Patient().walk("details", service.pk)


def assert_told(response: Any, field: str) -> None:
    """The same page again: an error at the field, and everything else as it was typed."""
    shown = page(response)
    assert_page(response, 200)
    assert shown.title.strip().startswith("Error:")
    assert f"id_{field}_error" in shown.ids
    for other in ("name", "email", "interpreter"):
        assert other == field or value(response, other) == DETAILS[other]
    assert DETAILS["reason"] in shown.text


def test_what_shows_as_nothing_is_nothing(patient: Patient, subtests: pytest.Subtests) -> None:
    for field, (name, typed) in product(("name", "email"), NOTHING.items()):
        with subtests.test(name, field=field):
            assert_told(patient.post("details", {**DETAILS, field: typed}), field)


def test_nothing_is_welcome_where_nothing_is_needed(
    patient: Patient, subtests: pytest.Subtests
) -> None:
    for name, typed in NOTHING.items():
        with subtests.test(name):
            empty = {**DETAILS, "interpreter": typed, "access_needs": typed, "reason": typed}
            assert patient.post("details", empty)["Location"] == reverse("intake:summary")
            assert "Not needed" in page(patient.get("summary")).text


def test_a_name_that_hides_something_is_refused_in_words(
    patient: Patient, subtests: pytest.Subtests
) -> None:
    for name, typed in REFUSED.items():
        with subtests.test(name):
            began = time.process_time()
            response = patient.post("details", {**DETAILS, "name": typed})
            assert time.process_time() - began < 1
            assert_told(response, "name")


@pytest.mark.parametrize("typed", HARMLESS.values(), ids=HARMLESS)
def test_what_only_looks_odd_is_kept_and_shown_as_text(patient: Patient, typed: str) -> None:
    everywhere = {**DETAILS, "name": typed, "access_needs": typed, "reason": typed}
    assert patient.post("details", everywhere).status_code == 302
    summary = patient.get("summary")
    assert_page(summary, 200)
    assert "<script>alert" not in summary.text
    assert patient.post("summary")["Location"] == reverse("intake:held")
    booking = Booking.objects.get()
    kept = envelopes.open(booking.pk, envelopes.CONTACT, by=None, page="", now=booking.created_at)
    assert kept["name"] == typed.replace("e\u0301", "\u00e9")
    clinician = signed_in(member(roles.CLINICIAN))
    address = reverse("admin:intake_booking_change", args=[booking.pk])
    assert "<script>alert" not in clinician.get(address).text


def test_bytes_that_are_no_letters_are_refused_in_words(
    patient: Patient, subtests: pytest.Subtests
) -> None:
    for field, sent in product(("name", "email", "email_again", "interpreter", "reason"), BYTES):
        with subtests.test(field, sent=sent):
            rest = urlencode({name: typed for name, typed in DETAILS.items() if name != field})
            body = rest.encode() + b"&" + field.encode() + b"=Ann" + sent
            response = patient.client.post(reverse("intake:details"), body, content_type=FORM)
            assert_page(response, 200)
            assert f"id_{field}_error" in page(response).ids


@pytest.mark.usefixtures("service")
def test_the_staffs_search_takes_anything_by_post(
    reception: Client, subtests: pytest.Subtests
) -> None:
    for name, typed in (REFUSED | NOTHING).items():
        with subtests.test(name):
            found = reception.post(reverse("admin:intake_booking_find"), {"words": typed})
            assert_page(found, 200)


@pytest.mark.usefixtures("service")
@pytest.mark.database_bound
def test_the_readers_search_takes_anything(visitor: Client, subtests: pytest.Subtests) -> None:
    queries = ('"', "NEAR(", "a AND", "title:a", "^a -b", "a & | ! <->", ":*", "'; DROP TABLE x")
    odd = (*queries, "\\", "xq zv " * 50, "İ" * 200)
    for typed in (*REFUSED.values(), *NOTHING.values(), *HARMLESS.values(), *odd):
        with subtests.test(typed[:20]):
            began = time.process_time()
            response = visitor.get(f"/search/?q={quote(typed[:100_000])}")
            assert time.process_time() - began < 1
            assert_page(response, 200)
            assert not response.cookies
            assert "<script>alert" not in response.text
