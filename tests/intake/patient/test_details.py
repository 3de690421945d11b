"""Correcting one's details behind the link."""

import pytest
from django.test import Client

from clinic_site.foundation.outbox.models import Notification
from intake import envelopes, links
from intake.models import Booking, Event
from intake.privacy.deletion import erase_booking
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking
from tests.intake.journey import checked, page, value
from tests.intake.patient.links import BY_PHONE, address, at, post
from tests.moments import DAY, NOW, START

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Ana O’Brien",
    "reach_by": "email",
    "email": "ana@example.com",
    "email_again": "Ana@example.com",
}


def contact_of(booking: Booking) -> dict[str, object]:
    return envelopes.open(booking.pk, envelopes.CONTACT, by=None, page="test", now=NOW)


def test_form_shows_the_name_and_the_way_and_not_where_we_reach_you(visitor: Client) -> None:
    shown = visitor.get(address(make_booking(), "correct"))
    assert value(shown, "name") == "Ana O'Brien"
    assert checked(shown, "reach_by") == ["email"]
    by_phone = make_booking(contact=BY_PHONE, start=START + DAY)
    # The download asks for it, so no page behind the link may give it away.
    for booking in (make_booking(start=START + 2 * DAY), by_phone):
        for name in ("patient", "reschedule", "correct", "download", "erase", "cancel"):
            text = visitor.get(address(booking, name)).text
            assert "ana@example.org" not in text
            assert "0199" not in text.replace("0100", "")


def test_what_is_left_empty_stays(visitor: Client) -> None:
    booking = make_booking()
    given = {"name": "Anna", "reach_by": "email", "email": "", "email_again": ""}
    assert post(visitor, address(booking, "correct"), booking, **given).status_code == 302
    assert (contact_of(booking)["name"], contact_of(booking)["email"]) == (
        "Anna",
        "ana@example.org",
    )
    phoned = make_booking(contact=BY_PHONE, start=START + DAY)
    given = {"name": "Anna", "reach_by": "phone", "phone": ""}
    assert post(visitor, address(phoned, "correct"), phoned, **given).status_code == 302
    assert contact_of(phoned)["phone"] == "+1 212-555-0199"
    # The control: what we do not have must be typed.
    other = {"name": "Anna", "reach_by": "email", "email": "", "email_again": ""}
    phoned.refresh_from_db()
    refused = post(visitor, address(phoned, "correct"), phoned, **other)
    assert "Enter your e-mail address." in page(refused).text


def test_what_is_saved_takes_its_place(visitor: Client) -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW)
    response = post(visitor, at(token, "correct"), booking, **NEW)
    assert response["Location"] == f"{at(token)}?done=corrected"
    assert "Done: your details are saved." in page(visitor.get(response["Location"])).text
    assert (contact_of(booking)["name"], contact_of(booking)["email"]) == (
        "Ana O’Brien",
        "ana@example.com",
    )
    for said in Event.objects.values_list("transition", "source", "target"):
        assert "example" not in " ".join(said)


def test_phone_only_patient_corrects_the_number_and_keeps_the_link(visitor: Client) -> None:
    booking = make_booking(contact=BY_PHONE)
    token = links.mint_link(booking, NOW)
    given = {"name": "Ana", "reach_by": "phone", "phone": "(415) 555-2671"}
    assert post(visitor, at(token, "correct"), booking, **given).status_code == 302
    assert contact_of(booking)["phone"] == "+1 415-555-2671"
    assert visitor.get(at(token)).status_code == 200


def test_who_waits_for_a_call_can_change_the_number_and_not_take_it_away(visitor: Client) -> None:
    booking = make_booking(Status.WAITING, contact=BY_PHONE)
    token = links.mint_link(booking, NOW)
    assert checked(visitor.get(at(token, "correct")), "reach_by") == []
    kept = post(visitor, at(token, "correct"), booking, **NEW)
    assert kept.status_code == 302
    assert contact_of(booking)["phone"] == "+1 212-555-0199"
    booking.refresh_from_db()
    given = {**NEW, "phone": "(415) 555-2671"}
    assert post(visitor, at(token, "correct"), booking, **given).status_code == 302
    known = contact_of(booking)
    assert (known["phone"], known["email"], known["reach_by"]) == ("+1 415-555-2671", "", "phone")
    # The control: who waits for an answer may choose to be written to.
    other = make_booking(contact=BY_PHONE)
    assert post(visitor, address(other, "correct"), other, **NEW).status_code == 302
    assert contact_of(other)["phone"] == ""


BAD = [
    ("name", ""),
    ("name", "\u200b\u2060"),
    ("name", "A\u202eB"),
    ("name", "x" * 10**6),
    ("email", "ana@"),
    ("email", "a@b.c\r\nBcc: x@example.org"),
    ("email_again", "other@example.com"),
    ("email_again", ""),
    ("reach_by", ""),
    ("reach_by", "pigeon"),
]


def test_bad_input_is_named_and_nothing_is_lost(visitor: Client) -> None:
    booking = make_booking()
    link = address(booking, "correct")
    for field, bad in BAD:
        response = post(visitor, link, booking, **{**NEW, field: bad})
        assert response.status_code == 200, (field, bad[:50])
        assert page(response).title.strip().startswith("Error:"), (field, bad[:50])
        for name in {"name", "email"} - {field}:
            assert value(response, name) == NEW[name], (field, bad[:50])
    assert contact_of(booking)["email"] == "ana@example.org"
    assert Event.objects.count() == 1


def test_page_that_is_out_of_date_saves_nothing(visitor: Client) -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW)
    post(visitor, at(token, "correct"), booking, **NEW)
    late = post(visitor, at(token, "correct"), booking, **{**NEW, "name": "Hanna"})
    assert late.status_code == 409
    assert contact_of(booking)["name"] == "Ana O’Brien"


def test_notification_that_did_not_arrive_is_told_until_it_is_sent_again(visitor: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    token = links.mint_link(booking, NOW)
    Notification.objects.filter(kind="booking.confirmed").update(status="failed")
    assert "A message to you did not arrive." in page(visitor.get(at(token))).text
    post(visitor, at(token, "correct"), booking, **NEW)
    assert "did not arrive" not in page(visitor.get(at(token))).text


def test_after_three_corrections_a_day_the_page_asks_to_phone(visitor: Client) -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW)
    for number in range(4):
        booking.refresh_from_db()
        given = {**NEW, "name": f"Ana {'I' * (number + 1)}"}
        response = post(visitor, at(token, "correct"), booking, **given)
    assert response.status_code == 429
    assert "This was corrected several times today" in page(response).text
    assert "+1 212-555-0100" in page(response).text
    assert value(response, "name") == "Ana IIII"
    assert contact_of(booking)["name"] == "Ana III"


def test_second_new_address_needs_the_link_that_was_sent_to_the_first(visitor: Client) -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW)
    post(visitor, at(token, "correct"), booking, **NEW)
    booking.refresh_from_db()
    third = {**NEW, "email": "ana@third.example", "email_again": "ana@third.example"}
    refused = post(visitor, at(token, "correct"), booking, **third)
    assert refused.status_code == 409
    for said in ("Open the link in that message", "+1 212-555-0100", booking.reference):
        assert said in page(refused).text
    assert value(refused, "email") == "ana@third.example"
    assert contact_of(booking)["email"] == "ana@example.com"
    # It says the same whether or not that notification could be sent.
    Notification.objects.filter(kind="booking.contact_corrected").update(status="failed")
    assert page(post(visitor, at(token, "correct"), booking, **third)).text == page(refused).text


def test_extra_fields_of_a_form_are_ignored(visitor: Client) -> None:
    booking = make_booking()
    extra = {"status": "confirmed", "reference": "AAAA-AAAA", "for_someone_else": "1"}
    post(visitor, address(booking, "correct"), booking, **NEW, **extra)
    before = booking.reference
    booking.refresh_from_db()
    assert (booking.status, booking.reference) == (Status.HELD, before)
    assert "for_someone_else" not in contact_of(booking)


def test_once_deleted_the_link_opens_nothing(visitor: Client) -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW)
    erase_booking(booking.pk, version=1, now=NOW)
    assert visitor.get(at(token, "correct")).status_code == 404
