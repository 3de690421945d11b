"""Every notification is true when sent, says what happens next, and not why somebody comes."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import Message, NoAddress, deliver_due
from intake import links
from intake.models import Link
from intake.notifications.kinds import NOTIFICATIONS
from intake.notifications.rendering import render
from intake.privacy.deletion import purge_bookings
from intake.transitions.statuses import DECLINE_REASONS, NotificationKind, Status
from intake.transitions.table import TRANSITIONS, arrows
from tests.intake.factories import (
    act,
    make_booking,
    make_clinic,
    make_practitioner,
    make_service,
    make_staff,
    walk,
)
from tests.intake.notification_moments import (
    ALL,
    CORRECTED,
    PATIENT,
    STAFF,
    TO_FORMER,
    booking_for,
    rendered,
    written,
)
from tests.moments import DAY, NOW, SECOND, START, ZONE

pytestmark = [pytest.mark.django_db, pytest.mark.quick]

BY_PHONE = {"email": "", "phone": "+1 212-555-0199", "reach_by": "phone"}


HEALTH = """
    ache aching back bladder bowel cancer checklist clinical complaint condition consultation cure
    diagnosis disc discs disease doctor drug examination exercise fever fracture headache health
    hernia herniated hurt hurts illness infection injection injury leg legs lumbar medical medicine
    medicines mri neck nerve numb numbness operation pain painful physician physical physiotherapy
    pregnancy pregnant rehabilitation saddle safety scan sciatica sick spinal spine surgery symptom
    symptoms tests therapist therapy tingling traction treatment treatments urgent vertebra weakness
    x-ray
"""
HEALTH_WORDS = frozenset(HEALTH.split())
# Parts of our own sentences in which a word of the list means something else.
HARMLESS = ("back to you", "taken that back", "safety net")
REASON = "It hurts when I sit"


def words_of(message: Message) -> set[str]:
    calendar = (message.calendar or b"").decode().replace("\r\n ", "")
    said = f"{message.subject}\n{message.text}\n{calendar}".lower()
    for phrase in HARMLESS:
        said = said.replace(phrase, "")
    said = re.sub(r"https?://\S+|prodid:.*", "", said)
    return set(re.findall(r"[a-z][a-z'-]*", said))


@pytest.fixture(autouse=True)
def _clinic() -> None:
    make_clinic(directions="Bus 7 to the harbor.", parking="Behind the house.")
    service = make_service(name="Traction assessment", summary="For sciatica")
    make_practitioner(service, name="Ada")


# --- What they say ------------------------------------------------------------------------------


def test_every_notification_that_a_transition_posts_has_a_text_and_no_text_is_left_over() -> None:
    posted = {kind for transition in TRANSITIONS for kind in transition.notifications} | {
        "booking.held",
        NotificationKind.REMINDER,
    }
    assert set(NOTIFICATIONS) == set(NotificationKind)
    assert posted | {"booking.call_back", *CORRECTED} == set(PATIENT)
    for_staff = {kind for transition in TRANSITIONS for kind in transition.staff_notifications}
    assert for_staff | {"booking.new_request"} == set(STAFF)
    for source, transition, _actor in arrows():
        for kind in transition.notifications:
            assert transition.target_from(source) in PATIENT[kind].statuses
            assert PATIENT[kind].calendar == transition.calendar


@pytest.mark.parametrize("kind", ALL)
def test_notification_is_neutral_exact_and_complete(kind: str) -> None:
    make_staff("decider", "decide_booking", email="decider@clinic.example")
    booking = booking_for(kind, flagged=True)
    message = written(kind, booking)
    # No notification says or hints why somebody comes: subject, text, calendar.
    assert words_of(message) & HEALTH_WORDS == set()
    said = f"{message.subject}\n{message.text}\n{(message.calendar or b'').decode()}"
    private = ["Traction assessment", "sciatica", REASON, "Because the test says so"]
    assert [secret for secret in [*private, *DECLINE_REASONS.values()] if secret in said] == []
    both = f"{message.subject}\n{message.text}"
    assert booking.reference in message.subject
    assert "\n" not in message.subject
    assert "{{" not in both
    assert "{%" not in both
    assert "\n\n\n" not in message.text
    assert "None" not in both
    if kind == TO_FORMER:
        return
    if kind in STAFF:
        assert message.to == ("decider@clinic.example",)
        assert "Ana" not in both
        assert "http://testserver/staff/" in message.text
    else:
        assert message.to == (("new" if kind in CORRECTED else "ana") + "@example.org",)
        assert message.text.startswith("Hello Ana O'Brien,")
        assert "Harbor Clinic" in message.text
        assert "Phone: +1 212-555-0100" in message.text
    if booking.start is not None:
        start = booking.start.astimezone(ZONE)
        assert f"{start:%A, %B} {start.day}, 2027 at 9:00 AM (New York time, E" in message.text


def test_health_word_would_be_found() -> None:
    planted = Message(to=(), subject="Your visit", text="About your back, and the x-ray.\n")
    assert words_of(planted) & HEALTH_WORDS == {"back", "x-ray"}
    hidden = Message(to=(), subject="", text="", calendar=b"SUMMARY:Trac\r\n tion\r\n")
    assert words_of(hidden) & HEALTH_WORDS == {"traction"}


def test_held_notification_says_by_when_we_answer_and_what_else_can_be_done() -> None:
    text = written("booking.held", make_booking()).text
    assert "we will answer by Tuesday, March 2, 2027 at 12:00 PM (New York time, EST)" in text
    assert "not confirmed yet" in text
    assert "Call 911" in text


def test_new_request_tells_staff_of_the_flag_and_the_deadline() -> None:
    make_staff("decider", email="decider@clinic.example")
    flagged = written("booking.new_request", make_booking(flagged=True))
    assert "It has a flag" in flagged.text
    assert "Answer by Tuesday, March 2, 2027" in flagged.text
    plain = written("booking.new_request", make_booking(start=START + DAY))
    assert "flag" not in plain.text
    call = written("booking.new_request", make_booking(Status.WAITING))
    assert "asks to be phoned" in call.text


def test_late_notifications_to_staff_call_no_patient_a_script_and_no_held_time_missing() -> None:
    staff = make_staff("decider", email="decider@clinic.example")
    refused = walk(make_booking(Status.OFFERED, by=staff), "refuse", by=staff, now=NOW)
    late = written("booking.new_request", refused)
    assert "script" not in late.text
    assert "No time is held." in late.text
    assert "the request has no time" in written("booking.patient_refused", refused).text
    found = walk(refused, "reschedule", by=staff, now=NOW)
    assert rendered("booking.patient_refused", found) is None
    # The control: one that was set aside is said to be.
    doubtful = make_booking(doubt="too-fast", address="203.0.113.9", start=START + DAY)
    assert "script" in written("booking.new_request", doubtful).text


def test_times_follow_the_clinics_zone() -> None:
    booking = make_booking()
    make_clinic(time_zone="Asia/Ho_Chi_Minh")
    assert (
        "March 3, 2027 at 9:00 PM (Ho Chi Minh time, +07)" in written("booking.held", booking).text
    )


@pytest.mark.parametrize(
    "name", ["Ana\r\nBcc: all@example.org", "Ana\n\n.\n", "Ana <b>&", "ا" * 90]
)
def test_name_cannot_break_the_notification(name: str) -> None:
    booking = make_booking(contact={"name": name})
    assert deliver_due(NOW) >= 1
    sent = next(m for m in mail.outbox if m.to == ["ana@example.org"])
    assert isinstance(sent, EmailMultiAlternatives)
    assert "Bcc" not in sent.message()
    first_line = str(sent.body).splitlines()[0]
    assert first_line == f"Hello {' '.join(name.split())},"
    assert booking.reference in sent.subject


# --- Links --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(PATIENT))
def test_only_notifications_that_offer_an_action_carry_a_link(kind: str) -> None:
    booking = booking_for(kind)
    text = written(kind, booking).text
    tokens = re.findall(r"http://testserver/book/r/([\w-]{43})/", text)
    assert len(tokens) == Link.objects.count() == (1 if PATIENT[kind].with_link else 0)
    assert [links.find_link(token, NOW) for token in tokens] == [booking] * len(tokens)


def test_link_leads_to_the_configured_site(settings: Settings) -> None:
    settings.SITE_URL = "https://clinic.example"
    assert "https://clinic.example/book/r/" in written("booking.held", make_booking()).text


# --- When they are still true -------------------------------------------------------------------


@pytest.mark.parametrize("status", list(Status))
def test_notification_is_written_only_while_it_is_true(status: Status) -> None:
    make_staff("decider", email="decider@clinic.example")
    booking = make_booking(status)
    kinds = sorted(set(ALL) - {TO_FORMER})
    found = {kind for kind in kinds if rendered(kind, booking) is not None}
    true = set()
    for kind in kinds:
        row = NOTIFICATIONS[kind]
        wrong = row.with_time if booking.start is None else row.without_time
        if status in row.statuses and not wrong:
            true.add(kind)
    assert found == true


def test_notification_about_a_visit_that_began_is_dropped() -> None:
    booking = make_booking(Status.CONFIRMED)
    notification = Notification(kind="booking.confirmed", subject=booking.id, version=2)
    assert render(notification, START) is None
    assert render(notification, START - SECOND) is not None


def test_notification_about_a_booking_whose_private_parts_are_gone_is_dropped() -> None:
    booking = make_booking(Status.WITHDRAWN)
    purge_bookings(NOW + 30 * DAY)
    assert rendered("booking.withdrawn", booking) is None


def test_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        rendered("booking.vanished", make_booking())


# --- People without e-mail ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(PATIENT))
def test_phone_only_person_is_to_be_phoned_unless_the_page_told_them(kind: str) -> None:
    booking = booking_for(kind, contact=BY_PHONE)
    if PATIENT[kind].on_page:
        assert rendered(kind, booking) is None
    else:
        with pytest.raises(NoAddress):
            rendered(kind, booking)
    assert Link.objects.count() == 0


def test_staff_notification_goes_to_the_settings_when_nobody_decides(settings: Settings) -> None:
    booking = make_booking()
    settings.STAFF_MAIL = ["desk@clinic.example"]
    assert written("booking.new_request", booking).to == ("desk@clinic.example",)
    settings.STAFF_MAIL = []
    with pytest.raises(NoAddress):
        rendered("booking.new_request", booking)


# --- Calendar, delivery -------------------------------------------------------------------------


def test_confirming_and_cancelling_carry_calendar_entries() -> None:
    staff = make_staff()
    booking = make_booking(Status.CONFIRMED, by=staff)
    confirmed = written("booking.confirmed", booking)
    assert confirmed.calendar_method == "REQUEST"
    assert b"SEQUENCE:0" in (confirmed.calendar or b"")
    gone = written("booking.cancelled", walk(booking, "cancel", by=staff, now=NOW))
    assert gone.calendar_method == "CANCEL"
    assert b"SEQUENCE:1" in (gone.calendar or b"")


def test_canceling_sends_a_calendar_entry_only_to_those_who_have_one() -> None:
    held = make_booking(Status.WITHDRAWN)
    assert written("booking.withdrawn", held).calendar is None
    confirmed = walk(make_booking(Status.CONFIRMED), "withdraw", by=None, now=NOW)
    assert written("booking.withdrawn", confirmed).calendar_method == "CANCEL"


def test_notifications_are_delivered_as_things_stand_when_they_are_sent() -> None:
    make_staff("decider", email="decider@clinic.example")
    booking = make_booking()
    act("withdraw", booking.id, version=1, now=NOW)
    deliver_due(NOW)
    assert sorted(m.subject for m in mail.outbox) == sorted(
        [f"You canceled {booking.reference}", f"{booking.reference} was canceled by the patient"]
    )
    assert set(Notification.objects.values_list("kind", "status")) == {
        ("booking.held", "dropped"),
        ("booking.new_request", "dropped"),
        ("booking.withdrawn", "sent"),
        ("booking.patient_withdrew", "sent"),
    }
