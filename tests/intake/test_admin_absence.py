"""Staff absence: everyone affected, each notification read first, then all told at once."""

from datetime import time

import pytest
from django.test import Client

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from intake import envelopes
from intake.actions.requesting import request_booking
from intake.exceptions import NotOffered
from intake.models import Booking, Closure, Event, Practitioner, ReadLog
from intake.queries import worklists
from intake.transitions.statuses import Status
from tests.clinic_site.staff import member, signed_in
from tests.intake.desk_pages import BY_PHONE
from tests.intake.factories import act, make_booking, make_practitioner, make_staff, make_wish
from tests.moments import DAY, HOUR, NOW, START, WEDNESDAY, ZONE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic", "at_now")]


def address(booking: Booking) -> str:
    return f"/staff/intake/practitioner/{booking.practitioner_id}/absence/"


def day(**changes: str) -> dict[str, str]:
    return {"first": str(WEDNESDAY), "last": str(WEDNESDAY), "starts": "", **changes}


def look(who: Client, booking: Booking, **changes: str) -> str:
    answer = who.get(address(booking), day(**changes))
    assert answer.status_code == 200
    return answer.text


def chosen(*pairs: tuple[Booking, str], **changes: str) -> dict[str, str]:
    """The form of the page, as the browser would send it for these choices."""
    form = {**day(), "note": "Therapist is away.", **changes}
    for booking, key in pairs:
        form |= {f"choice-{booking.pk}": key, f"version-{booking.pk}": str(booking.version)}
    return form


def do(who: Client, *pairs: tuple[Booking, str], **changes: str) -> str:
    answer = who.post(address(pairs[0][0]), chosen(*pairs, **changes))
    assert answer.status_code == 200, answer.text
    return answer.text


def status(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.status


def test_all_affected_are_shown_with_each_notification_and_nothing_is_done(
    reception: Client,
) -> None:
    confirmed = make_booking(Status.CONFIRMED)
    held = make_booking(start=START + HOUR)
    tomorrow = make_booking(start=START + DAY)
    over = make_booking(Status.CANCELLED, start=START + 2 * HOUR)
    text = look(reception, confirmed)
    for said in (confirmed.reference, held.reference, "Ana O&#x27;Brien"):
        assert said in text
    assert "Your appointment is canceled" in text
    assert "We cannot confirm your request" in text
    for other in (tomorrow, over):
        assert other.reference not in text
    assert not Closure.objects.exists()
    assert (status(confirmed), status(held)) == (Status.CONFIRMED, Status.HELD)
    # Whose name was read stands in the log.
    assert set(ReadLog.objects.values_list("subject", "page")) == {
        (confirmed.pk, "away"),
        (held.pk, "away"),
    }


def test_desk_chooses_who_is_away(reception: Client) -> None:
    booking = make_booking()
    text = reception.get("/staff/intake/practitioner/absence/").text
    assert f'href="{address(booking)}">Therapist</a>' in text


def test_promise_is_canceled_by_default_and_a_mere_request_is_kept(reception: Client) -> None:
    confirmed = make_booking(Status.CONFIRMED)
    held = make_booking(start=START + HOUR)
    text = look(reception, confirmed)
    assert f'name="choice-{confirmed.pk}" value="cancel" checked' in text
    assert f'name="choice-{held.pk}" value="keep" checked' in text


def test_one_post_closes_the_time_and_tells_everybody_by_real_moves(reception: Client) -> None:
    confirmed = make_booking(Status.CONFIRMED)
    held = make_booking(start=START + HOUR)
    kept = make_booking(start=START + 2 * HOUR)
    text = do(reception, (confirmed, "cancel"), (held, "decline"), (kept, "keep"))
    assert "The time is closed" in text
    assert [status(b) for b in (confirmed, held, kept)] == ["cancelled", "declined", "held"]
    closure = Closure.objects.get()
    assert (closure.date, closure.practitioner) == (WEDNESDAY, confirmed.practitioner)
    assert "ill" not in closure.reason.lower()
    kinds = Notification.objects.filter(to_staff=False, kind__in=worklists.NEWS)
    assert {(notification.subject, notification.kind) for notification in kinds} >= {
        (confirmed.pk, "booking.cancelled"),
        (held.pk, "booking.declined"),
    }
    assert list(worklists.orphaned(NOW)) == [kept]
    event = Event.objects.get(booking=confirmed, transition="cancel")
    assert event.user is not None
    notes = envelopes.open_notes(confirmed.pk, by=make_staff(), page="test", now=NOW)
    assert notes[-1]["text"] == "Therapist is away."


def test_colleague_who_is_free_at_the_same_time_can_take_it(reception: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    assert "who is free" not in look(reception, booking)
    assert booking.service is not None
    other = make_practitioner(booking.service, name="Second therapist", order=2)
    text = look(reception, booking)
    assert "Same time with Second therapist, who is free" in text
    assert "Your appointment has a new time" in text
    do(reception, (booking, f"reschedule:{other.pk}"))
    booking.refresh_from_db()
    assert (booking.status, booking.practitioner, booking.start) == ("confirmed", other, START)
    assert booking.orphaned_since is None
    assert list(worklists.orphaned(NOW)) == []


def test_colleague_who_was_taken_meanwhile_fails_alone(reception: Client) -> None:
    first = make_booking(Status.CONFIRMED)
    second = make_booking(Status.CONFIRMED, start=START + HOUR)
    assert first.service is not None
    other = make_practitioner(first.service, name="Second therapist", order=2)
    make_booking(start=START)
    text = do(reception, (first, f"reschedule:{other.pk}"), (second, "cancel"))
    assert "is not free any more" in text
    assert (status(first), status(second)) == ("confirmed", "cancelled")
    assert list(worklists.orphaned(NOW)) == [first]


def test_somebody_who_was_faster_is_told_and_the_others_are_done(reception: Client) -> None:
    first = make_booking(Status.CONFIRMED)
    second = make_booking(Status.CONFIRMED, start=START + HOUR)
    form = chosen((first, "cancel"), (second, "cancel"))
    act("withdraw", first.pk, version=first.version, now=NOW)
    text = reception.post(address(second), form).text
    assert "Somebody was faster. The status is now: Patient cancelled." in text
    assert (status(first), status(second)) == ("withdrawn", "cancelled")


def test_who_came_while_the_page_was_read_is_left_on_the_desk(reception: Client) -> None:
    first = make_booking(Status.CONFIRMED)
    between = make_booking(start=START + HOUR)
    text = do(reception, (first, "cancel"))
    assert "It came while you were reading" in text
    assert between.reference in text
    assert status(between) == Status.HELD
    assert list(worklists.orphaned(NOW)) == [between]


def test_who_left_only_a_phone_number_is_to_be_phoned_now(reception: Client) -> None:
    by_mail = make_booking(Status.CONFIRMED)
    by_phone = make_booking(Status.CONFIRMED, start=START + HOUR, contact=BY_PHONE)
    assert "Phone only: no notification reaches them" in look(reception, by_phone)
    text = do(reception, (by_mail, "cancel"), (by_phone, "cancel"))
    section = text[text.index("Phone these people now") :]
    section = section[: section.index("</section>")]
    assert by_phone.reference in section
    assert "+12125550147" in section
    assert by_mail.reference not in section
    assert list(worklists.could_not_be_told()) == [by_phone]


def test_sent_twice_does_everything_once(reception: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    do(reception, (booking, "cancel"))
    form = chosen((booking, "cancel"))
    text = reception.post(address(booking), form).text
    assert "Somebody was faster" in text
    assert Closure.objects.count() == 1
    assert Event.objects.filter(booking=booking, transition="cancel").count() == 1


def test_rest_of_today_and_days_after_are_closed(reception: Client) -> None:
    early = make_booking(Status.CONFIRMED)
    later = make_booking(Status.CONFIRMED, start=START + 4 * HOUR)
    after = make_booking(Status.CONFIRMED, start=START + DAY)
    span = {"starts": "11:02", "last": str(WEDNESDAY + DAY)}
    text = look(reception, later, **span)
    assert later.reference in text
    assert after.reference in text
    assert early.reference not in text
    do(reception, (later, "cancel"), (after, "cancel"), **span)
    rows = Closure.objects.order_by("date").values_list("date", "starts")
    assert list(rows) == [(WEDNESDAY, time(11)), (WEDNESDAY + DAY, None)]
    assert status(early) == Status.CONFIRMED
    assert list(worklists.orphaned(NOW)) == []


def test_hour_blocked_before_does_not_keep_the_rest_of_the_day_open(reception: Client) -> None:
    later = make_booking(Status.CONFIRMED, start=START + 4 * HOUR)
    Closure.objects.create(
        practitioner=later.practitioner, date=WEDNESDAY, starts=time(11), ends=time(12)
    )
    for _twice in range(2):
        do(reception, (later, "cancel"), starts="11:00")
    assert list(Closure.objects.order_by("ends").values_list("ends", flat=True)) == [
        time(12),
        time(23, 55),
    ]
    with pytest.raises(NotOffered):
        request_booking(make_wish(later.service, START + 5 * HOUR), now=NOW)
    # The control: before that hour somebody new may come.
    request_booking(make_wish(later.service, START), now=NOW)


def test_nobody_affected_still_closes_the_time(reception: Client) -> None:
    booking = make_booking(start=START + DAY)
    assert "0 visits are affected" in look(reception, booking)
    assert reception.post(address(booking), chosen()).status_code == 200
    assert Closure.objects.get().date == WEDNESDAY


def test_offered_time_is_listed_and_left_to_the_desk(reception: Client) -> None:
    booking = make_booking(Status.OFFERED)
    when = booking.offers.earliest("start").start.astimezone(ZONE).date()
    person = Practitioner.objects.get()
    where = f"/staff/intake/practitioner/{person.pk}/absence/"
    text = reception.get(where, day(first=str(when), last=str(when))).text
    assert booking.reference in text
    assert f'name="choice-{booking.pk}" value="keep" checked' in text
    assert 'value="cancel"' not in text


def test_clinician_may_report_themselves_and_nobody_else() -> None:
    user = member(roles.CLINICIAN)
    booking = make_booking(Status.CONFIRMED)
    browser = signed_in(user)
    for answer in (browser.get(address(booking)), browser.post(address(booking), chosen())):
        assert answer.status_code == 403
    assert not Closure.objects.exists()
    Practitioner.objects.filter(bookings=booking).update(user=user)
    assert "I am away" in browser.get("/staff/").text
    do(browser, (booking, "cancel"))
    assert status(booking) == "cancelled"


def test_days_that_cannot_be_are_refused_kindly(reception: Client) -> None:
    booking = make_booking()
    spans = [
        {"first": "banana"},
        {"first": "2020-01-01", "last": "2027-03-03"},
        {"last": "2027-03-01"},
        {"last": "2027-09-01"},
        {"last": ""},
        {"starts": "25:00"},
    ]
    taken = []
    for span in spans:
        shown = reception.get(address(booking), day(**span))
        sent = reception.post(address(booking), chosen((booking, "keep"), **span))
        if (shown.status_code, sent.status_code) != (400, 400):
            taken.append(span)
    assert taken == []
    assert not Closure.objects.exists()


def test_choice_that_is_none_does_nothing_at_all(reception: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    keys = ["", "burn", "cancel:1"]
    keys += [f"reschedule:{to}" for to in ("", "x", "-1", "9999999999", "²")]
    taken = []
    for key in keys:
        answer = reception.post(address(booking), chosen((booking, key), note="My own words"))
        text = answer.text
        is_refused = "Nothing was done yet" in text and "My own words" in text
        if answer.status_code != 400 or not is_refused:
            taken.append(key)
    assert taken == []
    assert not Closure.objects.exists()
    assert status(booking) == Status.CONFIRMED


def test_without_a_note_nothing_is_done_and_the_choices_are_kept(reception: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    answer = reception.post(address(booking), chosen((booking, "keep"), note=" "))
    assert answer.status_code == 400
    text = answer.text
    assert f'name="choice-{booking.pk}" value="keep" checked' in text
    assert not Closure.objects.exists()
