"""The staff's first page: what waits, for whom, with what can be done, and no name given away."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.desk import worklists
from clinic_site.foundation.outbox.models import Notification
from intake.actions.clock import mark_orphans
from intake.models import Booking, WeeklyHours
from intake.transitions.statuses import Actor, DeclineReason, Status
from tests.articles import factories as articles
from tests.clinic_site.staff import DESK, counted, desk, member, part, signed_in
from tests.intake.factories import act, make_booking, walk
from tests.moments import DAY, NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.quick, pytest.mark.usefixtures("at_now", "clinic")]

HOUR = timedelta(hours=1)


def page(role: str | None) -> str:
    return desk(signed_in(member(role)))


def link(booking: Booking, name: str = "change") -> str:
    return reverse(f"admin:intake_booking_{name}", args=[booking.pk])


def focused(text: str) -> list[str]:
    """Where the links lead that the page puts the focus on."""
    return re.findall(r'href="([^"]*)" autofocus', text)


def test_requests_stand_flagged_first_then_by_deadline_and_overdue_ones_are_marked() -> None:
    late = make_booking()
    soon = make_booking(start=START + HOUR)
    flagged = make_booking(start=START + 2 * HOUR, flagged=True)
    Booking.objects.filter(pk=late.pk).update(decide_by=NOW - HOUR)
    Booking.objects.filter(pk=flagged.pk).update(decide_by=NOW + 30 * HOUR)
    text = part(page(roles.RECEPTION), "to-decide")
    places = [text.index(booking.reference) for booking in (flagged, late, soon)]
    assert places == sorted(places)
    assert "was due 11:00 AM today" in text
    assert text.count("Overdue") == 1
    assert "by 6:00 PM tomorrow" in text


def test_tiles_count_and_say_the_first_deadline() -> None:
    make_booking()
    text = page(roles.RECEPTION)
    assert (
        '<span class="tile__count">1</span> <span class="tile__label">requests to decide</span>'
        in text
    )
    assert '<span class="tile__note">first by 12:00 PM tomorrow</span>' in text
    Booking.objects.update(decide_by=NOW - HOUR)
    assert "1 overdue" in page(roles.CLINICIAN)


def test_each_list_holds_what_its_name_says() -> None:
    waiting = make_booking(Status.WAITING)
    lapsed = make_booking(Status.LAPSED)
    confirmed = make_booking(Status.CONFIRMED)
    Notification.objects.filter(subject=confirmed.pk, kind="booking.confirmed").update(
        status=Notification.Status.FAILED
    )
    text = page(roles.CLINICIAN)
    assert waiting.reference in part(text, "to-call")
    assert confirmed.reference in part(text, "not-told")
    assert "Phone this patient" in part(text, "not-told")
    with time_machine.travel(START + HOUR, tick=False):
        text = page(roles.MANAGER)
    assert lapsed.reference in part(text, "to-call")
    assert confirmed.reference in part(text, "today")
    assert "9:00–9:30 AM" in part(text, "today")
    assert confirmed.reference in part(text, "to-close")
    assert reverse("admin:intake_booking_missed", args=[confirmed.pk]) in part(text, "to-close")


def test_urgent_sign_is_a_badge_for_everybody_who_sees_the_booking() -> None:
    urgent = make_booking(Status.WAITING, flagged=True, urgent=True)
    browser = signed_in(member(roles.RECEPTION))
    address = reverse("admin:intake_booking_change", args=[urgent.pk])
    listed = part(desk(browser), "to-call")
    for text in (listed, browser.get(address).content.decode()):
        assert '<span class="badge badge--urgent">Urgent sign</span>' in text
    assert "told to get help that day" in listed
    assert "Urgent sign" in browser.get(reverse("admin:intake_booking_changelist")).content.decode()


def test_lists_carry_initials_and_no_name_mail_or_phone() -> None:
    contact = {"name": "Zelda Quartermain", "phone": "+12125550199", "email": "zq@example.org"}
    for status in (Status.HELD, Status.WAITING, Status.CONFIRMED):
        make_booking(status, contact=contact, start=START + HOUR * (status == Status.HELD))
    with time_machine.travel(START - HOUR, tick=False):
        browser = signed_in(member("superuser"))
        for address in (DESK, reverse("admin:intake_booking_changelist")):
            text = browser.get(address).content.decode()
            assert "ZQ" in text
            for private in ("Zelda", "Quartermain", "zq@example", "5550199", "It hurts"):
                assert private not in text


def test_editor_sees_articles_and_no_bookings() -> None:
    booking = make_booking()
    articles.article("never-published")
    articles.published("live-one")
    text = page(roles.EDITOR)
    assert booking.reference not in text
    assert 'aria-labelledby="to-decide"' not in text
    assert '<span class="tile__count">1</span> <span class="tile__label">shown without' in text
    assert "Find a patient" not in text


def test_person_without_a_role_sees_a_kind_page() -> None:
    booking = make_booking()
    text = page(None)
    assert "Nothing waits for you here" in text
    assert booking.reference not in text


def test_manager_and_superuser_see_both() -> None:
    make_booking()
    articles.answered(articles.published("walking"), reason="Too long.", now=NOW)
    for role in (roles.MANAGER, "superuser"):
        text = page(role)
        assert part(text, "to-decide")
        assert "Too long." in part(text, "answers")


def test_long_lists_are_cut_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklists, "LONGEST", 2)
    for hour in range(3):
        make_booking(start=START + hour * HOUR)
    text = page(roles.RECEPTION)
    assert '<span class="worklist__count">3</span>' in part(text, "to-decide")
    assert "and 1 more" in part(text, "to-decide")


def test_desk_takes_as_many_queries_for_thirty_bookings_as_for_one(
    django_assert_max_num_queries: Any,
) -> None:
    browser = signed_in(member("superuser"))
    for hour in range(6):
        make_booking(start=START + hour * HOUR)
    browser.get(DESK)
    with django_assert_max_num_queries(35):
        browser.get(DESK)


def test_stock_list_of_everything_stays_below() -> None:
    text = page("superuser")
    assert text.index('class="desk"') < text.index('id="everything"')
    assert reverse("admin:intake_practitioner_changelist") in text


def test_link_to_the_hours_is_called_what_it_leads_to() -> None:
    address = reverse("admin:app_list", args=["intake"])
    assert f'<a href="{address}">Hours and rooms</a>' in page(roles.RECEPTION)


def test_pages_carry_our_stylesheet_and_no_inline_style_or_script() -> None:
    booking = make_booking()
    browser = signed_in(member("superuser"))
    addresses = [DESK, reverse("admin:intake_booking_find"), reverse("admin:intake_room_add")]
    addresses += [
        reverse(f"admin:intake_booking_{name}", args=[booking.pk]) for name in ("change", "confirm")
    ]
    for address in addresses:
        text = browser.get(address).content.decode()
        assert "css/staff.css" in text
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text


def test_demo_banner_stands_on_staff_pages_in_demo_only(settings: Any) -> None:
    assert "This is a demonstration" in Client().get("/staff/login/").content.decode()
    settings.DEMO = False
    assert "This is a demonstration" not in Client().get("/staff/login/").content.decode()


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


def test_person_who_may_only_look_sees_no_actions() -> None:
    booking = make_booking()
    looker = member(None, "looker")
    looker.user_permissions.set(
        member(roles.RECEPTION).groups.get().permissions.filter(codename="view_booking")
    )
    text = desk(signed_in(looker))
    assert booking.reference in text
    assert link(booking, "confirm") not in text
    assert "autofocus" not in text


def test_tomorrow_is_not_today() -> None:
    make_booking(Status.CONFIRMED, start=START + DAY)
    assert counted(page(roles.RECEPTION))["visits today"] == "0"
