"""The patient corrects who they are and how to reach them; what was sent astray is made good."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail

from clinic_site.foundation.outbox.models import Notification
from clinic_site.foundation.outbox.sending import deliver_due
from intake import envelopes, links
from intake.actions.corrections import EMAIL_SINCE, correct_contact
from intake.exceptions import NotAllowed, NotConfirmed, StaleVersion, TooMany
from intake.models import Booking, Envelope, Event
from intake.privacy.deletion import is_purge_overdue, purge_bookings
from intake.queries import worklists
from intake.transitions.statuses import Status
from tests.intake.factories import act, make_booking, make_staff
from tests.moments import DAY, MINUTE, NOW, SECOND, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]

NEW = "ana.obrien@example.com"
BY_PHONE = {"email": "", "phone": "+1 212-555-0199", "reach_by": "phone"}


def correct(booking: Booking, token: str = "", **contact: str) -> Booking:
    return correct_contact(booking.pk, contact, version=booking.version, now=NOW, used_token=token)


def contact_of(booking: Booking) -> dict[str, Any]:
    return envelopes.open(booking.pk, envelopes.CONTACT, by=None, page="test", now=NOW)


def test_new_contact_takes_the_place_of_the_old_one_and_nothing_else_is_lost() -> None:
    booking = make_booking(contact={"interpreter": "Welsh"})
    after = correct(booking, name="Anna O'Brien-Lee", email=NEW)
    known = contact_of(booking)
    found = (known["name"], known["email"], known["interpreter"])
    assert found == ("Anna O'Brien-Lee", NEW, "Welsh")
    assert (after.initials, after.version, after.status) == ("AOL", 2, Status.HELD)
    event = Event.objects.get(booking=booking, version=2)
    happened = (event.transition, event.actor, event.source, event.target)
    assert happened == ("correct", "patient", "held", "held")


def test_caller_is_found_under_the_new_contact_only() -> None:
    booking = make_booking()
    assert list(worklists.find_by("email", "ana@example.org")) == [booking]
    correct(booking, name="Anna Lee", email=NEW)
    assert list(worklists.find_by("email", NEW)) == [booking]
    assert list(worklists.find_by("name", "lee")) == [booking]
    for kind, value in (("email", "ana@example.org"), ("name", "obrien")):
        assert list(worklists.find_by(kind, value)) == []


def test_both_addresses_are_written_to_and_the_old_one_is_told_nothing() -> None:
    booking = make_booking(Status.CONFIRMED)
    deliver_due(NOW)
    mail.outbox.clear()
    correct(booking, email=NEW)
    deliver_due(NOW)
    to_new, to_old = sorted(mail.outbox, key=lambda notification: notification.to)
    assert (to_new.to, to_old.to) == ([NEW], ["ana@example.org"])
    assert "Wednesday, March 3, 2027 at 9:00 AM" in str(to_new.body)
    assert "/book/r/" in str(to_new.body)
    for private in ("Ana", "March", "/book/r/", NEW):
        assert private not in f"{to_old.subject}{to_old.body}"
    assert "If it was not you, please phone us soon" in str(to_old.body)


def test_old_address_is_kept_for_its_last_notification_and_then_no_longer() -> None:
    booking = make_booking()
    correct(booking, email=NEW)
    former = Envelope.objects.filter(subject=booking.pk, kind="former-0002")
    purge_bookings(NOW + DAY - SECOND)
    assert former.exists()
    assert is_purge_overdue(NOW + DAY)
    purge_bookings(NOW + DAY)
    assert not former.exists()
    assert not is_purge_overdue(NOW + DAY)
    assert contact_of(booking)["email"] == NEW


def test_links_sent_to_the_old_address_end_but_for_the_one_in_use() -> None:
    booking = make_booking()
    used, other = links.mint_link(booking, NOW), links.mint_link(booking, NOW)
    correct(booking, used, email=NEW)
    assert links.find_link(used, NOW) is not None
    assert links.find_link(other, NOW) is None


def test_spelling_changes_no_link_and_writes_to_no_old_address() -> None:
    booking = make_booking()
    printed = links.mint_link(booking, NOW)
    correct(booking, name="Anna O'Brien")
    assert links.find_link(printed, NOW) is not None
    assert not Notification.objects.filter(kind="booking.contact_left").exists()


def test_notifications_that_reached_nobody_are_tried_again() -> None:
    booking = make_booking(Status.CONFIRMED)
    Notification.objects.filter(kind="booking.confirmed").update(status="failed", attempts=8)
    assert list(worklists.could_not_be_told()) == [booking]
    correct(booking, email=NEW)
    deliver_due(NOW)
    assert Notification.objects.get(kind="booking.confirmed").status == "sent"
    assert all(notification.to != ["desk"] for notification in mail.outbox)
    assert [notification.to[0] for notification in mail.outbox if notification.to == [NEW]] == [
        NEW,
        NEW,
    ]
    assert list(worklists.could_not_be_told()) == []


def test_who_leaves_a_phone_number_instead_is_phoned_and_keeps_the_link() -> None:
    booking = make_booking(Status.CONFIRMED)
    token = links.mint_link(booking, NOW)
    after = correct(booking, token, **BY_PHONE)
    assert after.reach_by == "phone"
    assert list(worklists.find_by("phone", "212 555 0199")) == [booking]
    assert links.find_link(token, NOW) == booking
    assert not Notification.objects.filter(kind="booking.contact_corrected").exists()


def test_who_had_a_phone_number_only_gets_the_notifications_that_waited() -> None:
    booking = make_booking(Status.CONFIRMED, contact=BY_PHONE)
    deliver_due(NOW)
    assert Notification.objects.get(kind="booking.confirmed").status == "phone"
    correct(booking, reach_by="email", email=NEW, phone="")
    deliver_due(NOW)
    assert Notification.objects.get(kind="booking.confirmed").status == "sent"
    assert not Notification.objects.filter(kind="booking.contact_left").exists()


def test_nothing_new_is_no_event() -> None:
    booking = make_booking()
    assert correct(booking, name="Ana O'Brien").version == 1
    assert Event.objects.count() == 1


def test_correction_of_what_was_shown_before_is_refused() -> None:
    booking = make_booking()
    correct(booking, name="Anna")
    with pytest.raises(StaleVersion):
        correct(booking, name="Hanna")
    assert contact_of(booking)["name"] == "Anna"


def test_saving_what_stands_already_tries_the_notifications_again() -> None:
    booking = make_booking(Status.CONFIRMED)
    Notification.objects.filter(kind="booking.confirmed").update(status="failed", attempts=8)
    correct(booking)
    deliver_due(NOW)
    assert Notification.objects.get(kind="booking.confirmed").status == "sent"


def test_old_address_that_takes_no_notification_is_nothing_to_phone_about() -> None:
    booking = make_booking()
    correct(booking, email=NEW)
    left = Notification.objects.filter(kind="booking.contact_left")
    left.update(status="failed")
    assert list(worklists.could_not_be_told()) == []
    # The control: another notification that failed is.
    Notification.objects.filter(kind="booking.contact_corrected").update(status="failed")
    assert list(worklists.could_not_be_told()) == [booking]


def test_nobody_is_pestered_by_corrections_without_end() -> None:
    booking = make_booking()
    booking = correct(booking, email="stranger@example.com")
    with pytest.raises(NotConfirmed):
        correct(booking, links.mint_link(booking, NOW), email="another@example.com")
    assert contact_of(booking)["email"] == "stranger@example.com"
    assert Notification.objects.filter(kind="booking.contact_corrected").count() == 1


def test_correction_of_the_name_alone_does_not_ask_for_the_same_address_to_be_confirmed() -> None:
    booking = correct(make_booking(), name="Anna Lee", email="ana@example.org")
    assert EMAIL_SINCE not in contact_of(booking)
    assert correct(booking, email=NEW).version == 3
    # The control: an address that was new keeps since when it is known, and is to be confirmed.
    assert contact_of(booking)[EMAIL_SINCE] == NOW.isoformat()
    # The same address in the next correction is not given anew.
    later = NOW + MINUTE
    correct_contact(booking.pk, {"name": "Ann", "email": NEW}, version=3, now=later)
    assert contact_of(booking)[EMAIL_SINCE] == NOW.isoformat()


def test_second_address_is_taken_once_somebody_has_opened_the_link_sent_to_the_first() -> None:
    booking = correct(make_booking(), email=NEW)
    later = NOW + MINUTE
    deliver_due(later)
    [link] = [line for line in str(mail.outbox[-1].body).split() if "/book/r/" in line]
    token = link.rstrip("/").rsplit("/", 1)[-1]
    again = correct_contact(
        booking.pk, {"email": "third@example.com"}, version=2, now=later, used_token=token
    )
    assert contact_of(again)["email"] == "third@example.com"
    # And from then on the third one has to be confirmed.
    with pytest.raises(NotConfirmed):
        correct(again, token, email="fourth@example.com")


def test_somebody_elses_link_confirms_nothing() -> None:
    booking = correct(make_booking(), email=NEW)
    other = make_booking(start=START + DAY, contact={"email": "bob@example.org"})
    with pytest.raises(NotConfirmed):
        correct(booking, links.mint_link(other, NOW + DAY), email="third@example.com")


def test_three_corrections_a_day_and_again_on_the_clinics_next_day() -> None:
    booking = make_booking()
    for name in ("Anna", "Hanna", "Johanna"):
        booking = correct(booking, name=name)
    midnight = datetime(2027, 3, 2, 5, tzinfo=UTC)
    for moment in (NOW, midnight - SECOND):
        with pytest.raises(TooMany):
            correct_contact(booking.pk, {"name": "Ann"}, version=4, now=moment)
    after = correct_contact(booking.pk, {"name": "Ann"}, version=4, now=midnight)
    assert contact_of(after)["name"] == "Ann"


def test_phone_number_is_taken_though_the_address_is_not_confirmed() -> None:
    booking = correct(make_booking(), email=NEW)
    assert correct(booking, **BY_PHONE).reach_by == "phone"


def test_request_in_doubt_writes_to_no_address_by_a_correction() -> None:
    doubtful = make_booking(contact=BY_PHONE, doubt="too-fast", address="203.0.113.9")
    assert doubtful.quarantine == "too-fast"
    correct(doubtful, reach_by="email", email="stranger@example.com", phone="")
    assert not Notification.objects.filter(subject=doubtful.pk, to_staff=False).exists()
    # Once staff have found a time for it, its notifications go where the person says.
    found = act(
        "reschedule", doubtful.pk, version=2, by=make_staff(), now=NOW, to=(None, START + DAY)
    )
    correct(found, links.mint_link(found, NOW + DAY), email=NEW)
    kinds = Notification.objects.filter(subject=doubtful.pk, to_staff=False)
    assert set(kinds.values_list("kind", flat=True)) == {
        "booking.hold_rescheduled",
        "booking.contact_left",
        "booking.contact_corrected",
    }
    # The control: without the doubt the new address is written to.
    plain = make_booking(contact=BY_PHONE)
    correct(plain, reach_by="email", email=NEW, phone="")
    assert Notification.objects.filter(subject=plain.pk, kind="booking.contact_corrected").exists()


def test_what_is_deleted_cannot_be_corrected() -> None:
    booking = make_booking(Status.WITHDRAWN)
    purge_bookings(NOW + 31 * DAY)
    with pytest.raises(NotAllowed):
        correct(booking, name="Anna")
    assert not Envelope.objects.exists()
