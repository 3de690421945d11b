"""Deciding at the desk: ask first, act once, tell the slower of two, go on to the next."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import deliver_due
from intake import envelopes
from intake.models import Booking, Envelope, Event, ReadLog, TimeCell
from intake.notifications.kinds import NOTIFICATIONS
from intake.transitions.statuses import Actor, NotificationKind, Status
from intake.transitions.table import TRANSITIONS, arrows
from intake.transitions.transition import Transition
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import NOW, START, make_booking, make_clinic

pytestmark = [pytest.mark.django_db, pytest.mark.quick]

# Moves that ask for a time have pages of their own.
STAFF_TRANSITIONS = [
    (source, transition)
    for source, transition, actor in arrows()
    if actor is Actor.STAFF and not transition.asks_for_time
]


@pytest.fixture(autouse=True)
def _clinic() -> Iterator[None]:
    make_clinic()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk() -> Client:
    return signed_in(member(roles.CLINICIAN, first_name="Ada", last_name="Byron"))


def url(booking: Booking, name: str = "change") -> str:
    return reverse(f"admin:intake_booking_{name}", args=[booking.pk])


def facts() -> list[object]:
    """Everything that a page view must leave alone; the read log is there to be written."""
    rows = [
        list(model.objects.order_by("pk").values())
        for model in (Booking, TimeCell, Event, Envelope, Notification, LogEntry)
    ]
    return list(rows)


@pytest.mark.parametrize(
    ("source", "transition"),
    STAFF_TRANSITIONS,
    ids=[f"{source}-{transition.name}" for source, transition in STAFF_TRANSITIONS],
)
def test_each_decision_is_made_by_post_and_writes_event_note_and_notification(
    source: Status, transition: Transition
) -> None:
    booking = make_booking(source, flagged=transition.only_flagged)
    when = START + timedelta(hours=1) if transition.timing == "from-start" else NOW
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
    assert f"{booking.reference}: {booking.get_status_display()}" in answer.content.decode()
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


def test_asking_shows_the_notification_and_changes_nothing(desk: Client) -> None:
    booking = make_booking()
    before = facts()
    page = desk.get(url(booking, "confirm"))
    text = page.content.decode()
    assert "Your appointment is confirmed" in text
    assert "ana@example.org" in text
    assert "the patient&#x27;s own link stands here" in text
    assert desk.head(url(booking, "confirm")).status_code == 200
    assert facts() == before
    assert ReadLog.objects.filter(kind="contact", page="decide: confirm").count() == 2


def test_person_without_email_is_announced_as_one_to_phone(desk: Client) -> None:
    contact = {"reach_by": "phone", "phone": "+12125550111", "email": ""}
    booking = make_booking(contact=contact)
    text = desk.get(url(booking, "confirm")).content.decode()
    assert "No notification goes out: phone them yourself" in text
    assert "Confirm and send" not in text


@pytest.mark.parametrize("name", ["confirm", "decline"])
def test_person_without_email_is_to_be_phoned_before_any_notification_is_tried(
    desk: Client, name: str
) -> None:
    booking = make_booking(contact={"reach_by": "phone", "phone": "+12125550111", "email": ""})
    given = {"version": 1, "note": "So", "reason": "no-time"}
    answer = desk.post(url(booking, name), given, follow=True)
    text = answer.content.decode()
    assert f"{booking.reference}: phone the patient now." in text
    not_told = text[
        text.index('aria-labelledby="not-told"') : text.index('aria-labelledby="today"')
    ]
    assert booking.reference in not_told
    page = desk.get(url(booking)).content.decode()
    assert "Phone this patient" in page
    assert "to the patient: no e-mail address: phone this person" in page
    told = desk.post(url(booking, "told"), {"version": 2}, follow=True).content.decode()
    assert f"{booking.reference}: told by phone." in told
    assert "Phone this patient" not in told
    assert deliver_due(NOW) == 0
    assert (
        "Every notification reached its reader" in desk.get(reverse("admin:index")).content.decode()
    )


def test_who_cannot_read_the_answers_cannot_approve_over_a_flag() -> None:
    desk = signed_in(member(roles.RECEPTION))
    flagged, plain = make_booking(flagged=True), make_booking(start=START + timedelta(hours=1))
    assert desk.get(url(flagged, "confirm")).status_code == 403
    answer = desk.post(url(flagged, "confirm"), {"version": 1, "note": "They sounded fine"})
    assert answer.status_code == 403
    flagged.refresh_from_db()
    assert flagged.status == Status.HELD
    assert url(flagged, "confirm") not in desk.get(url(flagged)).content.decode()
    # The control: the same person may approve where nothing is flagged.
    assert url(plain, "confirm") in desk.get(url(plain)).content.decode()


def test_confirming_over_a_flag_asks_for_a_reason(desk: Client) -> None:
    booking = make_booking(flagged=True)
    assert "There is a flag" in desk.get(url(booking, "confirm")).content.decode()
    answer = desk.post(url(booking, "confirm"), {"version": 1, "note": ""})
    assert "Write down why" in answer.content.decode()
    booking.refresh_from_db()
    assert booking.status == Status.HELD
    desk.post(url(booking, "confirm"), {"version": 1, "note": "Examined last week"})
    booking.refresh_from_db()
    assert booking.status == Status.CONFIRMED


def test_after_deciding_the_next_in_line_comes_flagged_first(desk: Client) -> None:
    first = make_booking()
    plain = make_booking(start=START + timedelta(hours=1))
    flagged = make_booking(start=START + timedelta(hours=2), flagged=True)
    answer = desk.post(url(first, "confirm"), {"version": 1})
    assert answer["Location"] == url(flagged)
    text = desk.get(answer["Location"]).content.decode()
    assert f"{first.reference}: Confirmed. Next in line: {flagged.reference}." in text
    answer = desk.post(url(flagged, "decline"), {"version": 1, "reason": "doctor-first"})
    assert answer["Location"] == url(plain)
    answer = desk.post(url(plain, "confirm"), {"version": 1})
    assert answer["Location"] == reverse("admin:index")
    assert "That was the last one" in desk.get(answer["Location"]).content.decode()


def test_cancelling_stays_with_the_booking(desk: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    answer = desk.post(url(booking, "cancel"), {"version": 2, "note": "Therapist is ill"})
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


def test_declining_asks_for_a_reason_from_the_list(desk: Client) -> None:
    booking = make_booking()
    before = facts()
    for reason in ("", "made-up"):
        answer = desk.post(url(booking, "decline"), {"version": 1, "reason": reason, "note": "No"})
        assert answer.status_code == 200
        text = answer.content.decode()
        assert '<a href="#id_reason_0">' in text
        assert 'id="id_reason_0"' in text
        assert facts() == before
    desk.post(url(booking, "decline"), {"version": 1, "reason": "duplicate"})
    booking.refresh_from_db()
    assert (booking.status, booking.decline_reason) == ("declined", "duplicate")


def test_reasons_to_decline_are_one_group_with_a_name(desk: Client) -> None:
    text = desk.get(url(make_booking(), "decline")).content.decode()
    group = text[text.index("<fieldset") : text.index("</fieldset>")]
    assert "<legend>Why?</legend>" in group
    assert group.count('type="radio"') == 7
