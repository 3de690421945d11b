"""The diary in a real browser: the week on a desk, a phone and paper, and asking before acting."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic_site import roles
from intake.actions.clock import mark_orphans
from intake.models import Booking, Closure
from intake.transitions.statuses import Status
from tests.browser.conftest import Watch, assert_accessible, look_twice
from tests.browser.page_steps import sign_in
from tests.clinic_site.staff import member
from tests.intake.factories import make_booking, make_clinic
from tests.intake.test_admin_holidays import calendar
from tests.moments import ZONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
WEEK = "/staff/intake/practitioner/week/"


@pytest.fixture
def booking() -> Booking:
    """A visit in three days, by the true clock, which is the one that the pages read."""
    make_clinic()
    now = timezone.now()
    start = (now.astimezone(ZONE) + timedelta(days=3)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    return make_booking(Status.CONFIRMED, start=start, now=now)


@pytest.fixture
def site(page: Page, booking: Booking, live_server: LiveServer) -> str:
    """The site, with a manager signed in."""
    sign_in(page.context, member(roles.MANAGER), live_server.url)
    return live_server.url


def day_of(booking: Booking) -> str:
    assert booking.start is not None
    return str(booking.start.astimezone(ZONE).date())


def test_week_and_day_are_read_on_a_desk_and_on_a_phone(
    page: Page, site: str, booking: Booking, watch: Watch
) -> None:
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for where in (WEEK, "/staff/intake/practitioner/day/", "/staff/intake/practitioner/mine/"):
            page.goto(f"{site}{where}?from={day_of(booking)}")
            if "mine" not in where:
                expect(page.get_by_role("link", name=booking.reference)).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], where
            look_twice(page)


def test_week_on_paper_is_one_lying_sheet_without_links(
    page: Page, site: str, booking: Booking, watch: Watch
) -> None:
    page.goto(f"{site}{WEEK}?from={day_of(booking)}")
    page.emulate_media(media="print")
    expect(page.get_by_text("Later week")).to_be_hidden()
    expect(page.get_by_text(booking.reference)).to_be_visible()
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", sheet)) == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", sheet)
    assert box is not None
    assert float(box[1]) > float(box[2])


def test_manager_sees_who_is_affected_goes_back_and_saves_all_the_same(
    page: Page, site: str, booking: Booking, watch: Watch
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site}/staff/intake/closure/add/")
    page.get_by_label("Date").fill(day_of(booking))
    page.get_by_label("Reason").fill("Burst pipe")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Who is affected?")).to_be_visible()
    expect(page.get_by_role("link", name=booking.reference)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Back, change what I typed").click()
    expect(page.get_by_label("Reason")).to_have_value("Burst pipe")
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_text(f"outside of the hours: {booking.reference}")).to_be_visible()
    assert Closure.objects.count() == 1


def test_holidays_are_taken_from_a_file(
    page: Page, site: str, booking: Booking, watch: Watch
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site}/staff/intake/closure/holidays/")
    assert_accessible(page)
    name = f"d{day_of(booking).replace('-', '')}"
    file = {"name": "days.ics", "mimeType": "text/calendar", "buffer": calendar(**{name: "River"})}
    page.get_by_label("Calendar file").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Show the days").click()
    expect(page.get_by_role("checkbox", name=re.compile("River"))).to_be_checked()
    expect(page.get_by_text("1 visit is booked")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Close the clinic on these days").click()
    expect(page.get_by_text("closed on 1 more day")).to_be_visible()


def test_everyone_is_told_when_someone_is_ill(
    page: Page, site: str, booking: Booking, watch: Watch
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site}/staff/")
    page.get_by_role("link", name="Staff absence").click()
    assert_accessible(page)
    page.get_by_role("link", name="Therapist").click()
    page.get_by_label("First day").fill(day_of(booking))
    page.get_by_label("Last day").fill(day_of(booking))
    assert_accessible(page)
    page.get_by_role("button", name="Show who is affected").click()
    expect(page.get_by_text("We are sorry. We have to cancel")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
    page.get_by_role("button", name="Close the time, and send these notifications").click()
    expect(page.get_by_text("a notification is on its way")).to_be_visible()
    assert_accessible(page)
    booking.refresh_from_db()
    assert booking.status == Status.CANCELLED
    assert mark_orphans(timezone.now()) == 0
