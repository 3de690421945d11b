"""The staff's first page: what waits, for whom, and nothing that gives a name away."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic_site import roles
from clinic_site.desk import worklists
from clinic_site.foundation.outbox.models import Notification
from intake.models import Booking
from intake.transitions.statuses import Status
from tests.articles import factories as articles
from tests.clinic_site.staff import member, signed_in
from tests.intake.factories import make_booking
from tests.moments import NOW, START

pytestmark = [pytest.mark.django_db, pytest.mark.quick, pytest.mark.usefixtures("at_now", "clinic")]

HOUR = timedelta(hours=1)
DESK = "/staff/"


def page(role: str | None) -> str:
    return signed_in(member(role)).get(DESK).content.decode()


def part(text: str, key: str) -> str:
    """One worklist of the page."""
    begin = text.index(f'<section class="worklist" aria-labelledby="{key}">')
    return text[begin : text.index("</section>", begin)]


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
    assert (
        '<span class="tile__note">first by 11:00 AM tomorrow</span>' in text or "first by" in text
    )
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
        text = signed_in(member(roles.MANAGER)).get(DESK).content.decode()
    assert lapsed.reference in part(text, "to-call")
    assert confirmed.reference in part(text, "today")
    assert "9:00–9:30 AM" in part(text, "today")
    assert confirmed.reference in part(text, "to-close")
    assert reverse("admin:intake_booking_missed", args=[confirmed.pk]) in part(text, "to-close")


def test_urgent_sign_is_a_badge_for_everybody_who_sees_the_booking() -> None:
    urgent = make_booking(Status.WAITING, flagged=True, urgent=True)
    desk = signed_in(member(roles.RECEPTION))
    address = reverse("admin:intake_booking_change", args=[urgent.pk])
    listed = part(desk.get(DESK).content.decode(), "to-call")
    for text in (listed, desk.get(address).content.decode()):
        assert '<span class="badge badge--urgent">Urgent sign</span>' in text
    assert "told to get help that day" in listed
    assert "Urgent sign" in desk.get(reverse("admin:intake_booking_changelist")).content.decode()


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
