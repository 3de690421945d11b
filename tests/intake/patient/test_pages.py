"""The patient's link: it shows, it cancels once asked twice, and it tells strangers nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clinic_site.foundation.outbox.models import Notification
from intake import links
from intake.models import Event, Service, TimeCell
from intake.transitions.statuses import OPEN, Status
from tests.intake.factories import act, make_booking, make_staff, walk
from tests.intake.journey import page, value
from tests.intake.patient.links import GET_PAGES, address
from tests.moments import HOUR, NOW, START

pytestmark = pytest.mark.django_db


HEADINGS = {
    Status.HELD: "Held for you until we answer",
    Status.OFFERED: "We offer you other times",
    Status.CONFIRMED: "Your visit is booked",
    Status.DECLINED: "We could not say yes to this request",
    Status.LAPSED: "We did not answer in time",
    Status.CANCELLED: "The clinic has canceled this visit",
    Status.ATTENDED: "This visit is over",
    Status.MISSED: "This visit is over",
    Status.WAITING: "We will phone you",
    Status.CALLED: "We have phoned you",
    Status.CLOSED: "Your request for a call is closed",
    Status.WITHDRAWN: "You have canceled this",
}


@pytest.mark.parametrize("status", list(Status))
def test_each_status_has_its_own_words(visitor: Client, status: Status) -> None:
    booking = make_booking(status)
    shown = page(visitor.get(address(booking)))
    assert shown.headings == [HEADINGS[status]]
    assert booking.reference in shown.text
    offers = any(link.endswith("/cancel/") for link in shown.links)
    assert offers == (status in OPEN)
    assert any(link.endswith("/visit.ics") for link in shown.links) == (status == Status.CONFIRMED)
    assert ("How to get here" in shown.text) == (status in (Status.HELD, Status.CONFIRMED))
    assert ("Ask for another visit" in shown.text) == (status not in OPEN)


def test_page_says_when_where_and_by_when(visitor: Client) -> None:
    booking = make_booking()
    text = page(visitor.get(address(booking))).text
    assert "Wednesday, March 3 at 9:00 AM, New York time (EST), with Therapist" in text
    assert "We answer by" in text
    assert "1 Harbor Street" in text


def test_held_time_that_passed_is_lapsed(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    link = address(make_booking())
    monkeypatch.setattr("django.utils.timezone.now", lambda: START)
    assert page(visitor.get(link)).headings == [HEADINGS[Status.LAPSED]]


def test_visit_that_has_ended_is_told_as_over_before_the_desk_has_noted_it(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = make_booking(Status.CONFIRMED)
    link = address(booking)
    monkeypatch.setattr("django.utils.timezone.now", lambda: START)
    during = page(visitor.get(link))
    assert during.headings[0] == HEADINGS[Status.CONFIRMED]
    assert "Add it to my calendar" in during.text
    monkeypatch.setattr("django.utils.timezone.now", lambda: booking.end)
    after = page(visitor.get(link))
    assert after.headings[0] == "This visit is over"
    for stale in ("Add it to my calendar", "Come ten minutes early", "How to get here"):
        assert stale not in after.text


@pytest.mark.parametrize("status", [Status.HELD, Status.OFFERED, Status.CONFIRMED])
def test_more_than_fifty_looks_change_nothing(visitor: Client, status: Status) -> None:
    booking = make_booking(status)
    token_pages = [address(booking, name) for name in GET_PAGES]
    before = (Event.objects.count(), Notification.objects.count(), booking.links.count())
    for link in token_pages:
        for _look in range(6):
            assert visitor.get(link).status_code in (200, 302)
            assert visitor.head(link).status_code in (200, 302)
    booking.refresh_from_db()
    assert booking.status == status
    assert (Event.objects.count(), Notification.objects.count(), booking.links.count()) == before


def test_canceling_asks_once_more_and_then_frees_the_time(visitor: Client) -> None:
    booking = make_booking()
    link = address(booking, "cancel")
    asked = visitor.get(link)
    assert "Somebody else may take that time at once" in page(asked).text
    response = visitor.post(link, {"version": value(asked, "version")})
    assert response["Location"] == reverse("intake:canceled")
    booking.refresh_from_db()
    assert booking.status == Status.WITHDRAWN
    assert not TimeCell.objects.filter(booking=booking).exists()
    assert visitor.get(link).status_code == 404
    assert visitor.post(link, {"version": "2"}).status_code == 404


def test_pressing_cancel_twice_says_that_it_is_done(visitor: Client) -> None:
    link = address(make_booking(), "cancel")
    first, second = (visitor.post(link, {"version": "1"}) for _press in range(2))
    assert first["Location"] == reverse("intake:canceled")
    assert second.status_code == 404
    assert "Did you just cancel? Then it is done" in page(second).text


def test_patients_page_itself_takes_no_post(visitor: Client) -> None:
    assert visitor.post(address(make_booking())).status_code == 405


def test_canceling_needs_the_csrf_token() -> None:
    booking = make_booking()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address(booking, "cancel"), {"version": "1"}).status_code == 403


def test_forged_version_cancels_nothing(visitor: Client) -> None:
    booking = make_booking()
    for version in ("", "0", "-1", "x", str(2**63), "١", "1" * 5_000, "\x00"):
        response = visitor.post(address(booking, "cancel"), {"version": version})
        assert response.status_code == 409, version[:50]
    booking.refresh_from_db()
    assert booking.status == Status.HELD


def test_decision_made_meanwhile_is_shown_instead(visitor: Client) -> None:
    booking = make_booking()
    link = address(booking, "cancel")
    asked = visitor.get(link)
    walk(booking, "confirm", by=make_staff(), now=NOW)
    response = visitor.post(link, {"version": value(asked, "version")})
    assert response.status_code == 409
    assert "This changed while you were looking" in page(response).text
    assert "Your visit is booked" in page(response).text


def test_wrong_expired_and_revoked_links_look_the_same(visitor: Client, service: Service) -> None:
    revoked = make_booking(service=service)
    revoked_token = links.mint_link(revoked, NOW)
    act("withdraw", revoked.pk, version=revoked.version, now=NOW)
    old = make_booking(service=service)
    expired_token = links.mint_link(old, NOW - timedelta(days=3650))
    old.links.update(expires_at=NOW)
    tokens = [revoked_token, expired_token, "A" * 43, "x", "é" * 43, "A" * 1_900]
    for name in (*GET_PAGES, "calendar"):
        dead = [reverse(f"intake:{name}", args=[token]) for token in tokens]
        dead.append(dead[2].replace("A", "%00"))
        answers = [visitor.get(link) for link in dead]
        assert len({answer.content for answer in answers}) == 1, name
        assert {answer.status_code for answer in answers} == {404}, name


def test_pages_with_a_token_are_not_kept_and_not_told_on(visitor: Client) -> None:
    booking = make_booking(Status.CONFIRMED)
    for link in [*(address(booking, name) for name in (*GET_PAGES, "calendar")), "/book/r/wrong/"]:
        response = visitor.get(link)
        assert response["Cache-Control"] == "no-store, private", link
        assert response["Referrer-Policy"] == "strict-origin", link


def test_calendar_file_is_for_confirmed_visits_only(visitor: Client) -> None:
    held = make_booking()
    assert visitor.get(address(held, "calendar")).status_code == 404
    confirmed = walk(held, "confirm", by=make_staff(), now=NOW)
    response = visitor.get(address(confirmed, "calendar"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.text
    assert "METHOD:PUBLISH" in text
    assert "DTSTART:20270303T140000Z" in text
    assert "First visit" not in text


def test_link_opens_nothing_of_somebody_else(visitor: Client, service: Service) -> None:
    mine = make_booking(service=service)
    other = make_booking(service=service, start=START + HOUR)
    shown = page(visitor.get(address(mine))).text
    assert other.reference not in shown
