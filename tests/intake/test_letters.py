"""Every letter is true when it is sent, says what happens next, and not why somebody comes."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings

from clinic_site.outbox.delivery import deliver_due
from clinic_site.outbox.models import Letter
from clinic_site.outbox.registry import LetterFacts, Message, NoAddress
from intake import actions, letters, links, privacy
from intake.letters.kinds import PATIENT, STAFF
from intake.letters.names import NAMES
from intake.models import Booking, Link, ReadLog
from intake.states import MOVES, REMINDER, Actor, Status, Time, arrows, find
from tests.intake.factories import (
    DAY,
    NOW,
    START,
    ZONE,
    make_booking,
    make_clinic,
    make_service,
    make_staff,
    walk,
)
from tests.intake.letter_moments import ALL, CORRECTED, TO_FORMER, booking_for

pytestmark = pytest.mark.django_db

BY_PHONE = {"email": "", "phone": "+1 212-555-0199", "reach_by": "phone"}


@pytest.fixture(autouse=True)
def _clinic() -> None:
    make_clinic(directions="Bus 7 to the harbor.", parking="Behind the house.")
    make_service(name="Traction assessment", summary="For sciatica")


def rendered(kind: str, booking: Booking, to_staff: bool | None = None) -> Message | None:
    staff = kind in STAFF if to_staff is None else to_staff
    return letters.render(LetterFacts(kind, booking.id, booking.version, staff), NOW)


def written(kind: str, booking: Booking) -> Message:
    message = rendered(kind, booking)
    assert message is not None
    return message


# --- What they say ------------------------------------------------------------------------------


def test_every_letter_that_a_move_posts_has_a_text_and_no_text_is_left_over() -> None:
    posted = {kind for move in MOVES for kind in move.letters} | {"booking.held", REMINDER}
    assert posted | {"booking.call_back", *CORRECTED} == set(PATIENT)
    assert set(NAMES) == {*PATIENT, *STAFF}
    for_staff = {kind for move in MOVES for kind in move.staff_letters}
    assert for_staff | {"booking.new_request"} == set(STAFF)
    for source, move, _actor in arrows():
        for kind in move.letters:
            assert move.target_from(source) in PATIENT[kind].statuses
            assert PATIENT[kind].calendar == move.calendar


@pytest.mark.parametrize("kind", sorted(set(ALL) - {TO_FORMER}))
def test_letter_is_neutral_exact_and_complete(kind: str) -> None:
    make_staff("decider", "decide_booking", email="decider@clinic.example")
    booking = booking_for(kind, flagged=True)
    message = written(kind, booking)
    both = f"{message.subject}\n{message.text}"
    assert booking.reference in message.subject
    assert "\n" not in message.subject
    assert "{{" not in both
    assert "{%" not in both
    assert "\n\n\n" not in message.text
    assert "None" not in both
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


def test_held_letter_says_by_when_we_answer_and_what_else_can_be_done() -> None:
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


def test_times_follow_the_clinics_zone() -> None:
    booking = make_booking()
    make_clinic(time_zone="Asia/Ho_Chi_Minh")
    assert (
        "March 3, 2027 at 9:00 PM (Ho Chi Minh time, +07)" in written("booking.held", booking).text
    )


@pytest.mark.parametrize(
    "name", ["Ana\r\nBcc: all@example.org", "Ana\n\n.\n", "Ana <b>&", "ا" * 90]
)
def test_name_cannot_break_the_letter(name: str) -> None:
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
def test_only_letters_that_offer_a_deed_carry_a_link(kind: str) -> None:
    booking = booking_for(kind)
    text = written(kind, booking).text
    tokens = re.findall(r"http://testserver/book/r/([\w-]{43})/", text)
    assert len(tokens) == Link.objects.count() == (1 if PATIENT[kind].with_link else 0)
    assert [links.find(token, NOW) for token in tokens] == [booking] * len(tokens)


def test_link_leads_to_the_configured_site(settings: Settings) -> None:
    settings.SITE_URL = "https://clinic.example"
    assert "https://clinic.example/book/r/" in written("booking.held", make_booking()).text


# --- When they are still true -------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(ALL) - {TO_FORMER}))
@pytest.mark.parametrize("status", list(Status))
def test_letter_is_written_only_while_it_is_true(kind: str, status: Status) -> None:
    make_staff("decider", email="decider@clinic.example")
    letter = {**STAFF, **PATIENT}[kind]
    booking = make_booking(status)
    still = status in letter.statuses and (booking.start is not None or not letter.with_time)
    assert (rendered(kind, booking) is not None) is still


def test_letter_about_a_visit_that_began_is_dropped() -> None:
    booking = make_booking(Status.CONFIRMED)
    facts = LetterFacts("booking.confirmed", booking.id, 2, to_staff=False)
    assert letters.render(facts, START) is None
    assert letters.render(facts, START - timedelta(seconds=1)) is not None


def test_letter_about_a_booking_whose_private_parts_are_gone_is_dropped() -> None:
    booking = make_booking(Status.WITHDRAWN)
    privacy.purge(NOW + 30 * DAY)
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


def test_staff_letter_goes_to_the_settings_address_when_nobody_decides(settings: Settings) -> None:
    booking = make_booking()
    settings.STAFF_MAIL = ["desk@clinic.example"]
    assert written("booking.new_request", booking).to == ("desk@clinic.example",)
    settings.STAFF_MAIL = []
    with pytest.raises(NoAddress):
        rendered("booking.new_request", booking)


# --- Calendar, preview, delivery ----------------------------------------------------------------


def test_confirming_and_cancelling_carry_calendar_entries() -> None:
    staff = make_staff()
    booking = make_booking(Status.CONFIRMED, by=staff)
    confirmed = written("booking.confirmed", booking)
    assert confirmed.calendar_method == "REQUEST"
    assert b"SEQUENCE:0" in (confirmed.calendar or b"")
    gone = written("booking.cancelled", walk(booking, "cancel", by=staff, now=NOW))
    assert gone.calendar_method == "CANCEL"
    assert b"SEQUENCE:1" in (gone.calendar or b"")


def test_withdrawing_sends_a_calendar_entry_only_to_those_who_have_one() -> None:
    held = make_booking(Status.WITHDRAWN)
    assert written("booking.withdrawn", held).calendar is None
    confirmed = walk(make_booking(Status.CONFIRMED), "withdraw", by=None, now=NOW)
    assert written("booking.withdrawn", confirmed).calendar_method == "CANCEL"


WAYS = [(source, move.name, actor) for source, move, actor in arrows()]


@pytest.mark.parametrize(("source", "name", "actor"), WAYS)
def test_preview_is_the_letter_and_changes_nothing(source: Status, name: str, actor: Actor) -> None:
    booking = make_booking(source, flagged=True)
    move = find(name, source, actor)
    assert move is not None
    mover = make_staff("x")
    if not move.letters:
        assert letters.preview(booking, name, NOW, actor=actor) is None
        return
    opened = ReadLog.objects.count()
    shown = letters.preview(booking, name, NOW, actor=actor)
    assert shown is not None
    assert shown.text.startswith("Hello AO,")
    assert (shown.to, shown.calendar) == ((), None)
    assert (Link.objects.count(), ReadLog.objects.count()) == (0, opened)
    # What the move will do to the time and the deadline, it cannot know by itself.
    if move.time not in (Time.KEEP, Time.FREE) or name == "refuse":
        return
    known = letters.preview(
        booking,
        name,
        NOW,
        contact={"name": "Ana O'Brien", "email": "ana@example.org"},
        actor=actor,
    )
    assert known is not None
    assert known.to == ("ana@example.org",)
    sent = written(move.letters[0], walk(booking, name, by=mover, now=NOW, actor=actor))
    own_link = re.compile(r"http://testserver/book/r/\S+|\(the patient's own link stands here\)")
    assert own_link.sub("", known.text) == own_link.sub("", sent.text)
    assert known.subject == sent.subject


def test_preview_of_an_offer_lists_the_times_that_it_would_hold() -> None:
    booking = make_booking()
    times = letters.Times(offered=((START + DAY, "Ada"), (START + 2 * DAY, "Ben")), until=START)
    shown = letters.preview(booking, "offer", NOW, times=times)
    assert shown is not None
    assert "1. Thursday, March 4, 2027 at 9:00 AM (New York time, EST)\n   With: Ada" in shown.text
    assert "2. Friday, March 5" in shown.text
    assert "until Wednesday, March 3, 2027 at 9:00 AM" in shown.text


def test_letters_are_delivered_as_things_stand_when_they_are_sent() -> None:
    make_staff("decider", email="decider@clinic.example")
    booking = make_booking()
    actions.withdraw(booking.id, version=1, now=NOW)
    deliver_due(NOW)
    assert sorted(m.subject for m in mail.outbox) == sorted(
        [
            f"You withdrew {booking.reference}",
            f"{booking.reference} was withdrawn by the patient",
        ]
    )
    assert set(Letter.objects.values_list("kind", "status")) == {
        ("booking.held", "dropped"),
        ("booking.new_request", "dropped"),
        ("booking.withdrawn", "sent"),
        ("booking.patient_withdrew", "sent"),
    }
