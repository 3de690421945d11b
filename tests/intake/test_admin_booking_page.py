"""One booking at a glance: who sees what, and what is told."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import deliver_due
from intake.actions.events import add_note
from intake.models import Booking, Envelope, ReadLog
from intake.queries import worklists
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.desk_pages import BY_PHONE, shown, url
from tests.intake.factories import make_booking, make_staff, walk
from tests.intake.journey import checklist_answers, safe_answers
from tests.moments import DAY, NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]


def flagged_booking() -> Booking:
    earlier = {"step": "safety", "at": NOW.isoformat(), "version": 1}
    checklist = checklist_answers(bones="not-sure")
    given = {
        "safety": {"version": 1, "answers": safe_answers()},
        "checklist": {"name": "traction", "version": 1, "answers": checklist},
        "earlier": [{**earlier, "answers": safe_answers(infection="yes")}],
        "reason": "It hurts when I sit",
    }
    return make_booking(answers=given, flagged=True, answers_changed=True)


def test_clinician_sees_flags_unfolded_before_everything_else() -> None:
    text = shown(roles.CLINICIAN, flagged_booking())
    assert text.index("Read this first") < text.index('id="visit"') < text.index("<details")
    unfolded = text[: text.index("<details")]
    assert "Has a bone been injured, weak or ill?" in unfolded
    assert "You have weak bones that break easily (osteoporosis)." in unfolded
    assert "Not sure" in unfolded
    assert "An earlier answer was different: “Yes”" in unfolded
    assert "Wording: version 1" in unfolded
    assert "Have you had an operation on your spine?" not in unfolded
    assert "Have you had an operation on your spine?" in text
    assert "It hurts when I sit" in text


def test_reception_sees_that_there_is_a_flag_and_not_the_answers() -> None:
    text = shown(roles.RECEPTION, flagged_booking())
    assert "Only a clinician can confirm it" in text
    assert "Flagged" in text
    assert "Ana O&#x27;Brien" in text
    for private in ("It hurts when I sit", "Has a bone been injured", "Not sure", "was different"):
        assert private not in text
    assert set(ReadLog.objects.values_list("kind", flat=True)) == {"contact"}


@pytest.mark.parametrize(
    ("status", "urgent", "said"),
    [
        (Status.WAITING, True, "Urgent sign: phone now"),
        (Status.WAITING, False, "Ask a clinician before you phone."),
        (Status.CONFIRMED, False, "flagged for the clinicians"),
    ],
)
def test_reception_is_told_what_fits_the_booking(status: Status, urgent: bool, said: str) -> None:
    text = shown(roles.RECEPTION, make_booking(status, flagged=True, urgent=urgent))
    assert said in text
    assert "Only a clinician can confirm it" not in text


def test_every_opening_is_logged_with_reader_and_page() -> None:
    booking = flagged_booking()
    shown(roles.CLINICIAN, booking)
    rows = ReadLog.objects.values_list("user__username", "subject", "kind", "page")
    assert set(rows) == {
        ("clinician", booking.pk, "contact", "booking"),
        ("clinician", booking.pk, "answers", "booking"),
    }


def test_page_says_time_in_the_clinics_zone_and_names_it() -> None:
    text = shown(roles.RECEPTION, make_booking())
    assert "Wednesday, March 3 at 9:00 AM EST" in text


def test_name_is_in_no_title_and_in_no_message(clinician: Client) -> None:
    booking = make_booking()
    for name in ("change", "confirm", "decline"):
        text = clinician.get(url(booking, name)).text
        assert "Brien" not in text[: text.index("</title>")]
    text = clinician.post(url(booking, "confirm"), {"version": 1}, follow=True).text
    assert "Brien" not in text[: text.index("</ul>", text.index('class="messagelist"'))]


def test_history_says_who_and_when() -> None:
    text = shown(roles.RECEPTION, make_booking(Status.CONFIRMED))
    assert "Request received, by the patient" in text
    assert "Confirmed, by mover" in text


def test_other_open_requests_with_the_same_address_are_linked() -> None:
    first = make_booking()
    second = make_booking(start=START + timedelta(hours=2))
    stranger = make_booking(start=START + DAY, contact={"email": "else@example.org", "name": "Bo"})
    text = shown(roles.RECEPTION, first)
    beside = text[text.index('id="others"') : text.index('id="day"')]
    assert "Same e-mail or phone, also open" in beside
    assert url(second) in beside
    assert url(stranger) not in beside


def test_notification_that_reached_nobody_asks_to_phone_until_one_did(reception: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    Notification.objects.filter(kind="booking.confirmed").update(status=Notification.Status.PHONE)
    assert "Phone this patient" in reception.get(url(booking)).text
    shown = {"version": booking.version}
    answer = reception.post(url(booking, "told"), shown, follow=True).text
    assert "told by phone" in answer
    assert "Phone this patient" not in answer
    again = reception.post(url(booking, "told"), shown, follow=True).text
    assert "nobody needs to phone" in again


def test_what_happened_since_the_page_was_read_is_still_to_be_told(reception: Client) -> None:
    booking = make_booking(Status.CONFIRMED, contact=BY_PHONE)
    page = reception.get(url(booking)).text
    assert '<input type="hidden" name="version" value="2">' in page
    walk(booking, "cancel", by=make_staff("other"), now=NOW)
    for version in ("2", "", "x", "0", str(2**63)):
        answer = reception.post(url(booking, "told"), {"version": version}, follow=True)
        assert "there is news since you read it" in answer.text, version
        assert list(worklists.could_not_be_told()) == [booking], version
    # The control: who has read the news settles it.
    reception.post(url(booking, "told"), {"version": "3"})
    assert list(worklists.could_not_be_told()) == []


def test_first_notification_to_somebody_without_email_was_told_by_the_page() -> None:
    booking = make_booking(contact=BY_PHONE)
    said = "to the patient: not needed, the page told them (no e-mail address)"
    assert said in shown(roles.RECEPTION, booking)
    deliver_due(NOW)
    text = signed_in(member(roles.CLINICIAN, "other")).get(url(booking)).text
    assert said in text
    assert "no longer true" not in text
    assert "Phone this patient" not in text


def test_note_is_kept_and_shown_to_colleagues(reception: Client) -> None:
    booking = make_booking()
    empty = reception.post(url(booking, "note"), {"note": " "}).text
    assert "Write the note first." in empty
    answer = reception.post(url(booking, "note"), {"note": "Phoned <b>twice</b>"}, follow=True)
    assert "Phoned &lt;b&gt;twice&lt;/b&gt;" in answer.text
    assert Envelope.objects.filter(subject=booking.pk, kind="note-0001").exists()


def test_deleted_and_damaged_envelopes_are_said_kindly() -> None:
    booking = make_booking()
    Envelope.objects.filter(subject=booking.pk).update(sealed=b"\x02t1" + b"x" * 40)
    assert "cannot be opened" in shown(roles.CLINICIAN, booking)
    Envelope.objects.filter(subject=booking.pk).delete()
    Booking.objects.filter(pk=booking.pk).update(purged_at=NOW)
    assert "were deleted, as we promised" in shown(roles.MANAGER, booking)


def test_unknown_booking_is_not_found(clinician: Client) -> None:
    for name in ("change", "confirm"):
        address = reverse(f"admin:intake_booking_{name}", args=[uuid.uuid4()])
        assert clinician.get(address).status_code == 404


def test_call_back_is_shown_without_a_time() -> None:
    text = shown(roles.RECEPTION, make_booking(Status.WAITING))
    assert "Call back" in text
    assert "Close without a call" in text
    assert re.findall(r'choice--main"[^>]*>([^<]+)</a>', text) == ["Spoke to patient"]


def test_notes_come_with_their_writer_in_few_queries(django_assert_max_num_queries: Any) -> None:
    booking = make_booking()
    add_note(booking, "One", by=member(roles.CLINICIAN, "other"), now=NOW)
    desk = signed_in(member(roles.CLINICIAN))
    with django_assert_max_num_queries(40):
        assert "other, 12:00 PM today" in desk.get(url(booking)).text
