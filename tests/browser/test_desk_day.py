"""The desk's day with a keyboard: two key presses a decision, other times, and a caller."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic_site import roles
from clinic_site.foundation.clinic.models import Clinic
from intake.models import Booking, Service
from intake.queries.times import free_times
from intake.transitions.statuses import Status
from tests.browser.conftest import Watch, assert_accessible
from tests.browser.page_steps import (
    answer_every_question,
    choose_by_keyboard,
    go_on,
    press,
    sign_in,
    tab_to,
)
from tests.clinic_site.staff import member
from tests.intake.factories import make_booking, make_practitioner, make_service
from tests.moments import ZONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)


@pytest.fixture
def service() -> Service:
    service = make_service()
    make_practitioner(service)
    return service


@pytest.fixture
def site(page: Page, sample_clinic: Clinic, live_server: LiveServer, service: Service) -> str:
    """The site on a wide screen, with a clinician signed in."""
    sign_in(
        page.context, member(roles.CLINICIAN, first_name="Ada", last_name="Byron"), live_server.url
    )
    return live_server.url


def held(service: Service, days: int = 7, **changes: Any) -> Booking:
    """A request for the first free time in so many days, as real clocks have it."""
    now = timezone.now()
    day = (now + days * DAY).astimezone(ZONE).date()
    free = free_times(service, None, day, day, now, ZONE)[0]
    contact = {"email": f"ana{days}@example.org"}
    return make_booking(service=service, now=now, start=free.start, contact=contact, **changes)


def status(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.status


def enter(page: Page) -> None:
    """Press Enter where the page itself put the focus, or where the keyboard went."""
    page.wait_for_function("document.activeElement !== document.body")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_decision_takes_two_key_presses_from_the_list_and_so_does_the_next(
    page: Page, site: str, service: Service, watch: Watch
) -> None:
    first, second = held(service, 7), held(service, 8)
    page.goto(f"{site}/staff/")
    assert_accessible(page)
    enter(page)
    assert status(first) == Status.HELD
    assert_accessible(page)
    enter(page)
    assert status(first) == Status.CONFIRMED
    expect(page.get_by_text(f"Next in line: {second.reference}")).to_be_visible()
    assert_accessible(page)
    enter(page)
    enter(page)
    assert status(second) == Status.CONFIRMED


def test_flagged_request_takes_reading_and_a_reason(
    page: Page, site: str, service: Service, watch: Watch
) -> None:
    booking = held(service, flagged=True)
    page.goto(f"{site}/staff/")
    enter(page)
    expect(page.get_by_role("heading", name="Read this first")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Confirm", exact=True))
    enter(page)
    assert status(booking) == Status.HELD
    tab_to(page, page.get_by_label("There is a flag. Why is it right to go on?"))
    page.keyboard.type("Seen last week")
    tab_to(page, page.get_by_role("button", name=re.compile("^Confirm")))
    enter(page)
    assert status(booking) == Status.CONFIRMED


def test_other_times_are_offered_by_keyboard(
    page: Page, site: str, service: Service, watch: Watch
) -> None:
    booking = held(service)
    page.goto(f"{site}/staff/")
    page.get_by_role("link", name=booking.reference, exact=True).focus()
    enter(page)
    tab_to(page, page.get_by_role("link", name="Offer other times"))
    enter(page)
    assert_accessible(page)
    for number in range(3):
        tab_to(page, page.get_by_role("checkbox").nth(number))
        page.keyboard.press("Space")
    press(page, "Show the notification")
    expect(page.get_by_text("We offer you other times")).to_be_visible()
    assert_accessible(page)
    enter(page)
    assert status(booking) == Status.OFFERED
    assert booking.offers.count() == 3
    page.goto(f"{site}/staff/")
    assert_accessible(page)
    page.get_by_role("link", name="Accept for them").click()
    choose_by_keyboard(page, page.get_by_role("radio").nth(1))
    press(page, "Show the notification")
    enter(page)
    assert status(booking) == Status.CONFIRMED


def test_caller_is_booked_on_the_phone(
    page: Page, site: str, service: Service, watch: Watch
) -> None:
    page.goto(f"{site}/staff/")
    page.get_by_role("link", name="Book for a caller").click()
    assert_accessible(page)
    answer_every_question(page)
    go_on(page)
    assert_accessible(page)
    page.get_by_role("radio", name=re.compile("First visit")).check()
    go_on(page)
    assert_accessible(page)
    page.get_by_role("radio").first.check(force=True)
    go_on(page)
    page.get_by_role("group", name=re.compile("18 or over")).get_by_label("Yes").check()
    page.get_by_role("group", name="Who is this for?").get_by_label("The caller").check()
    page.get_by_label("Full name").fill("Zoë O'Brien")
    page.get_by_role("group", name=re.compile("answer")).get_by_label("By phone").check()
    page.get_by_label("Phone number").fill("(415) 555-2671")
    page.get_by_label("I have read this out, and the caller agrees.").check()
    assert_accessible(page)
    go_on(page)
    assert_accessible(page)
    enter(page)
    booking = Booking.objects.get()
    expect(page.get_by_text(f"{booking.reference} is kept.")).to_be_visible()
    assert str(booking.booked_by) == "clinician"


def test_emergency_of_a_caller_is_read_out(page: Page, site: str, watch: Watch) -> None:
    page.goto(f"{site}/staff/intake/booking/call/")
    page.get_by_role("radio", name="Yes", exact=True).first.check()
    go_on(page)
    expect(page.get_by_role("heading", name="Stop here. Read this out now")).to_be_visible()
    assert_accessible(page)
