"""The worklists are what the office calls them, and show nobody's name."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinic_site.foundation.clinic.models import zone_is_fixed
from clinic_site.foundation.outbox.models import Notification
from intake.actions.clock import lapse_due
from intake.actions.requesting import request_booking
from intake.models import Booking, Service
from intake.queries import worklists
from intake.transitions.statuses import LIVE, Status
from tests.intake.factories import act, make_booking, make_practitioner, make_staff, make_wish
from tests.intake.notification_moments import PATIENT
from tests.moments import DAY, HALF_HOUR, NOW, SECOND, START, ZONE

pytestmark = [pytest.mark.database_bound, pytest.mark.quick, pytest.mark.usefixtures("clinic")]


def test_to_decide_is_flagged_first_then_by_deadline(service: Service) -> None:
    plain = make_booking(service=service, start=START)
    late = make_booking(service=service, start=START + HALF_HOUR, now=NOW + timedelta(hours=3))
    flagged = make_booking(
        service=service, start=START + DAY, now=NOW + timedelta(hours=5), flagged=True
    )
    make_booking(Status.CONFIRMED, service=service, start=START + 2 * DAY)
    assert list(worklists.to_decide(NOW)) == [flagged, plain, late]
    assert list(worklists.to_decide(START)) == [flagged, late]


def test_to_call_has_call_backs_and_lapses_until_they_were_called(service: Service) -> None:
    waiting = make_booking(Status.WAITING, flagged=True)
    make_booking(Status.CALLED)
    lapsed = make_booking(Status.LAPSED, service=service)
    assert list(worklists.to_call(START + DAY)) == [waiting, lapsed]
    assert list(worklists.to_call(START + 8 * DAY)) == [waiting, lapsed]
    act("called", lapsed.id, version=lapsed.version, by=make_staff("x"), now=START + DAY)
    assert list(worklists.to_call(START + DAY)) == [waiting]


def test_urgent_sign_comes_first_of_those_to_call(service: Service) -> None:
    plain = make_booking(Status.WAITING)
    flagged = make_booking(Status.WAITING, flagged=True)
    urgent = make_booking(Status.WAITING, flagged=True, urgent=True, now=NOW + timedelta(hours=3))
    assert list(worklists.to_call(START)) == [urgent, flagged, plain]


def test_hold_past_its_start_is_to_call_though_the_clock_never_ran(service: Service) -> None:
    booking = make_booking(service=service)
    assert list(worklists.to_call(START - HALF_HOUR)) == []
    assert list(worklists.to_call(START)) == [booking]
    lapse_due(START)
    assert list(worklists.to_call(START)) == [booking]


def test_today_is_the_clinics_day(service: Service) -> None:
    staff = make_staff()
    morning = make_booking(Status.CONFIRMED, service=service, by=staff)
    evening = make_booking(service=service, start=START + timedelta(hours=7, minutes=30))
    make_booking(Status.WITHDRAWN, service=service, start=START + HALF_HOUR)
    make_booking(service=service, start=START + DAY)
    # Half past eight in the evening in New York is tomorrow in UTC.
    late = datetime(2027, 3, 4, 1, 30, tzinfo=ZoneInfo("UTC"))
    assert list(worklists.today(late, ZONE)) == [morning, evening]
    assert list(worklists.to_record(START)) == [morning]
    assert list(worklists.to_record(START - HALF_HOUR)) == []


def test_stretch_names_the_people_it_touches(service: Service) -> None:
    first = make_booking(service=service)
    second = make_booking(service=service, start=START + HALF_HOUR)
    make_booking(Status.WITHDRAWN, service=service, start=START + 2 * HALF_HOUR)
    assert list(worklists.live_during(START, START + DAY, None)) == [first, second]
    later = START + HALF_HOUR
    assert list(worklists.live_during(later, later + HALF_HOUR, first.practitioner_id)) == [second]
    other = make_practitioner(name="Other")
    assert list(worklists.live_during(START, START + DAY, other.pk)) == []


def test_could_not_be_told_until_somebody_phones(service: Service) -> None:
    booking = make_booking(Status.CONFIRMED, service=service)
    make_booking(service=service, start=START + HALF_HOUR)
    assert list(worklists.could_not_be_told()) == []
    Notification.objects.filter(subject=booking.id, version=2).update(
        status=Notification.Status.PHONE
    )
    assert list(worklists.could_not_be_told()) == [booking]


def test_who_left_only_a_phone_could_not_be_told_as_soon_as_there_is_news(service: Service) -> None:
    contact = {"reach_by": "phone", "phone": "+12125550111", "email": ""}
    make_booking(service=service, contact=contact)
    make_booking(Status.WITHDRAWN, service=service, start=START + HALF_HOUR, contact=contact)
    declined = make_booking(
        Status.DECLINED, service=service, start=START + 2 * HALF_HOUR, contact=contact
    )
    assert list(worklists.could_not_be_told()) == [declined]


def test_news_are_the_notifications_that_no_page_has_told() -> None:
    assert set(worklists.NEWS) == {
        kind for kind, notification in PATIENT.items() if not notification.on_page
    }


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        ("name", "o’brien", True),
        ("name", "ANA", True),
        ("name", "Obrien Ana", True),
        ("name", "Ana Smith", False),
        ("name", "", False),
        ("email", "Ana@Example.org ", True),
        ("email", "bob@example.org", False),
        ("phone", "555-0199", True),
        ("phone", "+1 (212) 555-0199", True),
        ("phone", "none", False),
    ],
)
def test_person_is_found_however_it_is_typed(
    service: Service, kind: str, value: str, found: bool
) -> None:
    booking_request = make_wish(service, contact={"phone": "+1 212-555-0199"})
    booking = request_booking(booking_request, now=NOW)
    assert list(worklists.find_by(kind, value)) == ([booking] if found else [])


def test_reference_is_found_however_it_is_typed(service: Service) -> None:
    booking = make_booking(service=service)
    assert (
        worklists.find_by("reference", booking.reference.lower().replace("-", " ")).get() == booking
    )
    assert not worklists.find_by("reference", "nothing").exists()


def test_who_was_here_needs_no_call_about_an_old_notification(service: Service) -> None:
    by_phone = {"email": "", "phone": "+1 212-555-0199", "reach_by": "phone"}
    make_booking(Status.ATTENDED, service=service, contact=by_phone)
    # The control: who was missed may have been missed because nobody told them.
    missed = make_booking(Status.MISSED, service=service, start=START + HALF_HOUR, contact=by_phone)
    assert list(worklists.could_not_be_told()) == [missed]


def test_others_are_the_same_persons_open_bookings(service: Service) -> None:
    mine = make_booking(service=service)
    other = make_booking(service=service, start=START + HALF_HOUR)
    make_booking(Status.WITHDRAWN, service=service, start=START + 2 * HALF_HOUR)
    make_booking(service=service, start=START + 3 * HALF_HOUR, contact={"email": "bob@example.org"})
    assert list(worklists.others_of(mine)) == [other]


def test_lists_show_no_more_than_initials(service: Service) -> None:
    make_booking(service=service)
    row = worklists.to_decide(NOW).values().get()
    assert "Ana" not in str(row)
    assert "Brien" not in str(row)
    assert str(Booking.objects.get()) == row["reference"]


@pytest.mark.parametrize("status", [Status.HELD, Status.CONFIRMED])
def test_clinics_zone_is_fixed_until_the_last_live_visit_is_over(status: Status) -> None:
    booking = make_booking(status)
    assert booking.end is not None
    assert zone_is_fixed(NOW)
    assert zone_is_fixed(booking.end - SECOND)
    assert not zone_is_fixed(booking.end)


@pytest.mark.parametrize("status", sorted(set(Status) - LIVE))
def test_control_bookings_without_time_fix_no_zone(status: Status) -> None:
    make_booking(status)
    assert not zone_is_fixed(NOW)
