"""The table of bookings, read by a program that is not ours, and cells that it must not compute."""

import io

import polars
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.outbox.sending import deliver_due
from clinic_site.management.commands.quickstart import add_demo_staff
from intake.exchange.tables import bookings_table, safe_cell
from intake.models import Booking
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking, make_service
from tests.moments import START, ZONE

PAGE = "admin:intake_booking_table"
PASSWORD = {"your_password": "only-for-tests"}
HARMFUL = '=HYPERLINK("https://example.org","x")'


def read(table: bytes) -> polars.DataFrame:
    return polars.read_csv(io.BytesIO(table), infer_schema=False, truncate_ragged_lines=False)


@pytest.fixture
def booking(clinic: Clinic) -> Booking:
    service = make_service(name=HARMFUL)
    return make_booking(Status.CONFIRMED, service=service, contact={"name": "=1 Ann"})


@pytest.fixture
def desk(db: None) -> Client:
    """Return the browser of a receptionist with a password, now by the true clock."""
    add_demo_staff()
    staff = Client()
    staff.force_login(User.objects.get(username="reception"))
    return staff


def test_table_opens_elsewhere_and_computes_nothing(booking: Booking) -> None:
    table = read(bookings_table(Booking.objects.all(), ZONE).encode())
    (row,) = table.to_dicts()
    assert row["Reference"] == booking.reference
    assert row["Service"] == f"'{HARMFUL}"
    assert row["Initials"] == "'=A"
    assert row["Start"] == START.astimezone(ZONE).isoformat(sep=" ", timespec="minutes")


def test_table_holds_no_name_and_no_contact(booking: Booking) -> None:
    text = bookings_table(Booking.objects.all(), ZONE)
    assert "Ann" not in text
    assert "ana@example.org" not in text


def test_page_gives_the_days_that_were_asked_for(booking: Booking, desk: Client) -> None:
    day = START.astimezone(ZONE).date().isoformat()
    given = desk.post(reverse(PAGE), {"first": day, "last": day, **PASSWORD})
    assert given["Content-Type"] == "text/csv; charset=utf-8"
    assert given["Cache-Control"] == "no-store, private"
    assert len(read(given.content)) == 1
    other = desk.post(reverse(PAGE), {"first": "2030-01-01", "last": "2030-01-01", **PASSWORD})
    assert len(read(other.content)) == 0


def test_table_is_given_only_with_the_password_and_managers_are_told(
    booking: Booking, desk: Client
) -> None:
    User.objects.filter(username="manager").update(email="manager@clinic.example")
    days = {"first": "2027-03-01", "last": "2027-03-31"}
    for wrong in ({}, {"your_password": "guess"}):
        refused = desk.post(reverse(PAGE), {**days, **wrong})
        assert "text/html" in refused["Content-Type"]
        assert 'value="2027-03-31"' in refused.text
        assert "guess" not in refused.text
    deliver_due(timezone.now())
    assert mail.outbox == []
    assert "text/csv" in desk.post(reverse(PAGE), {**days, **PASSWORD})["Content-Type"]
    deliver_due(timezone.now())
    (notification,) = mail.outbox
    assert notification.to == ["manager@clinic.example"]
    assert "reception: took out a table of bookings" in notification.body
    assert booking.reference not in notification.body


@pytest.mark.parametrize(
    ("first", "last"),
    [("2027-03-04", "2027-03-03"), ("2027-01-01", "2030-01-01"), ("", ""), ("x", "0000-99-99")],
)
def test_page_refuses_days_that_make_no_sense(desk: Client, first: str, last: str) -> None:
    refused = desk.post(reverse(PAGE), {"first": first, "last": last, **PASSWORD})
    assert "text/html" in refused["Content-Type"]
    assert "errornote" in refused.text
    assert f'value="{first}"' in refused.text or not first


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("https://example.org","x")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "|calc",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        " =1",
        "\u00a0=1",
        "\u3000＝1",
        "\ufeff=1",
        "\x00=1",
    ],
)
def test_cell_that_would_be_computed_stays_text(formula: str) -> None:
    assert safe_cell(formula).startswith("'")


@pytest.mark.parametrize("text", ["O'Brien", "N. N.", "3 = 3", "a-b", "", "2027-03-03 09:00-05:00"])
def test_cell_that_is_plain_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_cell_of_nothing_is_empty() -> None:
    assert safe_cell(None) == ""
