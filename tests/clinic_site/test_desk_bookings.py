"""The worklists of bookings: each with what can be done, and the first decision under the hand."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from clinic_site import roles
from intake.actions.clock import mark_orphans
from intake.models import Booking, WeeklyHours
from intake.transitions.statuses import Actor, DeclineReason, Status
from tests.clinic_site.staff import DESK, counted, desk, member, part, signed_in
from tests.intake.factories import act, make_booking, walk
from tests.moments import DAY, NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic")]

HOUR = timedelta(hours=1)


def page(role: str) -> str:
    return desk(signed_in(member(role)))


def link(booking: Booking, name: str = "change") -> str:
    return reverse(f"admin:intake_booking_{name}", args=[booking.pk])


def focused(text: str) -> list[str]:
    """Where the links lead that the page puts the focus on."""
    return re.findall(r'href="([^"]*)" autofocus', text)


def test_first_request_can_be_confirmed_at_once_and_has_the_focus() -> None:
    first = make_booking()
    second = make_booking(start=START + HOUR)
    text = page(roles.RECEPTION)
    assert focused(text) == [link(first, "confirm")]
    assert link(second, "confirm") in part(text, "to-decide")
    assert link(second, "decline") in part(text, "to-decide")


def test_flagged_request_is_to_be_read_before_it_is_decided() -> None:
    flagged = make_booking(flagged=True)
    text = part(page(roles.CLINICIAN), "to-decide")
    assert focused(text) == [link(flagged)]
    assert "Read first" in text
    assert link(flagged, "confirm") not in text


def test_requests_without_a_time_stand_among_the_others_and_say_so() -> None:
    aside = make_booking(doubt="too-fast")
    offered = make_booking(Status.OFFERED, start=START + HOUR)
    refused = walk(offered, "refuse", by=None, now=NOW, actor=Actor.PATIENT)
    text = part(page(roles.RECEPTION), "to-decide")
    for booking in (aside, refused):
        assert booking.reference in text
    assert text.count("no time held") == 2
    assert text.count("Set aside") == 1
    assert "asked for 9:00 AM on Wednesday, March 3" in text
    assert link(refused, "reschedule") in text
    assert link(aside, "reschedule") not in text


def test_offers_that_wait_show_their_times_and_can_be_answered_on_the_phone() -> None:
    offered = make_booking(Status.OFFERED)
    text = part(page(roles.RECEPTION), "offered")
    assert text.count("9:00 AM on") >= offered.offers.count() == 3
    for name in ("accept", "refuse"):
        assert link(offered, name) in text


def test_visits_outside_the_hours_can_be_moved_or_cancelled() -> None:
    booking = make_booking(Status.CONFIRMED)
    held = make_booking(start=START + HOUR)
    WeeklyHours.objects.all().delete()
    mark_orphans(NOW)
    text = page(roles.RECEPTION)
    assert counted(text)["need rebooking"] == "2"
    listed = part(text, "orphaned")
    for address in (link(booking, "reschedule"), link(booking, "cancel"), link(held, "reschedule")):
        assert address in listed


def test_flagged_request_that_came_to_nothing_waits_for_another_reader() -> None:
    booking = make_booking(flagged=True)
    decider = member(roles.CLINICIAN, "decider")
    act("decline", booking.pk, version=1, by=decider, now=NOW, reason=DeclineReason.WRONG_CLINIC)
    own = part(desk(signed_in(decider)), "second-look")
    assert "You decided it: a colleague must look" in own
    other = part(page(roles.CLINICIAN), "second-look")
    assert "You decided it" not in other
    assert link(booking) in other
    # Who cannot read the answers cannot look again, so the list is not theirs.
    assert 'aria-labelledby="second-look"' not in page(roles.RECEPTION)


def test_lapsed_offer_and_lapsed_request_are_told_apart() -> None:
    make_booking(Status.LAPSED)
    offered = make_booking(Status.OFFERED, start=START + HOUR)
    walk(offered, "lapse", by=None, now=NOW)
    text = part(page(roles.RECEPTION), "to-call")
    assert "The request lapsed before anybody answered" in text
    assert "The offered times lapsed before the patient chose" in text
    assert link(offered, "called") in text


def test_empty_lists_are_one_quiet_line_each() -> None:
    text = page(roles.CLINICIAN)
    assert "<table" not in text[: text.index('id="everything"')]
    assert set(counted(text).values()) == {"0"}
    assert "tile--warm" not in text
    assert "autofocus" not in text


def test_booking_for_a_caller_begins_at_the_desk() -> None:
    assert reverse("admin:intake_call") in page(roles.RECEPTION)
    assert "Book for a caller" not in page(roles.EDITOR)


def test_person_who_may_only_look_sees_no_deeds() -> None:
    booking = make_booking()
    looker = member(None, "looker")
    looker.user_permissions.set(
        member(roles.RECEPTION).groups.get().permissions.filter(codename="view_booking")
    )
    text = signed_in(looker).get(DESK).content.decode()
    assert booking.reference in text
    assert link(booking, "confirm") not in text
    assert "autofocus" not in text


def test_tomorrow_is_not_today() -> None:
    make_booking(Status.CONFIRMED, start=START + DAY)
    assert counted(page(roles.RECEPTION))["visits today"] == "0"
