"""What is private goes when its time is over, and not before."""

from datetime import timedelta

import pytest

from clinic_site.foundation.clinic.models import Clinic
from intake import enquiries, envelopes, links
from intake.actions.events import add_note
from intake.exceptions import EnvelopeError
from intake.models import Booking, Enquiry, Envelope, Event, Link, LookupKey, PurgeRun
from intake.privacy.deletion import is_purge_overdue, kept_for, last_purge, purge_bookings
from intake.transitions.statuses import OPEN, Status
from tests.intake.factories import act, make_booking, make_staff
from tests.moments import DAY, HOUR, NOW, SECOND

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound, pytest.mark.usefixtures("clinic")]

KEPT = kept_for(Clinic())


def test_every_final_status_has_a_clock_and_no_open_one_has() -> None:
    assert set(KEPT) == set(Status) - OPEN
    assert {status for status, kept_for in KEPT.items() if kept_for == timedelta(days=90)} == {
        Status.ATTENDED,
        Status.MISSED,
    }


@pytest.mark.parametrize("status", sorted(KEPT))
def test_private_parts_go_when_the_time_is_over_and_not_before(status: Status) -> None:
    booking = make_booking(status)
    assert booking.closed_at is not None
    links.mint_link(booking, NOW)
    over = booking.closed_at + KEPT[status]

    assert purge_bookings(over - SECOND) == (0, 0)
    assert envelopes.exists(booking.id, "contact")
    assert purge_bookings(over) == (1, 0)
    assert not Envelope.objects.filter(subject=booking.id).exists()
    assert (LookupKey.objects.count(), Link.objects.count()) == (0, 0)
    after = Booking.objects.get()
    assert (after.initials, after.purged_at, after.status) == ("", over, status)
    assert after.decline_reason == ""
    assert Event.objects.filter(booking=after).exists()
    assert purge_bookings(over) == (0, 0)


@pytest.mark.parametrize("status", sorted(OPEN - {Status.CONFIRMED}))
def test_open_bookings_keep_everything(status: Status) -> None:
    booking = make_booking(status)
    assert purge_bookings(NOW + 400 * DAY) == (0, 0)
    assert envelopes.exists(booking.id, "contact")


def test_visit_that_nobody_closed_is_forgotten_like_one_that_was_attended() -> None:
    booking = make_booking(Status.CONFIRMED)
    assert booking.end is not None
    over = booking.end + KEPT[Status.ATTENDED]
    assert purge_bookings(over - SECOND) == (0, 0)
    assert purge_bookings(over) == (1, 0)
    assert not envelopes.exists(booking.id, "contact")
    assert purge_bookings(over) == (0, 0)


def test_note_written_after_the_purge_goes_with_the_next_one() -> None:
    booking = make_booking(Status.WITHDRAWN)
    over = NOW + 31 * DAY
    purge_bookings(over)
    add_note(booking, "Phoned again.", by=make_staff(), now=over)
    assert purge_bookings(over + DAY) == (1, 0)
    assert not Envelope.objects.exists()
    assert purge_bookings(over + DAY) == (0, 0)


def test_expired_enquiries_go_with_their_answers() -> None:
    old = enquiries.begin_enquiry(NOW)
    young = enquiries.begin_enquiry(NOW + timedelta(hours=2))
    assert purge_bookings(NOW + DAY) == (0, 1)
    assert list(Enquiry.objects.all()) == [young]
    assert not envelopes.exists(old.id, "line-0001")
    assert envelopes.exists(young.id, "line-0001")


def test_daily_runs_purge_even_when_all_is_due() -> None:
    make_booking(Status.WITHDRAWN)
    purge_bookings(NOW + 29 * DAY)
    assert purge_bookings(NOW + 30 * DAY) == (1, 0)


def test_what_should_have_gone_is_told_until_it_has() -> None:
    booking = make_booking(Status.WITHDRAWN)
    assert booking.closed_at is not None
    over = booking.closed_at + KEPT[Status.WITHDRAWN]
    assert [is_purge_overdue(at) for at in (over - SECOND, over)] == [False, True]
    purge_bookings(over)
    assert not is_purge_overdue(over)
    enquiries.begin_enquiry(over)
    assert [is_purge_overdue(over + DAY - SECOND), is_purge_overdue(over + DAY)] == [False, True]


def test_runs_are_noted_once_a_day() -> None:
    make_booking(Status.WITHDRAWN)
    assert last_purge() is None
    purge_bookings(NOW + 30 * DAY)
    purge_bookings(NOW + 30 * DAY + HOUR)
    run = PurgeRun.objects.get()
    assert (run.bookings, run.at) == (1, NOW + 30 * DAY + HOUR)
    assert last_purge() == run.at


def test_purged_person_is_not_found_any_more() -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW)
    act("withdraw", booking.id, version=1, now=NOW)
    purge_bookings(NOW + 30 * DAY)
    assert links.find_link(token, NOW) is None
    with pytest.raises(EnvelopeError):
        envelopes.open(booking.id, "contact", by=None, page="", now=NOW)
