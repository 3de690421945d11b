"""Reader, booking, staff decision, patient's page: one walk in a real Chromium, with axe."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from clinic_site.foundation.outbox.sending import deliver_due
from intake.models import Booking
from tests.browser.conftest import PHONE, Watch, assert_fits, look_twice
from tests.browser.page_steps import (
    answer_every_question,
    book_a_consultation,
    choose_by_keyboard,
    go_on,
    press,
    tab_to,
    type_password,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READER_PAGES = [
    "/",
    "/warning-signs/",
    "/topics/",
    "/topics/traction-therapy/",
    "/claims/",
    "/claims/traction-therapy/",
    "/articles/when-to-get-help/",
    "/articles/does-traction-work/",
    "/articles/treatments-compared/",
    "/search/?q=slipped+disc",
    "/search/?q=zzzz",
    "/privacy/",
    "/accessibility/",
    "/editorial-policy/",
    "/no-such-page/",
]
# What a desk screen of 1280 pixels leaves at 400 percent: WCAG 2.2, 1.4.10 Reflow.
ZOOMED = ViewportSize(width=320, height=256)
NOTIFICATION_LINK = re.compile(r"https?://\S+(/book/r/\S+)")


@pytest.fixture
def site(sample_site: str) -> str:
    """The sample clinic with its articles."""
    call_command("load_starter", publish=True, verbosity=0)
    return sample_site


def test_readers_pages_are_accessible_and_ask_nobody_else(
    site: str, page: Page, watch: Watch
) -> None:
    for path in READER_PAGES:
        page.set_viewport_size(PHONE)
        page.goto(site + path)
        look_twice(page)
        assert page.context.cookies() == [], path
        assert page.locator("script:not([type='application/ld+json'])").count() == 0, path
        for size in (PHONE, ZOOMED):
            page.set_viewport_size(size)
            assert_fits(page)


def test_from_article_to_confirmed_visit(site: str, page: Page, watch: Watch) -> None:
    page.set_viewport_size(PHONE)
    reference = book_a_consultation(page, site, look_twice)
    booking = Booking.objects.get()
    assert (booking.reference, booking.status) == (reference, "held")

    page.context.clear_cookies()
    type_password(page, site, "clinician", settings.DEMO_PASSWORD)
    look_twice(page)
    page.get_by_role("link", name=reference).first.click()
    look_twice(page)
    page.get_by_role("main").get_by_role("link", name="Confirm").click()
    look_twice(page)
    page.get_by_role("main").get_by_role("button", name=re.compile("Confirm")).click()
    look_twice(page)
    booking.refresh_from_db()
    assert booking.status == "confirmed"

    deliver_due(timezone.now() + timedelta(seconds=1))
    notifications = [
        notification for notification in mail.outbox if notification.to == ["zoe@example.org"]
    ]
    link = NOTIFICATION_LINK.search(str(notifications[-1].body))
    assert link is not None
    page.context.clear_cookies()
    page.goto(site + link[1])
    look_twice(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your visit is booked")


def test_whole_booking_by_keyboard(sample_site: str, page: Page) -> None:
    page.goto(f"{sample_site}/book/")
    tab_to(page, page.get_by_role("main").get_by_role("link", name=re.compile("Start")).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    groups = page.get_by_role("main").get_by_role("group")
    for group in groups.all():
        radio = group.get_by_role("radio", name="No", exact=True)
        if radio.count() == 1:
            choose_by_keyboard(page, radio)
    press(page, "Continue")
    choose_by_keyboard(page, page.get_by_role("radio", name=re.compile("First consultation")))
    choose_by_keyboard(page, page.get_by_role("radio", name=re.compile("Anyone")))
    press(page, "Continue")
    choose_by_keyboard(page, page.get_by_role("main").get_by_role("radio").first)
    press(page, "Continue")
    group = page.get_by_role("group", name=re.compile("18 or over"))
    choose_by_keyboard(page, group.get_by_label("Yes"))
    group = page.get_by_role("group", name="Who is this for?")
    choose_by_keyboard(page, group.get_by_label("Me", exact=True))
    tab_to(page, page.get_by_label("Full name"))
    page.keyboard.type("Zoë O'Brien")
    group = page.get_by_role("group", name=re.compile("reach|answer"))
    choose_by_keyboard(page, group.get_by_label("E-mail"))
    tab_to(page, page.get_by_label(re.compile("^E-mail address")).first)
    page.keyboard.type("zoe@example.org")
    tab_to(page, page.get_by_label(re.compile("again", re.IGNORECASE)))
    page.keyboard.type("zoe@example.org")
    tab_to(page, page.get_by_role("main").get_by_role("checkbox").last)
    page.keyboard.press("Space")
    press(page, "Continue")
    press(page, "Send my request")
    assert Booking.objects.get().status == "held"


def test_safety_form_keeps_what_was_chosen_and_not_sure_leads_to_a_call(
    sample_site: str, page: Page, watch: Watch
) -> None:
    main = page.get_by_role("main")
    page.goto(f"{sample_site}/book/safety/")
    no = main.get_by_role("group").first.get_by_role("radio", name="No", exact=True)
    no.check()
    go_on(page)
    look_twice(page)
    assert page.title().startswith("Error")
    expect(no).to_be_checked()
    answer_every_question(page, "Not sure")
    go_on(page)
    look_twice(page)
    main.get_by_role("link", name=re.compile("call", re.IGNORECASE)).last.click()
    look_twice(page)


def test_emergency_sign_leads_to_help_and_never_to_times(
    sample_site: str, page: Page, watch: Watch
) -> None:
    page.goto(f"{sample_site}/book/safety/")
    answer_every_question(page)
    page.get_by_role("main").get_by_role("group").first.get_by_role("radio", name="Yes").check()
    go_on(page)
    look_twice(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("911")
    page.goto(f"{sample_site}/book/times/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("911")
