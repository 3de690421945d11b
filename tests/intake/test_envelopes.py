"""Envelopes open at home, for those who may, with the reading logged, and nowhere else."""

import uuid
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from intake import envelopes
from intake.envelopes import lookup_digest, lookup_digests
from intake.exceptions import EnvelopeError, NotAllowed
from intake.models import Envelope, ReadLog
from tests.intake.factories import make_staff
from tests.moments import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.quick]

SECRET = {"name": "Nguyễn Thị ❤", "phone": "+1 212-555-0199"}


def machine_opens(subject: UUID, kind: str = "contact") -> dict[str, Any]:
    return envelopes.open(subject, kind, by=None, page="", now=NOW)


@pytest.fixture
def subject() -> UUID:
    subject = uuid.uuid4()
    envelopes.write(subject, "contact", SECRET, now=NOW)
    return subject


def test_envelope_opens_at_home(subject: UUID) -> None:
    assert machine_opens(subject) == SECRET


def test_nothing_can_be_read_from_the_row(subject: UUID) -> None:
    sealed = bytes(Envelope.objects.get(subject=subject).sealed)
    assert sealed.startswith(b"\x02t1")
    assert b"Nguy" not in sealed
    assert b"phone" not in sealed


def test_same_text_is_never_sealed_twice_alike(subject: UUID) -> None:
    other = uuid.uuid4()
    envelopes.write(other, "contact", SECRET, now=NOW)
    one, two = (bytes(envelope.sealed) for envelope in Envelope.objects.all())
    assert one != two


@pytest.mark.parametrize("moved", ["to another booking", "to another kind", "home again"])
def test_moved_envelope_does_not_open(subject: UUID, moved: str) -> None:
    row = Envelope.objects.filter(subject=subject)
    other = uuid.uuid4()
    if moved == "to another booking":
        row.update(subject=other)
        with pytest.raises(EnvelopeError):
            machine_opens(other)
    elif moved == "to another kind":
        row.update(kind="answers")
        with pytest.raises(EnvelopeError):
            machine_opens(subject, "answers")
    else:
        # The control: it was the transition, and nothing else, that kept it shut.
        row.update(subject=other)
        Envelope.objects.filter(subject=other).update(subject=subject)
        assert machine_opens(subject) == SECRET


@pytest.mark.parametrize("place", [0, 1, 4, 20, -1])
def test_one_changed_bit_keeps_it_shut(subject: UUID, place: int) -> None:
    envelope = Envelope.objects.get(subject=subject)
    sealed = bytearray(bytes(envelope.sealed))
    sealed[place] ^= 1
    Envelope.objects.filter(pk=envelope.pk).update(sealed=bytes(sealed))
    with pytest.raises(EnvelopeError):
        machine_opens(subject)


@pytest.mark.parametrize("sealed", [b"", b"\x02", b"\x02t1", b"\x02t1short", b"\xff\xfe"])
def test_damaged_envelope_is_an_error(subject: UUID, sealed: bytes) -> None:
    Envelope.objects.filter(subject=subject).update(sealed=sealed)
    with pytest.raises(EnvelopeError):
        machine_opens(subject)


def test_error_says_nothing_of_what_was_in_it(subject: UUID) -> None:
    Envelope.objects.filter(subject=subject).update(kind="answers")
    with pytest.raises(EnvelopeError) as caught:
        machine_opens(subject, "answers")
    assert caught.value.__cause__ is None
    assert "Nguy" not in str(caught.value)


def test_old_key_still_opens_and_the_first_key_seals(subject: UUID, settings: Settings) -> None:
    settings.ENVELOPE_KEYS = {"t2": b"n" * 32, **settings.ENVELOPE_KEYS}
    assert machine_opens(subject) == SECRET
    envelopes.write(subject, "answers", {}, now=NOW)
    assert bytes(Envelope.objects.get(kind="answers").sealed).startswith(b"\x02t2")


def test_no_key_is_an_error(subject: UUID, settings: Settings) -> None:
    settings.ENVELOPE_KEYS = {}
    with pytest.raises(EnvelopeError):
        envelopes.write(subject, "answers", {}, now=NOW)
    with pytest.raises(EnvelopeError):
        machine_opens(subject)


def test_missing_envelope_is_an_error() -> None:
    with pytest.raises(EnvelopeError):
        machine_opens(uuid.uuid4())


# --- Who may read, and the log ------------------------------------------------------------------


def test_reading_by_staff_is_logged_and_by_the_machine_is_not(subject: UUID) -> None:
    staff = make_staff()
    machine_opens(subject)
    assert ReadLog.objects.count() == 0
    assert envelopes.open(subject, "contact", by=staff, page="booking", now=NOW) == SECRET
    row = ReadLog.objects.get()
    found = (row.subject, row.kind, row.user, row.page, row.at)
    assert found == (subject, "contact", staff, "booking", NOW)


def test_reception_reads_contact_and_not_answers(subject: UUID) -> None:
    envelopes.write(subject, "answers", {"reason": "pain"}, now=NOW)
    reception = make_staff("reception", "decide_booking", "read_contact")
    envelopes.open(subject, "contact", by=reception, page="booking", now=NOW)
    with pytest.raises(NotAllowed):
        envelopes.open(subject, "answers", by=reception, page="booking", now=NOW)
    assert ReadLog.objects.filter(kind="answers").count() == 0
    # The control: with the permission the same envelope opens.
    clinician = make_staff("clinician")
    assert envelopes.open(subject, "answers", by=clinician, page="booking", now=NOW) == {
        "reason": "pain"
    }


def test_nobody_on_the_staff_opens_an_enquiry(subject: UUID) -> None:
    envelopes.append(subject, "line", {"step": "safety"}, now=NOW)
    boss = make_staff("boss", is_superuser=True)
    with pytest.raises(NotAllowed):
        envelopes.open(subject, "line-0001", by=boss, page="x", now=NOW)
    assert envelopes.open_lines(subject) == [{"step": "safety"}]


def test_many_are_opened_at_once_and_logged(subject: UUID, django_assert_num_queries: Any) -> None:
    other = uuid.uuid4()
    envelopes.write(other, "contact", {"name": "B"}, now=NOW)
    staff = make_staff()
    staff.has_perm("intake.read_contact")
    with django_assert_num_queries(4):  # savepoint, read, log, release
        opened = envelopes.open_all(
            [subject, other, uuid.uuid4()], "contact", by=staff, page="list", now=NOW
        )
    assert opened == {subject: SECRET, other: {"name": "B"}}
    assert set(ReadLog.objects.values_list("subject", flat=True)) == {subject, other}
    with pytest.raises(NotAllowed):
        envelopes.open_all(
            [subject], "contact", by=make_staff("x", "write_note"), page="list", now=NOW
        )


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_database_itself_keeps_the_read_log(subject: UUID, statement: str) -> None:
    envelopes.open(subject, "contact", by=make_staff(), page="booking", now=NOW)
    rows = ReadLog.objects.all()
    statements = {"update": lambda: rows.update(page="nothing to see"), "delete": rows.delete}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        statements[statement]()
    assert ReadLog.objects.get().page == "booking"


def test_deleting_takes_every_envelope_of_the_subject_and_no_other(subject: UUID) -> None:
    other = uuid.uuid4()
    envelopes.write(other, "contact", {}, now=NOW)
    envelopes.append(subject, "note", {"text": "x"}, now=NOW)
    assert envelopes.delete(subject) == 2
    assert not envelopes.exists(subject, "contact")
    assert envelopes.exists(other, "contact")


def test_series_are_numbered() -> None:
    subject = uuid.uuid4()
    found = [envelopes.append(subject, "note", {}, now=NOW) for _ in range(3)]
    assert found == ["note-0001", "note-0002", "note-0003"]


# --- Look-up ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        ("name", "O'Brien", "o’brien"),
        ("name", "Nguyễn", "NGUYEN"),
        ("name", "Straße", "strasse"),
        ("phone", "+1 212-555-0199", "(212) 555 0199"),
        ("phone", "+47 22 12 34 56", "22123456"),
        ("phone", "+1 212-555-0199 ext. 5", "2125550199"),
        ("phone", "٢١٢٥٥٥٠١٩٩", "2125550199"),
        ("email", " Ana@Example.org", "ana@example.org"),
    ],
)
def test_look_up_does_not_mind_how_it_is_typed(kind: str, one: str, two: str) -> None:
    assert lookup_digest(kind, one) == lookup_digest(kind, two) != ""


def test_look_up_tells_people_apart() -> None:
    assert lookup_digest("name", "Brien") != lookup_digest("name", "O'Brien")
    assert lookup_digest("phone", "2125550199") != lookup_digest("phone", "2125550198")
    assert lookup_digest("name", "555") != lookup_digest("phone", "555")


def test_look_up_depends_on_the_key(settings: Settings) -> None:
    before = lookup_digest("name", "Ana")
    settings.LOOKUP_KEY = b"another" * 5
    assert lookup_digest("name", "Ana") != before


def test_every_word_of_a_name_is_a_key_and_blanks_are_none() -> None:
    contact = {"name": "Ana Smith-Jones ❤", "phone": "", "email": "a@example.org"}
    assert {kind for kind, _digest in lookup_digests(contact)} == {"name", "email"}
    assert ("name", lookup_digest("name", "jones")) in lookup_digests(contact)
    assert len(lookup_digests(contact)) == 5
    assert lookup_digest("name", "  ") == lookup_digest("phone", "none") == ""
