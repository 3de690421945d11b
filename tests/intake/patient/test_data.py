"""Fetching what is held, and having it deleted."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clinic_site.foundation.outbox.sending import deliver_due
from intake import envelopes, links
from intake.actions.events import add_note
from intake.models import Booking, Enquiry, Envelope, Event, Link, LookupKey, Service, TimeCell
from intake.queries import worklists
from intake.transitions.statuses import Status
from tests.intake.factories import make_booking, make_staff
from tests.intake.journey import BY_PHONE, Patient, page
from tests.intake.patient.links import address, at, post
from tests.moments import DAY, NOW, START

pytestmark = pytest.mark.django_db


KNOWN = {"known": "ana@example.org"}
SAID = "This is not what we have."


def fetch(visitor: Client, booking: Booking, known: str = KNOWN["known"]) -> Any:
    return visitor.post(address(booking, "download"), {"known": known})


def unpacked(response: Any) -> tuple[dict[str, Any], str]:
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == ["your-data.json", "your-data.txt"]
    return json.loads(archive.read("your-data.json")), archive.read("your-data.txt").decode()


def test_file_holds_what_is_held_in_words_and_for_machines(visitor: Client) -> None:
    staff = make_staff("reader")
    booking = make_booking(Status.CONFIRMED, contact={"interpreter": "Welsh"})
    envelopes.open(booking.pk, envelopes.CONTACT, by=staff, page="booking", now=NOW)
    deliver_due(NOW)
    response = fetch(visitor, booking)
    assert response["Content-Type"] == "application/zip"
    assert booking.reference in response["Content-Disposition"]
    facts, words = unpacked(response)
    assert facts["contact"]["email"] == "ana@example.org"
    assert facts["request"]["start"] == "2027-03-03T09:00:00-05:00"
    assert facts["what_we_should_know"] == "It hurts when I sit"
    found = [line["what"] for line in facts["history"]]
    assert found == ["Request received", "Confirmed", "Own data downloaded"]
    assert "Your visit is confirmed" in [
        notification["notification"] for notification in facts["notifications"]
    ]
    assert [reading["kind"] for reading in facts["readings"]] == ["contact"]
    for said in ("Ana O'Brien", "Welsh", "It hurts when I sit", "WHAT YOU AGREED TO"):
        assert said in words
    assert "Your visit is confirmed, to you: " in words
    assert "Wednesday, March 3, 2027, 9:00 AM EST" in words


def test_answers_stand_beside_the_words_that_were_asked(visitor: Client, service: Service) -> None:
    patient = Patient()
    patient.walk("held", service.pk, BY_PHONE)
    facts, words = unpacked(fetch(visitor, patient.booking(), "2671"))
    [answered] = facts["answers"]
    assert len(answered["given"]) == 6
    assert {one["answer"] for one in answered["given"]} == {"No"}
    assert all(one["question"].endswith("?") for one in answered["given"])
    assert answered["given"][0]["question"] in words


def test_staffs_notes_and_names_are_left_out_and_the_file_says_so(visitor: Client) -> None:
    staff = make_staff("grace", first_name="Grace", last_name="Hopper")
    booking = make_booking(Status.CONFIRMED, by=staff)
    add_note(booking, "Her sister phoned.", by=staff, now=NOW)
    facts, words = unpacked(fetch(visitor, booking))
    everything = f"{json.dumps(facts)}{words}"
    for private in ("sister", "grace", "Hopper", "Because the test says so"):
        assert private not in everything
    assert facts["notes_not_in_this_file"] == 2
    assert "Our staff have written 2 notes." in words
    assert "privacy@clinic.example" in words


def test_fetching_is_noted_and_may_be_done_twice(visitor: Client) -> None:
    booking = make_booking()
    link = address(booking, "download")
    assert [visitor.post(link, KNOWN).status_code for _press in range(2)] == [200, 200]
    found = list(Event.objects.values_list("transition", flat=True))
    assert found == ["request", "export", "export"]
    assert visitor.get(link).status_code == 200
    assert Event.objects.count() == 3


def test_nothing_of_another_person_is_in_the_file(visitor: Client, service: Service) -> None:
    other = make_booking(service=service, start=START + DAY, contact={"name": "Otto Other"})
    mine = make_booking(service=service)
    facts, words = unpacked(fetch(visitor, mine))
    for text in (json.dumps(facts), words):
        assert other.reference not in text
        assert "Otto" not in text


@pytest.mark.parametrize(
    ("known", "is_right"),
    [
        ("0199", True),
        ("\uff10\uff11\uff19\uff19", True),
        ("+1 (212) 555-0199", True),
        (" Ana@Example.ORG ", True),
        ("0198", False),
        ("199", False),
        ("ana@example.com", False),
        ("@", False),
        ("x" * 100_000, False),
        ("Ana O'Brien", False),
    ],
)
def test_link_alone_fetches_nothing(visitor: Client, known: str, is_right: bool) -> None:
    booking = make_booking(contact={"phone": "+1 212-555-0199"})
    answer = fetch(visitor, booking, known)
    assert answer.status_code == 200
    assert (answer["Content-Type"] == "application/zip") is is_right
    assert Event.objects.filter(transition="export").exists() is is_right
    if not is_right:
        assert SAID in page(answer).text
        assert page(answer).title.strip().startswith("Error:")


@pytest.mark.parametrize("known", ["", "   "])
def test_nothing_typed_is_asked_for_and_is_no_try(visitor: Client, known: str) -> None:
    booking = make_booking(contact={"phone": ""})
    for _again in range(9):
        answer = fetch(visitor, booking, known)
        assert "Enter the last four digits" in page(answer).text
    assert fetch(visitor, booking)["Content-Type"] == "application/zip"


def test_after_five_wrong_tries_a_day_even_the_right_one_opens_nothing(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking, other = make_booking(), make_booking(start=START + DAY)
    assert fetch(visitor, booking)["Content-Type"] == "application/zip", "a right try is no guess"
    for guess in range(5):
        assert SAID in page(fetch(visitor, booking, f"000{guess}")).text
    locked = fetch(visitor, booking)
    assert locked.status_code == 429
    assert "phone us and give your reference" in page(locked).text
    assert fetch(visitor, other)["Content-Type"] == "application/zip"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)
    assert fetch(visitor, booking)["Content-Type"] == "application/zip"


# --- Erasing ------------------------------------------------------------------------------------


def test_erasing_deletes_at_once_what_says_who_it_was(visitor: Client, service: Service) -> None:
    patient = Patient()
    patient.walk("held", service.pk, BY_PHONE)
    booking = patient.booking()
    token = links.mint_link(booking, NOW)
    assert "This also cancels your request." in page(visitor.get(at(token, "erase"))).text
    response = post(visitor, at(token, "erase"), booking)
    assert response["Location"] == reverse("intake:erased")
    for model in (Envelope, LookupKey, Link, TimeCell, Enquiry):
        assert not model.objects.exists(), model
    booking.refresh_from_db()
    assert (booking.status, booking.initials, booking.purged_at) == ("withdrawn", "", NOW)
    found = list(Event.objects.values_list("transition", flat=True))
    assert found == ["request", "withdraw", "erase"]
    assert visitor.get(at(token)).status_code == 404
    # The browser that asked knows no more than anybody else.
    assert patient.get("held").status_code in (302, 410)
    deliver_due(NOW + DAY)
    assert not worklists.could_not_be_told().exists()


@pytest.mark.parametrize(
    "status", [Status.OFFERED, Status.CONFIRMED, Status.WAITING, Status.DECLINED, Status.ATTENDED]
)
def test_erasing_ends_only_what_is_open(visitor: Client, status: Status) -> None:
    booking = make_booking(status)
    assert post(visitor, address(booking, "erase"), booking).status_code == 302
    booking.refresh_from_db()
    is_over = status in (Status.DECLINED, Status.ATTENDED)
    assert booking.status == (status if is_over else Status.WITHDRAWN)
    assert not Envelope.objects.filter(subject=booking.pk).exists()


def test_near_visit_is_not_erased_and_says_why(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = make_booking(Status.CONFIRMED)
    link = address(booking, "erase")
    monkeypatch.setattr("django.utils.timezone.now", lambda: START - DAY)
    shown = page(visitor.get(link))
    assert shown.headings == ["We cannot delete this here now"]
    assert "privacy@clinic.example" in shown.text
    assert post(visitor, link, booking).status_code == 409
    assert envelopes.exists(booking.pk, "contact")


def test_old_page_erases_nothing(visitor: Client) -> None:
    booking = make_booking()
    link = address(booking, "erase")
    fetch(visitor, booking)
    assert post(visitor, link, booking).status_code == 409
    assert Booking.objects.get().purged_at is None


def test_no_notification_follows_who_was_erased(visitor: Client, mailoutbox: list[Any]) -> None:
    booking = make_booking(Status.CONFIRMED)
    post(visitor, address(booking, "erase"), booking)
    deliver_due(NOW + 30 * DAY)
    assert [
        notification for notification in mailoutbox if "ana@example.org" in notification.to
    ] == []
