"""A key that was mixed up or taken away: nobody meets a fault, and nothing is sealed twice over."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from time_machine import Traveller

from clinic_site.foundation import sealing
from clinic_site.foundation.clinic.models import KeyCheck
from clinic_site.foundation.exceptions import StartRefused
from clinic_site.foundation.sealing import WrongKey
from intake import envelopes
from intake.exceptions import EnvelopeError
from intake.models import Envelope, Service
from tests.bad_input.answers import assert_page
from tests.bad_input.test_every_page import STAFF, fields_of, not_for_good, public_addresses
from tests.clinic_site.staff import member, signed_in
from tests.clinic_site.staff_addresses import addresses_with_rows
from tests.intake.factories import make_booking, make_clinic, make_practitioner, make_service
from tests.intake.journey import Patient
from tests.moments import NOW

pytestmark = pytest.mark.django_db

PHONE = "+1 212-555-0177"
OTHER, ANOTHER = bytes(range(50, 82)), bytes(range(60, 92))
STEPS = ("service", "times", "details", "summary", "held")


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch, at_now: Traveller) -> None:
    """This process has looked at no key yet."""
    monkeypatch.setattr(sealing, "_known", set())


def restarted(monkeypatch: pytest.MonkeyPatch, settings: Settings, **changed: object) -> None:
    monkeypatch.setattr(sealing, "_known", set())
    for name, value in changed.items():
        setattr(settings, name, value)


def visitors() -> list[tuple[str, Client, str]]:
    """Everybody on the way, on every page of booking: name, browser, address."""
    make_clinic()
    service = make_service()
    make_practitioner(service)
    found = []
    for upto in STEPS:
        patient = Patient(Client(raise_request_exception=False)).walk(upto, service.pk)
        for name, address in ((s, reverse(f"intake:{s}")) for s in ("safety", *STEPS)):
            found.append((f"{name}, come as far as {upto}", patient.client, address))
    someone = Client(raise_request_exception=False)
    found += [(name, someone, address) for name, address in public_addresses()]
    make_clinic(phone=PHONE)
    return found


def staff() -> list[tuple[str, Client, str]]:
    rows = addresses_with_rows()
    make_clinic(phone=PHONE)
    browser = signed_in(member("superuser"))
    browser.raise_request_exception = False
    return [(name, browser, rows[name]) for name in STAFF if name in rows]


def answers(where: list[tuple[str, Client, str]]) -> Iterator[tuple[str, Any]]:
    """Look at each page, then send its form with what stands in it, and "no" where nothing does."""
    for name, browser, address in where:
        yield f"GET {name}", browser.get(address)
        fields = {key: value or "no" for key, value in fields_of(browser, address).items()}
        yield f"POST {name}", browser.post(address, fields)


@pytest.mark.parametrize("people", [visitors, staff])
def test_a_key_taken_away_is_no_fault_and_a_wrong_one_says_to_phone_and_seals_nothing(
    people: Any, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    where = people()
    sealed = {each.pk: bytes(each.sealed) for each in Envelope.objects.all()}
    with not_for_good():
        restarted(monkeypatch, settings, ENVELOPE_KEYS={"t2": OTHER})
        taken_away = [name for name, answer in answers(where) if answer.status_code >= 500]
        transaction.set_rollback(True)
    assert taken_away == []
    restarted(monkeypatch, settings, ENVELOPE_KEYS={"t1": OTHER})
    sorry = 0
    for name, answer in answers(where):
        assert answer.status_code < 500 or answer.status_code == 503, name
        if answer.status_code == 503:
            sorry += 1
            assert_page(answer, 503)
            assert PHONE in answer.text
    assert sorry
    left = {each.pk: bytes(each.sealed) for each in Envelope.objects.all()}
    assert left.items() <= sealed.items()
    for path in ("/", "/topics/", "/search/?q=back", "/book/", "/healthz"):
        assert Client().get(path).status_code == 200


def test_someone_whose_answers_do_not_open_is_told_that_they_are_gone(
    service: Service, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    patient = Patient().walk("details", service.pk)
    restarted(monkeypatch, settings, ENVELOPE_KEYS={"t2": OTHER})
    for answer in (patient.get("details"), patient.post("details")):
        assert_page(answer, 410)
        assert reverse("intake:start") in answer.text
    # Beginning again works, with the new key.
    patient.walk("details", service.pk)


def test_control_without_the_check_a_second_key_of_the_same_name_seals(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    first, second = make_booking(), make_booking(start=NOW.replace(day=20))

    def sealed_again() -> None:
        envelopes.append(second.pk, "note", {"text": "x"}, now=NOW)

    restarted(monkeypatch, settings, ENVELOPE_KEYS={"t1": OTHER})
    with pytest.raises(WrongKey, match="t1 of ENVELOPE_KEYS"):
        sealed_again()
    assert not envelopes.exists(second.pk, "note-0001")
    monkeypatch.setattr(sealing, "check_keys", lambda keep: None)
    sealed_again()
    assert bytes(Envelope.objects.get(kind="note-0001").sealed).startswith(b"\x02t1")
    with pytest.raises(EnvelopeError):
        envelopes.open(first.pk, envelopes.CONTACT, by=None, page="", now=NOW)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"ENVELOPE_KEYS": {"t1": OTHER}}, "t1 of ENVELOPE_KEYS"),
        ({"ENVELOPE_KEYS": {"t2": ANOTHER, "t1": OTHER}}, "t1 of ENVELOPE_KEYS"),
        ({"LOOKUP_KEY": OTHER}, "LOOKUP_KEY"),
        ({"SECRET_KEY": "another"}, "SECRET_KEY"),
    ],
    ids=str,
)
def test_a_wrong_key_refuses_the_start_by_its_name_alone(
    changed: dict[str, object], name: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    sealing.check_keys_at_start()
    restarted(monkeypatch, settings, **changed)
    for start in (sealing.check_keys_at_start, lambda: call_command("work", once=True)):
        with pytest.raises(StartRefused) as refusal:
            start()
        assert str(refusal.value).startswith(f"{name} is not the key")
        assert "\n" not in str(refusal.value)
    ready = Client().get("/readyz")
    assert (ready.status_code, ready.json()["keys"]) == (503, False)


def test_nobody_looks_for_a_caller_in_vain(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    make_clinic(phone=PHONE)
    make_booking()
    browser = signed_in(member("superuser"))
    restarted(monkeypatch, settings, LOOKUP_KEY=OTHER)
    browser.raise_request_exception = False
    found = browser.post(reverse("admin:intake_booking_find"), {"words": "Ann"})
    assert_page(found, 503)


def test_new_keys_beside_the_old_and_a_replaced_signing_key_start(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    sealing.check_keys_at_start()
    both = {"t2": OTHER, **settings.ENVELOPE_KEYS}
    old = settings.SECRET_KEY
    restarted(
        monkeypatch, settings, ENVELOPE_KEYS=both, SECRET_KEY="new", SECRET_KEY_FALLBACKS=[old]
    )
    sealing.check_keys_at_start()
    assert Client().get("/readyz").json()["keys"] is True
    restarted(monkeypatch, settings, SECRET_KEY_FALLBACKS=[])
    sealing.check_keys_at_start()
    assert KeyCheck.objects.count() == 4


def test_a_lost_look_up_key_can_be_replaced_and_a_lost_envelope_key_cannot(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    sealing.check_keys_at_start()
    restarted(monkeypatch, settings, LOOKUP_KEY=OTHER)
    with pytest.raises(WrongKey, match="accept_key LOOKUP_KEY"):
        sealing.check_keys_at_start()
    call_command("accept_key", "LOOKUP_KEY")
    sealing.check_keys_at_start()
    assert sealing.REPLACEABLE.keys() == {"LOOKUP_KEY", "SECRET_KEY"}


def test_a_database_that_is_away_at_the_start_is_asked_by_the_first_sealing(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    booking = make_booking()
    restarted(monkeypatch, settings, ENVELOPE_KEYS={"t1": OTHER})

    def away(*_rest: Any) -> Any:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away):
        sealing.check_keys_at_start()
    with pytest.raises(WrongKey):
        envelopes.append(booking.pk, "note", {"text": "x"}, now=NOW)


def test_keys_cost_no_query_once_they_are_known(django_assert_num_queries: Any) -> None:
    booking = make_booking()
    for _each in range(2):
        envelopes.append(booking.pk, "note", {"text": "x"}, now=NOW)
    with django_assert_num_queries(0):
        sealing.check_keys(keep=True)
