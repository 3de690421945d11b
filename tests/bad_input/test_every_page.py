"""What nobody types, in each field and query of every page of booking, read off the addresses.

A new page is tried by itself as soon as it has an address.
"""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.models import Notification
from intake import links
from intake.models import Booking, Event, TimeCell
from intake.transitions.statuses import Status
from tests.clinic_site.staff_addresses import RULES, addresses_with_rows
from tests.intake.factories import make_booking, make_clinic
from tests.intake.journey import Page
from tests.moments import NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.usefixtures("at_now")]

FORM = "application/x-www-form-urlencoded"
# As they go over the line.
ODD = {
    "nothing": "",
    "NUL": "%00",
    "surrogate": "%ED%A0%80",
    "turned": "Ann%E2%80%AELee",
    "2^63": str(2**63),
    "first day of all": "0001-01-01T00%3A00%3A00%2B14%3A00",
    "last day of all": "9999-12-31",
    "long": "x" * 100_000,
}
QUERIES = ("from", "day", "week", "first", "last", "practitioner", "start", "pick")
EXTRA = ("status", "version", "is_staff", "reason", "note", "start", "until", "offer")
STAFF = sorted(name for name in RULES if ":intake_" in name or ":outbox_" in name)
SENT, KEPT = (
    (Booking, TimeCell, Event, Notification),
    (Status.HELD, Status.OFFERED, Status.CONFIRMED),
)


def fields_of(browser: Client, address: str) -> dict[str, str]:
    """The fields of the page's own forms, with what stands in the hidden ones."""
    shown = browser.get(address)
    text = shown.content.decode() if "html" in shown.get("Content-Type", "") else ""
    found = dict.fromkeys(EXTRA, "")
    for field in Page(text).inputs:
        if field.get("name") not in (None, "csrfmiddlewaretoken"):
            hidden = field.get("type") == "hidden"
            found[field["name"]] = field.get("value", "") if hidden else ""
    return found


def bodies(fields: dict[str, str], odd: str) -> Iterator[str]:
    """The value everywhere; then everywhere but in what a browser sends by itself."""
    yield "&".join(f"{quote(name)}={odd}" for name in fields)
    kept = {name: quote(value) or odd for name, value in fields.items()}
    yield "&".join(f"{quote(name)}={value}" for name, value in kept.items())


def faults(
    browser: Client, where: Iterable[tuple[str, str]], odd: Mapping[str, str] = ODD
) -> list[str]:
    """Every address at which a value was a fault of ours, with what was sent."""
    found = []
    for name, address in where:
        fields = fields_of(browser, address)
        sent = [(what, body) for what, value in odd.items() for body in bodies(fields, value)]
        # Last, every field twice.
        sent.append(("twice", "&".join(f"{quote(each)}=%00&{quote(each)}=1" for each in fields)))
        for what, value in odd.items():
            query = "&".join(f"{each}={value[:2_000]}" for each in QUERIES)
            if browser.get(f"{address}?{query}").status_code >= 500:
                found.append(f"GET {name} {what}")
        for what, body in sent:
            with not_for_good():
                answer = browser.post(address, body, content_type=FORM)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                found.append(f"POST {name} {what}")
    return found


def not_for_good() -> transaction.Atomic:
    """A transaction that no code of ours takes for its own, as those of the tests themselves."""
    block = transaction.atomic()
    vars(block)["_from_testcase"] = True
    return block


def test_no_staff_page_fails_whatever_is_sent(superuser: Client) -> None:
    rows = addresses_with_rows()
    where = [(name, rows[name]) for name in STAFF if name in rows]
    assert len(where) > len(STAFF) / 2
    superuser.raise_request_exception = False
    assert faults(superuser, where) == []


def public_addresses() -> list[tuple[str, str]]:
    """Every address below /book/: the journey's, and the patient's for a booking of each kind."""
    make_clinic()
    tokens = [
        links.mint_link(make_booking(status, start=START.replace(day=day)), NOW)
        for day, status in enumerate(KEPT, start=3)
    ]
    names = [key for key in get_resolver("intake.urls").reverse_dict if isinstance(key, str)]
    plain = [name for name in names if not _takes_token(name)]
    return [(name, reverse(f"intake:{name}")) for name in plain] + [
        (f"{name} {status}", reverse(f"intake:{name}", args=[token]))
        for name in names
        if _takes_token(name)
        for status, token in zip(KEPT, tokens, strict=True)
    ]


def _takes_token(name: str) -> bool:
    return "token" in str(get_resolver("intake.urls").reverse_dict.getlist(name))


def test_no_patients_page_fails_whatever_is_sent_and_looking_changes_nothing() -> None:
    where = public_addresses()
    before = [list(model.objects.order_by("pk").values_list()) for model in SENT]
    assert faults(Client(raise_request_exception=False), where) == []
    assert [list(model.objects.order_by("pk").values_list()) for model in SENT] == before


def test_control_a_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clinic, "zone", property(lambda clinic: 1 / 0))
    browser = Client(raise_request_exception=False)
    found = faults(browser, [("start", "/book/")], {"nothing": ""})
    assert found == ["GET start nothing", *["POST start nothing"] * 2, "POST start twice"]
