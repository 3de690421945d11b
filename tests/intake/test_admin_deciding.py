"""Deciding at the desk: ask first, act once, tell the slower of two, go on to the next."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import deliver_due
from intake import envelopes
from intake.models import Closure, Event, ReadLog, Service
from intake.notifications.kinds import NOTIFICATIONS
from intake.transitions.statuses import Actor, NotificationKind, Status
from intake.transitions.table import TRANSITIONS, arrows
from intake.transitions.transition import Transition
from tests.clinic_site.staff import member, signed_in
from tests.intake.desk_pages import BY_PHONE, asked, facts, url
from tests.intake.factories import make_booking, walk
from tests.moments import DAY, HOUR, NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now"), pytest.mark.quick]

MOST_FOR_A_DECISION = 22


# Moves that ask for a time have pages of their own.
STAFF_TRANSITIONS = [
    (source, transition)
    for source, transition, actor in arrows()
    if actor is Actor.STAFF and not transition.asks_for_time
]


@pytest.mark.parametrize(
    ("source", "transition"),
    STAFF_TRANSITIONS,
    ids=[f"{source}-{transition.name}" for source, transition in STAFF_TRANSITIONS],
)
def test_each_decision_is_made_by_post_and_writes_event_note_and_notification(
    source: Status, transition: Transition
) -> None:
    booking = make_booking(source, flagged=transition.only_flagged)
    when = START + HOUR if transition.timing == "from-start" else NOW
    with time_machine.travel(when, tick=False):
        desk = signed_in(member(roles.CLINICIAN, "decider"))
        page = desk.get(url(booking, transition.name))
        assert page.status_code == 200
        answer = desk.post(
            url(booking, transition.name),
            {"version": booking.version, "note": "Because", "reason": "no-time"},
            follow=True,
        )
    booking.refresh_from_db()
    assert booking.status == transition.target_from(source)
    assert answer.status_code == 200
    assert f"{booking.reference}: {booking.get_status_display()}" in answer.text
    event = Event.objects.get(booking=booking, version=booking.version)
    assert (event.transition, event.actor, str(event.user)) == (transition.name, "staff", "decider")
    assert set(
        Notification.objects.filter(subject=booking.pk, version=booking.version).values_list(
            "kind", flat=True
        )
    ) == {*transition.notifications, *([NotificationKind.REMINDER] if transition.reminds else [])}
    assert not LogEntry.objects.exists()
    assert event.user is not None
    notes = envelopes.open_notes(booking.pk, by=event.user, page="test", now=NOW)
    assert "Because" in [note["text"] for note in notes]


def test_asking_shows_the_notification_and_changes_nothing(clinician: Client) -> None:
    booking = make_booking()
    before = facts()
    page = clinician.get(url(booking, "confirm"))
    text = page.text
    assert "Your appointment is confirmed" in text
    assert "ana@example.org" in text
    assert "the patient&#x27;s own link stands here" in text
    assert clinician.head(url(booking, "confirm")).status_code == 200
    assert facts() == before
    assert ReadLog.objects.filter(kind="contact", page="decide: confirm").count() == 2


def test_person_without_email_is_announced_as_one_to_phone(clinician: Client) -> None:
    booking = make_booking(contact=BY_PHONE)
    text = clinician.get(url(booking, "confirm")).text
    assert "No notification goes out: phone them yourself" in text
    assert "Confirm and send" not in text


@pytest.mark.parametrize("name", ["confirm", "decline"])
def test_person_without_email_is_phoned_before_notifications_are_tried(
    clinician: Client, name: str
) -> None:
    booking = make_booking(contact=BY_PHONE)
    given = {"version": 1, "note": "So", "reason": "no-time"}
    answer = clinician.post(url(booking, name), given, follow=True)
    text = answer.text
    assert f"{booking.reference}: phone the patient now." in text
    not_told = text[
        text.index('aria-labelledby="not-told"') : text.index('aria-labelledby="today"')
    ]
    assert booking.reference in not_told
    page = clinician.get(url(booking)).text
    assert "Phone this patient" in page
    assert "to the patient: no e-mail address: phone this person" in page
    told = clinician.post(url(booking, "told"), {"version": 2}, follow=True).text
    assert f"{booking.reference}: told by phone." in told
    assert "Phone this patient" not in told
    assert deliver_due(NOW) == 0
    assert "Every notification reached its reader" in clinician.get(reverse("admin:index")).text


def test_who_cannot_read_the_answers_cannot_approve_over_a_flag() -> None:
    desk = signed_in(member(roles.RECEPTION))
    flagged, plain = make_booking(flagged=True), make_booking(start=START + HOUR)
    assert desk.get(url(flagged, "confirm")).status_code == 403
    answer = desk.post(url(flagged, "confirm"), {"version": 1, "note": "They sounded fine"})
    assert answer.status_code == 403
    flagged.refresh_from_db()
    assert flagged.status == Status.HELD
    assert url(flagged, "confirm") not in desk.get(url(flagged)).text
    # The control: the same person may approve where nothing is flagged.
    assert url(plain, "confirm") in desk.get(url(plain)).text


def test_confirming_over_a_flag_asks_for_a_reason(clinician: Client) -> None:
    booking = make_booking(flagged=True)
    assert "There is a flag" in clinician.get(url(booking, "confirm")).text
    answer = clinician.post(url(booking, "confirm"), {"version": 1, "note": ""})
    assert "Write down why" in answer.text
    booking.refresh_from_db()
    assert booking.status == Status.HELD
    clinician.post(url(booking, "confirm"), {"version": 1, "note": "Examined last week"})
    booking.refresh_from_db()
    assert booking.status == Status.CONFIRMED


def test_after_deciding_the_next_in_line_comes_flagged_first(clinician: Client) -> None:
    first = make_booking()
    plain = make_booking(start=START + HOUR)
    flagged = make_booking(start=START + timedelta(hours=2), flagged=True)
    answer = clinician.post(url(first, "confirm"), {"version": 1})
    assert answer["Location"] == url(flagged)
    text = clinician.get(answer["Location"]).text
    assert f"{first.reference}: Confirmed. Next in line: {flagged.reference}." in text
    answer = clinician.post(url(flagged, "decline"), {"version": 1, "reason": "doctor-first"})
    assert answer["Location"] == url(plain)
    answer = clinician.post(url(plain, "confirm"), {"version": 1})
    assert answer["Location"] == reverse("admin:index")
    assert "That was the last one" in clinician.get(answer["Location"]).text


def test_cancelling_stays_with_the_booking(clinician: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    answer = clinician.post(url(booking, "cancel"), {"version": 2, "note": "Therapist is away"})
    assert answer["Location"] == url(booking)


def test_every_notification_of_the_table_has_a_name_for_staff() -> None:
    kinds = {
        kind
        for transition in TRANSITIONS
        for kind in (*transition.notifications, *transition.staff_notifications)
    }
    first = {"booking.held", "booking.call_back", "booking.new_request"}
    contact = {kind for kind in NOTIFICATIONS if kind.startswith("booking.contact_")}
    assert kinds | first | contact | {NotificationKind.REMINDER} == set(NOTIFICATIONS)


def test_declining_asks_for_a_reason_from_the_list(clinician: Client) -> None:
    booking = make_booking()
    before = facts()
    for reason in ("", "made-up"):
        answer = clinician.post(
            url(booking, "decline"), {"version": 1, "reason": reason, "note": "No"}
        )
        assert answer.status_code == 200
        text = answer.text
        assert '<a href="#id_reason_0">' in text
        assert 'id="id_reason_0"' in text
        assert facts() == before
    clinician.post(url(booking, "decline"), {"version": 1, "reason": "duplicate"})
    booking.refresh_from_db()
    assert (booking.status, booking.decline_reason) == ("declined", "duplicate")


def test_reasons_to_decline_are_one_group_with_a_name(clinician: Client) -> None:
    text = clinician.get(url(make_booking(), "decline")).text
    group = text[text.index("<fieldset") : text.index("</fieldset>")]
    assert "<legend>Why?</legend>" in group
    assert group.count('type="radio"') == 7


def test_missing_note_keeps_the_page_and_changes_nothing(clinician: Client) -> None:
    booking = make_booking()
    before = facts()
    given = {"version": 1, "note": "   ", "reason": "other"}
    answer = clinician.post(url(booking, "decline"), given)
    assert answer.status_code == 200
    text = answer.text
    above = text[: text.index('<dl class="facts"')]
    assert 'Nothing was done yet. <a href="#id_note">Write down why' in above
    assert 'id="id_note"' in text
    assert facts() == before


def test_note_that_is_too_long_is_kept_as_typed(clinician: Client) -> None:
    booking = make_booking()
    typed = "word " * 500
    answer = clinician.post(url(booking, "decline"), {"version": 1, "note": typed})
    assert typed.strip() in answer.text
    booking.refresh_from_db()
    assert booking.status == Status.HELD


def test_of_two_at_once_one_wins_and_the_other_is_told_who_and_when(clinician: Client) -> None:
    booking = make_booking()
    second = signed_in(member(roles.RECEPTION))
    assert second.get(url(booking, "decline")).status_code == 200
    clinician.post(url(booking, "confirm"), {"version": 1})
    before = facts()
    given = {"version": 1, "note": "They phoned: no", "reason": "other"}
    answer = second.post(url(booking, "decline"), given)
    text = answer.text
    assert answer.status_code == 409
    assert "was changed by Ada Byron, 12:00 PM today" in text
    assert "Confirmed" in text
    assert "They phoned: no" in text
    assert reverse("admin:intake_booking_cancel", args=[booking.pk]) in text
    assert facts() == before


def test_decision_on_a_withdrawn_request_says_the_patient_was_faster(clinician: Client) -> None:
    booking = make_booking()
    walk(booking, "withdraw", by=None, now=NOW)
    answer = clinician.post(url(booking, "confirm"), {"version": 1})
    assert answer.status_code == 409
    assert "was changed by the patient" in answer.text


def test_twice_the_same_form_decides_once(clinician: Client) -> None:
    booking = make_booking()
    for status in (302, 409):
        assert clinician.post(url(booking, "confirm"), {"version": 1}).status_code == status
    assert Event.objects.filter(booking=booking, transition="confirm").count() == 1
    assert Notification.objects.filter(subject=booking.pk, kind="booking.confirmed").count() == 1


def test_undoing_a_decline_says_that_its_time_was_closed_since(clinician: Client) -> None:
    booking = make_booking(Status.DECLINED)
    Closure.objects.create(date=START.date())
    answer = clinician.post(url(booking, "undo"), {"version": 2})
    assert answer.status_code == 409
    assert "The hours no longer cover the time of" in answer.text


def test_forged_versions_change_nothing(clinician: Client) -> None:
    booking = make_booking()
    answers = {
        str(version): clinician.post(url(booking, "confirm"), {"version": version}).status_code
        for version in ("", "x", "0", "99", "-1", str(2**63), ["1", "2"])
    }
    assert {version: code for version, code in answers.items() if code not in {200, 409}} == {}
    booking.refresh_from_db()
    assert booking.status == Status.HELD


def test_visit_that_has_not_begun_cannot_be_recorded(clinician: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    for name in ("attended", "missed"):
        assert url(booking, name) not in clinician.get(url(booking)).text
        for answer in (
            clinician.get(url(booking, name)),
            clinician.post(url(booking, name), {"version": 2}),
        ):
            assert answer.status_code == 409
            assert "This is not possible now" in answer.text


def test_declined_request_whose_time_is_taken_cannot_be_undone(clinician: Client) -> None:
    booking = make_booking(Status.DECLINED)
    make_booking()
    before = facts()
    answer = clinician.post(url(booking, "undo"), {"version": booking.version})
    assert answer.status_code == 409
    assert "Somebody else has the time of" in answer.text
    assert facts() == before


@pytest.mark.parametrize(
    ("status", "name", "given"),
    [
        (Status.HELD, "confirm", {}),
        (Status.HELD, "decline", {"reason": "no-time", "note": "So"}),
        (Status.CONFIRMED, "cancel", {"note": "So"}),
        (Status.OFFERED, "refuse", {}),
        (Status.WAITING, "called", {}),
    ],
)
def test_each_decision_asks_a_bounded_number_of_times(
    clinician: Client, service: Service, status: Status, name: str, given: dict[str, str]
) -> None:
    booking = make_booking(status, service=service)
    for number in range(1, 4):
        make_booking(start=START + number * DAY, service=service)
    with CaptureQueriesContext(connection) as seen:
        answer = clinician.post(url(booking, name), {"version": booking.version, **given})
    assert answer.status_code == 302
    assert asked(seen) <= MOST_FOR_A_DECISION
