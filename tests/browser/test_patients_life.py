"""A patient's whole life behind the link: once without JavaScript, once by keyboard alone."""

import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from clinic_site.foundation.clinic.models import Clinic
from intake.models import Booking
from intake.queries.times import free_times
from tests.browser.conftest import PHONE, Watch, assert_fits, look_twice
from tests.browser.page_steps import (
    answer_every_question,
    choose_by_keyboard,
    go_on,
    press,
    tab_to,
    take_time,
)
from tests.intake.factories import act

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def book_by_phone(page: Page, site: str) -> str:
    """From the first question to the held page; returns the private link that stands there."""
    page.goto(f"{site}/book/safety/")
    answer_every_question(page)
    go_on(page)
    page.get_by_role("radio", name=re.compile("First consultation")).check()
    go_on(page)
    # The last ones of the page, so that they are days away.
    page.get_by_role("link", name="Later times").first.click()
    page.get_by_role("main").get_by_role("radio").last.check()
    go_on(page)
    take_time(page)
    page.get_by_role("group", name=re.compile("18 or over")).get_by_label("Yes").check()
    page.get_by_role("group", name="Who is this for?").get_by_label("Me", exact=True).check()
    page.get_by_label("Full name").fill("Zoe O'Brien")
    page.get_by_role("group", name=re.compile("answer")).get_by_label("By phone").check()
    page.get_by_label("Phone number").fill("(415) 555-2671")
    page.get_by_role("main").get_by_role("checkbox").last.check()
    go_on(page)
    page.get_by_role("button", name="Send my request").click()
    expect(page.locator(".reference__number")).to_be_visible()
    assert Booking.objects.get().status == "held"
    return page.locator(".private-link a").get_attribute("href") or ""


def offer_two_times() -> Booking:
    """The staff offer other times, days away."""
    booking = Booking.objects.select_related("service").get()
    assert booking.service
    now, zone = timezone.now(), Clinic.current().zone
    first = (now + timedelta(days=7)).astimezone(zone).date()
    free = free_times(booking.service, None, first, first + timedelta(days=7), now, zone)
    times = [(time.practitioner, time.start) for time in free[:40:20]]
    return act(
        "offer",
        booking.pk,
        version=booking.version,
        by=User.objects.get(username="clinician"),
        now=now,
        times=times,
        until=now + timedelta(days=2),
        note="These suit better.",
    )


def test_whole_life_without_javascript(sample_site: str, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    link = book_by_phone(page, sample_site)
    offer_two_times()
    context.clear_cookies()
    page.goto(link)
    main = page.get_by_role("main")
    main.get_by_role("radio").nth(1).check()
    main.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your visit is booked")
    page.get_by_role("link", name="Choose another time").click()
    main.get_by_role("radio").last.check()
    main.get_by_role("button", name="Take this time").click()
    expect(main).to_contain_text("Done: you have another time.")
    page.get_by_role("link", name="Correct your name").click()
    page.get_by_label("Full name").fill("Zoë O'Brien")
    main.get_by_role("button", name="Save my details").click()
    expect(main).to_contain_text("Done: your details are saved.")
    page.get_by_role("link", name="Download what we hold").click()
    page.get_by_label("The last four digits").fill("2671")
    with page.expect_download() as fetching:
        main.get_by_role("button", name="Download").click()
    fetching.value.save_as(tmp_path / "data.zip")
    words = zipfile.ZipFile(tmp_path / "data.zip").read("your-data.txt").decode()
    assert "Zoë O'Brien" in words
    page.goto(link)
    page.get_by_role("link", name="Cancel", exact=True).click()
    main.get_by_role("button", name="Yes, cancel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have canceled")
    transitions = list(Booking.objects.get().events.values_list("transition", flat=True))
    assert transitions == [
        "request",
        "offer",
        "accept",
        "reschedule",
        "correct",
        "export",
        "withdraw",
    ]
    context.close()


def test_whole_life_by_keyboard_on_pages_that_axe_finds_nothing_on(
    sample_site: str, page: Page, watch: Watch
) -> None:
    page.set_viewport_size(PHONE)
    link = book_by_phone(page, sample_site)
    offer_two_times()
    page.goto(link)
    main = page.get_by_role("main")
    look(page)
    choose_by_keyboard(page, main.get_by_role("radio").nth(1))
    press(page, "Send my answer")
    look(page)
    follow(page, "Choose another time")
    look(page)
    choose_by_keyboard(page, main.get_by_role("radio").nth(2))
    press(page, "Take this time")
    expect(main).to_contain_text("Done: you have another time.")
    look(page)
    follow(page, "Correct your name or how we reach you")
    look(page)
    tab_to(page, page.get_by_label("Phone number"))
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    press(page, "Save my details")
    assert page.title().startswith("Error")
    look(page)
    tab_to(page, page.get_by_label("Phone number"))
    page.keyboard.press("Control+A")
    page.keyboard.type("(415) 555-2672")
    press(page, "Save my details")
    expect(main).to_contain_text("Done: your details are saved.")
    follow(page, "Download what we hold about you")
    look(page)
    follow(page, "Back", exact=True)
    follow(page, "Have your details deleted")
    look(page)
    press(page, "Yes, cancel and delete")
    look(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your details are deleted")
    booking = Booking.objects.get()
    assert (booking.status, booking.initials) == ("withdrawn", "")


def look(page: Page) -> None:
    look_twice(page)
    assert_fits(page)


def follow(page: Page, name: str, *, exact: bool = False) -> None:
    tab_to(page, page.get_by_role("main").get_by_role("link", name=name, exact=exact).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
